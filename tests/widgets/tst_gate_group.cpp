#include "charts/histogram_slider.h"
#include "knob_panel_fixture.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QTest>

using namespace effortlab::tests;
using namespace effortlab::widgets;
using Fixture = KnobPanelFixture;

class tst_gate_group : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theGateSaysWhatItDoes() {
    Fixture f;
    QVERIFY(!f.group<GateGroup>()->isVisible());  // no network yet
    f.panel.setGateAvailable(true);
    QVERIFY(f.group<GateGroup>()->isVisible());
    QVERIFY(!f.group<GateGroup>()->figures());
    f.panel.setGateStudy(sampleStudy());
    f.panel.setGate(effortlab::effort::GateKnob{.margin = 1.0});
    const GateFigures now = *f.group<GateGroup>()->figures();  // 10 of 100 again, five of the others differ
    QCOMPARE(now.repeated, 0.10);
    QCOMPARE(now.agreement, 0.95);
    QCOMPARE(now.top1, 0.95);
    QVERIFY(qAbs(now.cost - 0.35) < 1e-12);
    QVERIFY(now.estimate);
    const auto says = [&](const QString& text) { return f.says(*f.group<GateGroup>(), text); };
    QVERIFY(says(QLocale().toString(95.0, 'f', 1)) && says(QLocale().toString(65.0, 'f', 1)));
    f.panel.setGateFigures(0.5, std::nullopt);  // the layers' knobs halve what is repeated
    QVERIFY(qAbs(f.group<GateGroup>()->figures()->cost - 0.30) < 1e-12);
    const GateFigures counted{.repeated = 0.10, .agreement = 0.93, .top1 = 0.91, .cost = 0.31};
    f.panel.setGateFigures(0.5, counted);
    QVERIFY(*f.group<GateGroup>()->figures() == counted);
    QVERIFY(says(QLocale().toString(93.0, 'f', 1)));
    QVERIFY(qAbs(*f.rows<GateGroup>()[0]->slider()->cutFraction() - 0.10) < 1e-12);
  }
  void theGateIsDraggedAsOneInteraction() {
    Fixture f;
    f.panel.setGateAvailable(true);
    f.panel.setGateStudy(sampleStudy());
    QSignalSpy gates(&f.panel, &KnobPanel::gateChanged);
    QSignalSpy started(&f.panel, &KnobPanel::interactionStarted);
    QSignalSpy finished(&f.panel, &KnobPanel::interactionFinished);
    HistogramSlider* slider = f.rows<GateGroup>()[0]->slider();
    QVERIFY(slider->isDimmed());
    const auto at = [&](double value) {
      return QPoint(qRound(slider->positionOf(value)), slider->handleRect().center().y());
    };
    QTest::mousePress(slider, Qt::LeftButton, {}, slider->handleRect().center());
    for (const double margin : {2.0, 4.0, 6.0}) {
      QTest::mouseMove(slider, at(margin));
      f.panel.setGate(f.panel.gate());  // as the application answers, in mid-drag
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(6.0));
    QCOMPARE(started.count(), 1);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(gates.count(), 3);
    QCOMPARE(f.changed.count(), 0);  // it belongs to no layer
    QVERIFY(!slider->isDimmed());    // an edit switches it on
    QVERIFY(qAbs(f.panel.gate()->margin - 6.0) < 0.1);
    QCOMPARE(f.panel.gate()->weight, 0.25);
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(f.panel.gate()->margin, 0.0);
    f.group<GateGroup>()->switchBox()->click();
    QVERIFY(!f.panel.gate());
    f.group<GateGroup>()->switchBox()->click();
    QCOMPARE(f.panel.gate()->margin, 0.0);  // the number it had
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(f.group<GateGroup>()->figures()->repeated, 1.0);
  }
  void theGateStartsSensibly() {
    Fixture f;
    f.panel.setGateAvailable(true);
    f.panel.setGateStudy(sampleStudy());
    f.group<GateGroup>()->switchBox()->click();
    QVERIFY(f.group<GateGroup>()->figures()->agreement >= 0.995);
    QVERIFY(f.panel.gate()->margin < 2.0);  // no further than it must
    // Digits the field cannot show and a weight of its own survive.
    f.panel.setGate(effortlab::effort::GateKnob{.margin = 1.23456789, .weight = 0.125});
    f.group<GateGroup>()->switchBox()->click();
    f.group<GateGroup>()->switchBox()->click();
    QVERIFY(f.panel.gate() == (effortlab::effort::GateKnob{.margin = 1.23456789, .weight = 0.125}));
  }
  void theGateSaysWhyNot() {
    Fixture f;
    f.panel.setGateAvailable(true, QStringLiteral("it mixes"));
    QVERIFY(!f.group<GateGroup>()->switchBox()->isEnabled());
    QVERIFY(f.group<GateGroup>()->note()->text().contains(QStringLiteral("it mixes")));
    QVERIFY(!f.rows<GateGroup>()[0]->isVisible());
    f.panel.setLayer(std::nullopt);
    QVERIFY(f.group<GateGroup>()->isVisible());  // it is the network's
    f.panel.setGateAvailable(true);
    QVERIFY(f.rows<GateGroup>()[0]->isVisible());
  }
};

EFFORTLAB_TEST(tst_gate_group)
#include "tst_gate_group.moc"
