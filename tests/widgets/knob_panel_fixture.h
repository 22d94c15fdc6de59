#pragma once

#include "panels/gate_group.h"
#include "panels/knob_group.h"
#include "panels/knob_panel.h"
#include "sample_values.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>

#include <algorithm>

namespace effortlab::tests {

/// A panel on the sample layer with its histograms, on screen.
struct KnobPanelFixture {
  widgets::KnobPanel panel;
  QSignalSpy changed{&panel, &widgets::KnobPanel::knobsChanged};

  explicit KnobPanelFixture(const effort::EffortLayer& layer = convolutionLayer(model::ActivationKind::Relu)) {
    panel.setLayer(layer);
    panel.setHistograms(sampleHistograms());
    panel.resize(360, 900);
    panel.show();
  }
  template <class Group>
  Group* group() {
    return panel.findChild<Group*>();
  }
  template <class Group>
  QList<widgets::ThresholdRow*> rows() {
    return group<Group>()->template findChildren<widgets::ThresholdRow*>();
  }
  effort::LayerKnobs last() const { return changed.back().front().value<effort::LayerKnobs>(); }
  template <class Group>
  widgets::ThresholdPair* pair() {
    return group<Group>()->template findChild<widgets::ThresholdPair*>();
  }
  template <class Group>
  widgets::ThresholdPad* pad() {
    return pair<Group>()->pad();
  }
  /// A label of `part` that can be seen has this text in it.
  bool says(const QWidget& part, const QString& text) const {
    const auto labels = part.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&text](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
  }
};

inline effort::LayerKnobs knobsOf(const std::optional<effort::SpetKnob>& spet,
                                  const std::optional<effort::SdssKnob>& sdss = {},
                                  const std::optional<effort::SfmaKnob>& sfma = {}) {
  return {spet, sdss, sfma};
}

inline void choose(QComboBox* combo, const QVariant& value) {
  combo->setCurrentIndex(combo->findData(value));
}

inline QComboBox* comboWith(QWidget* group, const QVariant& value) {
  for (QComboBox* combo : group->findChildren<QComboBox*>()) {
    if (combo->findData(value) >= 0) {
      return combo;
    }
  }
  return nullptr;
}

}  // namespace effortlab::tests
