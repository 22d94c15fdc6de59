#pragma once

#include "effort/gate_study.h"
#include "effort/knobs.h"
#include "panels/knob_group.h"

#include <array>
#include <memory>
#include <optional>

class QLabel;

namespace effortlab::widgets {

/// What a gate does to a network under all its knobs. Fractions; `cost` of the dense MACs.
struct GateFigures {
  double repeated = 0.0;
  double agreement = 1.0;
  double top1 = 0.0;
  double cost = 1.0;
  bool estimate = false;  ///< foretold, not counted
  bool operator==(const GateFigures&) const = default;
};

/// The gate of the whole network: its switch, the margin over the two densities of fig. 2.1 (images whose 8-bit answer
/// is the dense one's, and the others), and what it does.
class GateGroup : public KnobGroup {
  Q_OBJECT
public:
  explicit GateGroup(QWidget* parent = nullptr);

  /// Empty: the network can have a gate. Else why not, in the engine's words; shown in place of the slider.
  void setProblem(const QString& problem);
  /// Null: still measuring.
  void setStudy(const std::shared_ptr<const effort::GateStudy>& study);
  /// What the exact network costs under its knobs, as a share of the dense MACs.
  void setExactCost(double share);
  /// Counted figures of the knob that is set; nothing: they are foretold from the study.
  void setMeasured(const std::optional<GateFigures>& measured);
  /// `numbers` fills the fields while the knob is off.
  void setKnob(const std::optional<effort::GateKnob>& knob, const effort::GateKnob& numbers);
  std::optional<effort::GateKnob> knob() const;
  effort::GateKnob numbers() const;
  /// A sensible first setting.
  effort::GateKnob start() const;
  /// What stands below the slider; nothing while it is measured.
  const std::optional<GateFigures>& figures() const noexcept { return m_figures; }
  void retranslate() override;

protected:
  void changeEvent(QEvent* event) override;

private:
  struct Figure {
    QLabel* value = nullptr;
    QLabel* caption = nullptr;
  };

  void showFigures();
  void showLegend();

  QString m_problem;
  std::shared_ptr<const effort::GateStudy> m_study;
  std::optional<GateFigures> m_measured;
  std::optional<GateFigures> m_figures;
  double m_exactCost = 1.0;
  double m_weight = 0.25;
  ThresholdRow* m_margin;
  QLabel* m_legend;
  std::array<Figure, 4> m_tiles;
};

}  // namespace effortlab::widgets
