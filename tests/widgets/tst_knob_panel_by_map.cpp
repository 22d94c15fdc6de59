#include "panels/knob_group.h"
#include "panels/knob_panel.h"
#include "panels/threshold_row.h"
#include "sample_values.h"
#include "support/test_registry.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QTest>

using namespace effortlab::tests;
using namespace effortlab::widgets;
using effortlab::effort::LayerKnobs;
using effortlab::effort::SpetKnob;
using effortlab::effort::SpetOrder;
using effortlab::model::ActivationKind;

/// Thresholds and prediction sets by output map have no field: the panel hands them on as long as they fit.
class tst_knob_panel_by_map : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void anotherThresholdKeepsThemAnotherOrderDoesNot() {
    KnobPanel panel;
    QSignalSpy changed(&panel, &KnobPanel::knobsChanged);
    panel.setLayer(convolutionLayer(ActivationKind::Relu));
    panel.setHistograms(sampleHistograms());
    panel.resize(360, 900);
    panel.show();
    SpetKnob knob;
    knob.low = 0.0;
    knob.order = SpetOrder::Magnitude;
    knob.interval = 0.25;
    knob.offsets = {0.5, -0.5, 1.0};
    knob.intervals = {0.25, 0.5, 0.125};
    panel.setKnobs({knob, {}, {}});

    auto* group = panel.findChild<SpetGroup*>();
    QVERIFY(group != nullptr);
    auto* field = group->findChildren<ThresholdRow*>().first()->findChild<QDoubleSpinBox*>();
    field->setValue(0.125);
    QVERIFY(!changed.isEmpty());
    const auto moved = changed.back().front().value<LayerKnobs>();
    QVERIFY(moved.spet.has_value());
    QCOMPARE(*moved.spet->low, 0.125);
    QVERIFY(moved.spet->offsets == knob.offsets);
    QVERIFY(moved.spet->intervals == knob.intervals);

    const int odd = static_cast<int>(SpetOrder::Odd);
    for (QComboBox* combo : group->findChildren<QComboBox*>())
      if (const int index = combo->findData(odd); combo->currentData().toInt() == static_cast<int>(knob.order))
        combo->setCurrentIndex(index);
    const auto other = changed.back().front().value<LayerKnobs>();
    QCOMPARE(other.spet->order, SpetOrder::Odd);
    QVERIFY(other.spet->offsets.empty());
    QVERIFY(other.spet->intervals.empty());
  }

  void aListOfTapsStaysWithItsOrder() {
    KnobPanel panel;
    QSignalSpy changed(&panel, &KnobPanel::knobsChanged);
    panel.setLayer(convolutionLayer(ActivationKind::Relu));
    panel.setHistograms(sampleHistograms());
    panel.show();
    auto* group = panel.findChild<SpetGroup*>();
    const auto orders = [group] {
      for (QComboBox* combo : group->findChildren<QComboBox*>())
        if (combo->findData(static_cast<int>(SpetOrder::Channel)) >= 0)
          return combo;
      return static_cast<QComboBox*>(nullptr);
    };
    const int listed = static_cast<int>(SpetOrder::Listed);
    SpetKnob knob;
    knob.low = 0.0;
    panel.setKnobs({knob, {}, {}});
    QVERIFY(orders()->findData(listed) < 0);
    knob.order = SpetOrder::Listed;
    knob.interval = 0.3;
    knob.sets = {0x0F, 0x01, 0xF0};
    panel.setKnobs({knob, {}, {}});
    QCOMPARE(orders()->currentData().toInt(), listed);
    group->findChildren<ThresholdRow*>().first()->findChild<QDoubleSpinBox*>()->setValue(0.125);
    QVERIFY(changed.back().front().value<LayerKnobs>().spet->sets == knob.sets);
    orders()->setCurrentIndex(orders()->findData(static_cast<int>(SpetOrder::Odd)));
    QVERIFY(changed.back().front().value<LayerKnobs>().spet->sets.empty());
  }
};

EFFORTLAB_TEST(tst_knob_panel_by_map)
#include "tst_knob_panel_by_map.moc"
