#include "charts/threshold_pad.h"
#include "knob_panel_fixture.h"
#include "support/test_registry.h"

#include <QDoubleSpinBox>
#include <QTest>

using namespace effortlab::tests;
using namespace effortlab::widgets;
using effortlab::effort::Histogram;
using effortlab::effort::SdssKnob;

namespace {

/// A pad over a flat density on 2 x 1.
struct Fixture {
  ThresholdPad pad;
  QSignalSpy changed{&pad, &ThresholdPad::valuesChanged};
  QSignalSpy started{&pad, &ThresholdPad::dragStarted};
  QSignalSpy finished{&pad, &ThresholdPad::dragFinished};

  Fixture() {
    pad.setDensity(flatHistogram2d(2.0, 1.0));
    pad.setUpper(2.0, 1.0);
    pad.setValues({1.0, 0.5});
    pad.resize(300, pad.sizeHint().height());
    pad.show();
    pad.activateWindow();
    (void)QTest::qWaitForWindowActive(&pad);
    pad.setFocus();
  }
  void press(QPointF values) { QTest::mousePress(&pad, Qt::LeftButton, {}, pad.positionOf(values).toPoint()); }
  void move(QPointF values) { QTest::mouseMove(&pad, pad.positionOf(values).toPoint()); }
  void release(QPointF values) { QTest::mouseRelease(&pad, Qt::LeftButton, {}, pad.positionOf(values).toPoint()); }
  bool isAt(QPointF values) const {
    return qAbs(pad.values().x() - values.x()) < 0.02 && qAbs(pad.values().y() - values.y()) < 0.02;
  }
};

}  // namespace

class tst_threshold_pad : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theCornerIsDraggedAsOneGesture() {
    Fixture f;
    QCOMPARE(f.changed.count(), 0);
    QVERIFY(qAbs(*f.pad.cutFraction() - 0.25) < 1e-9);
    f.press({1.0, 0.5});
    QCOMPARE(f.changed.count(), 0);  // taking hold moves nothing
    f.move({1.5, 0.8});
    f.move({1.8, 0.25});
    f.release({1.8, 0.25});
    QCOMPARE(f.started.count(), 1);
    QCOMPARE(f.finished.count(), 1);
    QCOMPARE(f.changed.count(), 2);
    QVERIFY(f.isAt({1.8, 0.25}));
    QVERIFY(qAbs(*f.pad.cutFraction() - 0.225) < 0.01);
    QTest::mouseClick(&f.pad, Qt::LeftButton, {}, f.pad.positionOf({0.4, 0.9}).toPoint());  // brings the corner there
    QVERIFY(f.isAt({0.4, 0.9}));
  }
  void anEdgeMovesAlone() {
    Fixture f;
    f.press({1.0, 0.2});  // on the upright edge
    f.move({1.6, 0.9});
    f.release({1.6, 0.9});
    QVERIFY(f.isAt({1.6, 0.5}));
    QCOMPARE(f.pad.values().y(), 0.5);
    f.press({0.4, 0.5});
    f.move({0.1, 0.3});
    f.release({0.1, 0.3});
    QVERIFY(f.isAt({1.6, 0.3}));
  }
  void keysMoveBothWays() {
    Fixture f;
    QTest::keyClick(&f.pad, Qt::Key_Right);
    QVERIFY(qAbs(f.pad.values().x() - 1.01) < 1e-9);  // 1/200 of 2
    QTest::keyClick(&f.pad, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(qAbs(f.pad.values().y() - 0.55) < 1e-9);
    QTest::keyClick(&f.pad, Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(qAbs(f.pad.values().y() - 0.5495) < 1e-9);
    QTest::keyClick(&f.pad, Qt::Key_End);
    QCOMPARE(f.pad.values(), QPointF(2.0, 1.0));
    QCOMPARE(*f.pad.cutFraction(), 1.0);
    QTest::keyClick(&f.pad, Qt::Key_Home);
    QCOMPARE(f.pad.values(), QPointF(0.0, 0.0));
    QCOMPARE(f.started.count(), 5);
    QCOMPARE(f.finished.count(), 5);
    QTest::keyClick(&f.pad, Qt::Key_Escape);  // back to what the focus found
    QCOMPARE(f.pad.values(), QPointF(1.0, 0.5));
    QCOMPARE(f.started.count(), f.finished.count());
  }
  void escapeTakesADragBack() {
    Fixture f;
    f.press({1.0, 0.5});
    f.move({1.9, 0.9});
    QTest::keyClick(&f.pad, Qt::Key_Escape);
    QCOMPARE(f.pad.values(), QPointF(1.0, 0.5));
    QVERIFY(!f.pad.isDragging());
    f.move({0.2, 0.2});  // the hand still moves, and holds nothing any more
    f.release({0.2, 0.2});
    QCOMPARE(f.pad.values(), QPointF(1.0, 0.5));
    QCOMPARE(f.finished.count(), 1);
  }
  void heavyTailsGetRoom() {
    QCOMPARE(PadAxis::powerFor(flatHistogram()), 1.0);
    Histogram tail = flatHistogram();
    tail.bins = {900, 50, 20, 10, 5, 5, 4, 3, 2, 1};
    QCOMPARE(PadAxis::powerFor(tail), 0.5);
    Histogram negative = tail;
    negative.lower = -1.0;
    QCOMPARE(PadAxis::powerFor(negative), 1.0);
    const PadAxis axis{0.0, 8.0, 1.0 / 3.0};
    QVERIFY(qAbs(axis.place(1.0) - 0.5) < 1e-12);
    QVERIFY(qAbs(axis.value(0.5) - 1.0) < 1e-12);
    QCOMPARE(axis.value(1.0), 8.0);
    const std::vector<double> ticks = axis.ticks(0.15);
    QVERIFY(ticks.size() >= 3);
    QCOMPARE(ticks.front(), 0.0);
    for (std::size_t i = 1; i < ticks.size(); ++i) {
      QVERIFY(axis.place(ticks[i]) - axis.place(ticks[i - 1]) >= 0.15 - 1e-9);
    }
  }
  void theQuadrantHasTheKnobsColour() {
    Fixture f;
    f.pad.setCutColor(&ChartTheme::sdss);
    const auto at = [&](QPointF values) {
      return f.pad.grab().toImage().pixelColor(f.pad.positionOf(values).toPoint());
    };
    const auto grey = [](const QColor& color) { return color.hslSaturationF() < 0.2F; };
    QVERIFY(!grey(at({0.5, 0.25})));
    QVERIFY(grey(at({1.5, 0.75})));
    QVERIFY(grey(at({0.5, 0.75})));  // below one threshold only
    f.pad.setDimmed(true);
    QVERIFY(grey(at({0.5, 0.25})));
    f.pad.setDensity(std::nullopt);
    QVERIFY(!f.pad.cutFraction());
    f.pad.grab();  // nothing measured, no crash
  }
  void saysWhatItCuts() {
    Fixture f;
    f.pad.setTexts(
        {.description = {}, .xTitle = QStringLiteral("maximum"), .yTitle = QStringLiteral("range"), .cutText = {}});
    const QString text = f.pad.accessibleDescription();
    QVERIFY2(text.contains(QStringLiteral("maximum")) && text.contains(QLocale().toString(25.0, 'f', 1)),
             qPrintable(text));
  }
  void dragIsOneInteractionOfThePanel() {
    KnobPanelFixture f;
    f.panel.setKnobs(knobsOf({}, SdssKnob{.max = 0.5, .delta = 0.123456789}));
    QSignalSpy started(&f.panel, &KnobPanel::interactionStarted);
    QSignalSpy finished(&f.panel, &KnobPanel::interactionFinished);
    ThresholdPad* pad = f.pad<SdssGroup>();
    QVERIFY(pad->isVisible());
    const double y = pad->values().y();
    QTest::mousePress(pad, Qt::LeftButton, {}, pad->positionOf({0.5, y / 3.0}).toPoint());  // the upright edge
    for (const double value : {0.8, 1.1, 1.5}) {
      QTest::mouseMove(pad, pad->positionOf({value, y}).toPoint());
      f.panel.setKnobs(f.panel.knobs());  // as the application answers, in mid-drag
    }
    QTest::mouseRelease(pad, Qt::LeftButton, {}, pad->positionOf({1.5, y}).toPoint());
    QCOMPARE(started.count(), 1);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(f.changed.count(), 3);
    QVERIFY(qAbs(f.last().sdss->max - 1.5) < 0.02);
    QCOMPARE(f.last().sdss->delta, 0.123456789);  // digits the field cannot show
    QCOMPARE(f.pair<SdssGroup>()->spinBox(ThresholdPair::X)->value(), f.last().sdss->max);
  }
};

EFFORTLAB_TEST(tst_threshold_pad)
#include "tst_threshold_pad.moc"
