#include "charts/histogram_slider.h"
#include "knob_panel_fixture.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QWheelEvent>

using namespace effortlab::tests;
using namespace effortlab::widgets;
using effortlab::effort::LayerKnobs;
using effortlab::effort::SpetOrder;
using effortlab::model::ActivationKind;
using Fixture = KnobPanelFixture;

namespace {

/// A language with texts 40 % longer than the English ones, as German's are.
class WordyTranslator : public QTranslator {
public:
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* text, const char*, int) const override {
    const QString english = QString::fromUtf8(text);
    const qsizetype more = english.size() * 2 / 5;
    return more > 4 ? english + QLatin1Char(' ') + QString(more - 1, QLatin1Char('n')) : english;
  }
};

}  // namespace

class tst_knob_panel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void settersAreSilent() {
    Fixture f;
    f.panel.setKnobs(knobsOf(effortlab::effort::SpetKnob{.low = -0.123456789, .high = {}, .interval = 0.3},
                             effortlab::effort::SdssKnob{.max = 0.7, .delta = 0.3, .samplingPeriod = 3},
                             effortlab::effort::SfmaKnob{.weight = 9.0, .variance = 0.1}));
    f.panel.setHistograms(nullptr);
    f.panel.setHistograms(sampleHistograms());
    f.panel.setLayer(convolutionLayer(ActivationKind::Tanh));
    f.panel.setLayer(std::nullopt);
    QCOMPARE(f.changed.count(), 0);
  }
  void keepsNumbersItCannotShow() {
    // More digits than the field, an interval between the steps, a threshold beyond the histogram: all survive an edit
    // of something else.
    Fixture f;
    const LayerKnobs knobs = knobsOf(effortlab::effort::SpetKnob{.low = -0.123456789, .high = {}, .interval = 0.3}, {},
                                     effortlab::effort::SfmaKnob{.weight = 9.0, .variance = 0.1});
    f.panel.setKnobs(knobs);
    f.group<SdssGroup>()->switchBox()->click();
    QCOMPARE(f.changed.count(), 1);
    QVERIFY(f.last().spet == knobs.spet);
    QVERIFY(f.last().sfma == knobs.sfma);
    QCOMPARE(f.pad<SfmaGroup>()->xAxis().hi, 9.0);
  }
  void startsSensibly() {
    Fixture f;
    f.group<SpetGroup>()->switchBox()->click();
    QVERIFY(f.last().spet == (effortlab::effort::SpetKnob{.low = 0.0, .high = {}}));
    f.group<SdssGroup>()->switchBox()->click();
    QVERIFY(qAbs(f.last().sdss->max - 0.6) < 1e-3);  // 30 % of the flat [0, 2)
    QVERIFY(qAbs(f.last().sdss->delta - 0.3) < 1e-3);
    f.group<SfmaGroup>()->switchBox()->click();
    QVERIFY(qAbs(f.last().sfma->weight - 1.2) < 1e-3);
    QVERIFY(qAbs(f.last().sfma->variance - 0.15) < 1e-3);
    QCOMPARE(f.changed.count(), 3);

    Fixture unmeasured;
    unmeasured.panel.setHistograms(nullptr);
    unmeasured.group<SdssGroup>()->switchBox()->click();
    QCOMPARE(unmeasured.last().sdss->max, 0.0);
  }
  void offKeepsTheNumbers() {
    Fixture f;
    f.panel.setKnobs(knobsOf({}, effortlab::effort::SdssKnob{.max = 0.7, .delta = 0.4, .samplingPeriod = 4}));
    QCheckBox* box = f.group<SdssGroup>()->switchBox();
    box->click();
    QVERIFY(f.last().off());
    f.panel.setKnobs(f.last());  // as the application answers
    f.panel.setLayer(fullyConnectedLayer(ActivationKind::Relu));
    f.panel.setLayer(convolutionLayer(ActivationKind::Relu));
    f.panel.setKnobs({});
    box->click();
    QVERIFY(f.last().sdss == (effortlab::effort::SdssKnob{.max = 0.7, .delta = 0.4, .samplingPeriod = 4}));
  }
  /// Nothing has to be switched on first: what is taken hold of is meant.
  void anEditSwitchesItsKnobOn() {
    Fixture f;
    ThresholdPad* pad = f.pad<SdssGroup>();
    QVERIFY(pad->isEnabled() && pad->isDimmed());
    QTest::mouseClick(pad, Qt::LeftButton, {}, pad->positionOf({1.5, 0.25}).toPoint());
    QCOMPARE(f.changed.count(), 1);
    QVERIFY(f.last().sdss && qAbs(f.last().sdss->max - 1.5) < 0.02);
    QVERIFY(!f.last().spet && !f.last().sfma);
    QVERIFY(!pad->isDimmed());
    QVERIFY(f.group<SdssGroup>()->switchBox()->isChecked());
    choose(comboWith(f.group<SpetGroup>(), 0.125), 0.125);
    QCOMPARE(f.last().spet->interval, 0.125);
    QDoubleSpinBox* spin = f.pair<SfmaGroup>()->spinBox(ThresholdPair::X);
    spin->selectAll();
    QTest::keyClicks(spin, QLocale().toString(2.5));
    QTest::keyClick(spin, Qt::Key_Return);
    QCOMPARE(f.last().sfma->weight, 2.5);
    f.group<SdssGroup>()->switchBox()->click();
    QVERIFY(!f.last().sdss && pad->isDimmed());
    QCOMPARE(f.changed.count(), 4);
  }
  void nothingMovesWhenAKnobIsSwitched() {
    Fixture f;
    const auto place = [&] { return f.group<SfmaGroup>()->mapTo(&f.panel, QPoint()); };
    const QPoint before = place();
    f.group<SpetGroup>()->switchBox()->click();
    QTest::qWait(20);
    QCOMPARE(place(), before);
  }
  void theWheelScrollsPastFields() {
    Fixture f;
    f.panel.resize(360, 300);
    QTest::qWait(20);
    QComboBox* combo = comboWith(f.group<SpetGroup>(), 0.125);
    QDoubleSpinBox* spin = f.rows<SpetGroup>()[0]->spinBox();
    for (QWidget* field : std::initializer_list<QWidget*>{combo, spin}) {
      field->clearFocus();
      const QPointF centre = field->rect().center();
      f.panel.verticalScrollBar()->setValue(0);
      QWheelEvent event(centre, field->mapToGlobal(centre), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                        Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(field, &event);
      QVERIFY2(!event.isAccepted() || f.panel.verticalScrollBar()->value() > 0, field->metaObject()->className());
    }
    QCOMPARE(f.changed.count(), 0);
  }
  void spinBoxTakesNegativeThresholds() {
    Fixture f;
    f.panel.setKnobs(knobsOf(effortlab::effort::SpetKnob{.low = 0.0, .high = {}}));
    QDoubleSpinBox* spin = f.rows<SpetGroup>()[0]->spinBox();
    spin->setFocus();
    spin->selectAll();
    QTest::keyClicks(spin, QLocale().toString(-7.5));
    QCOMPARE(f.changed.count(), 0);  // not before Enter
    QTest::keyClick(spin, Qt::Key_Return);
    QCOMPARE(f.changed.count(), 1);
    QCOMPARE(*f.last().spet->low, -7.5);
    QCOMPARE(f.rows<SpetGroup>()[0]->slider()->value(), -7.5);  // the range, [-5, 5), followed
  }
  void locksAreToldAndShown() {
    Fixture f;
    QSignalSpy locks(&f.panel, &KnobPanel::lockToggled);
    f.panel.setLocks({effortlab::effort::KnobKind::Sdss});
    QCOMPARE(locks.count(), 0);
    QVERIFY(f.group<SdssGroup>()->lockButton()->isVisible() && f.group<SdssGroup>()->lockButton()->isChecked());
    QVERIFY(!f.group<SpetGroup>()->lockButton()->isChecked());
    QTest::mouseClick(f.group<SpetGroup>()->lockButton(), Qt::LeftButton);
    QCOMPARE(locks.count(), 1);
    QVERIFY(locks.back()[0].value<effortlab::effort::KnobKind>() == effortlab::effort::KnobKind::Spet);
    QVERIFY(locks.back()[1].toBool());
    QCOMPARE(f.changed.count(), 0);  // a lock moves no knob
    f.panel.setLayer(fullyConnectedLayer(ActivationKind::Relu));
    QVERIFY(!f.group<SdssGroup>()->lockButton()->isVisible());  // nothing there to lock
  }
  void combos() {
    Fixture f;
    f.panel.setKnobs(knobsOf(effortlab::effort::SpetKnob{.low = 0.5, .high = {}},
                             effortlab::effort::SdssKnob{.max = 0.5, .delta = 0.5}));
    choose(comboWith(f.group<SpetGroup>(), int(SpetOrder::Magnitude)), int(SpetOrder::Magnitude));
    QCOMPARE(f.last().spet->order, SpetOrder::Magnitude);
    choose(comboWith(f.group<SpetGroup>(), 0.125), 0.125);
    QCOMPARE(f.last().spet->interval, 0.125);
    QVERIFY(f.rows<SpetGroup>()[0]->slider()->isEstimate());  // measured with another order
    choose(comboWith(f.group<SdssGroup>(), 8), 8);
    QCOMPARE(f.last().sdss->samplingPeriod, 8);
    QVERIFY(f.pad<SdssGroup>()->isEstimate());
    QCOMPARE(f.changed.count(), 3);
  }
  void exactHasNoThreshold() {
    Fixture f;
    f.panel.setKnobs(knobsOf(effortlab::effort::SpetKnob{.low = 0.5, .high = {}}));
    QComboBox* orders = comboWith(f.group<SpetGroup>(), int(SpetOrder::Odd));
    choose(orders, int(SpetOrder::Exact));
    QVERIFY(!f.last().spet->low);
    QVERIFY(!f.rows<SpetGroup>()[0]->isVisible());
    QVERIFY2(f.group<SpetGroup>()->savingLabel()->text().contains(QLocale().toString(20.0, 'f', 1)),
             qPrintable(f.group<SpetGroup>()->savingLabel()->text()));
    choose(orders, int(SpetOrder::Odd));
    QCOMPARE(*f.last().spet->low, 0.5);
    QVERIFY(f.rows<SpetGroup>()[0]->isVisible());

    f.panel.setLayer(convolutionLayer(ActivationKind::Relu, false));
    QCOMPARE(orders->findData(int(SpetOrder::Exact)), -1);
  }
  void twoSidedActivations() {
    Fixture relu;
    QVERIFY(!relu.rows<SpetGroup>()[1]->isVisible());
    Fixture f(convolutionLayer(ActivationKind::Sigmoid));
    QVERIFY(f.rows<SpetGroup>()[1]->isVisible());
    f.group<SpetGroup>()->switchBox()->click();
    QVERIFY(qAbs(*f.last().spet->low + 4.0) < 1e-3);  // 10 % and 90 % of the flat [-5, 5)
    QVERIFY(qAbs(*f.last().spet->high - 4.0) < 1e-3);
    f.rows<SpetGroup>()[1]->checkBox()->click();
    QVERIFY(!f.last().spet->high);
    QVERIFY(f.last().spet->low.has_value());
  }
  void saysWhyNot() {
    Fixture f(fullyConnectedLayer(std::nullopt));
    QVERIFY(f.group<SpetGroup>()->note()->isVisible());
    QVERIFY(f.group<SpetGroup>()->note()->text().contains(QStringLiteral("SPET has nothing to predict")));
    QVERIFY(f.group<SdssGroup>()->note()->text().contains(QStringLiteral("SPET only")));
    QVERIFY(!f.group<SfmaGroup>()->switchBox()->isEnabled());
    QVERIFY(!f.pad<SfmaGroup>()->isVisible());
    f.panel.setLayer(convolutionLayer(ActivationKind::Relu));
    QVERIFY(!f.group<SpetGroup>()->note()->isVisible());
    QVERIFY(f.pad<SfmaGroup>()->isVisible());
    f.panel.setLayer(std::nullopt);
    QVERIFY(!f.group<SpetGroup>()->isVisible());
    const auto says = [&](const QString& text) { return f.says(f.panel, text); };
    QVERIFY(says(QStringLiteral("Choose a layer")));
    f.panel.setLayerWithoutKnobs(QStringLiteral("relu7"));
    QVERIFY(says(QStringLiteral("relu7")) && says(QStringLiteral("No knobs here")));
    QVERIFY(!says(QStringLiteral("Choose a layer")));
    f.panel.setLayer(convolutionLayer(ActivationKind::Relu));
    QVERIFY(!says(QStringLiteral("No knobs here")));
  }
  void savingsFollowTheKnobs() {
    Fixture f;
    f.panel.setKnobs(knobsOf({}, effortlab::effort::SdssKnob{.max = 1.0, .delta = 0.5}));
    const auto text = [&] { return f.group<SdssGroup>()->savingLabel()->text(); };
    // A quarter of the flat density, of the 75 % candidates.
    QVERIFY2(text().contains(QLocale().toString(18.75, 'f', 1)), qPrintable(text()));
    QTest::keyClick(f.pad<SdssGroup>(), Qt::Key_Right, Qt::ControlModifier);  // a hair, so that both are taken hold of
    f.panel.setKnobs(knobsOf({}, effortlab::effort::SdssKnob{.max = 2.0, .delta = 0.5}));
    QVERIFY2(text().contains(QLocale().toString(37.5, 'f', 1)), qPrintable(text()));
    f.panel.setHistograms(nullptr);
    QVERIFY2(text().contains(QStringLiteral("measuring")), qPrintable(text()));
    auto other = sampleHistograms();
    other->node = 99;
    f.panel.setHistograms(other);
    QVERIFY2(text().contains(QStringLiteral("measuring")), qPrintable(text()));
  }
  void fitsItsSmallestWidth_data() {
    QTest::addColumn<bool>("wordy");
    QTest::newRow("English") << false;
    QTest::newRow("a wordy language") << true;
  }
  void fitsItsSmallestWidth() {
    QFETCH(bool, wordy);
    WordyTranslator translator;
    if (wordy) {
      QCoreApplication::installTranslator(&translator);
    }
    Fixture f(convolutionLayer(ActivationKind::Sigmoid));
    f.panel.setGateAvailable(true);
    f.panel.setGateStudy(sampleStudy());
    f.panel.resize(f.panel.minimumSizeHint().width(), 700);
    QTest::qWait(1);
    QVERIFY2(f.panel.widget()->minimumSizeHint().width() <= f.panel.viewport()->width(),
             qPrintable(QString::number(f.panel.widget()->minimumSizeHint().width())));
  }
};

EFFORTLAB_TEST(tst_knob_panel)
#include "tst_knob_panel.moc"
