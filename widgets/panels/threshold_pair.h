#pragma once

#include "charts/threshold_pad.h"

#include <QWidget>

#include <array>
#include <optional>

class QDoubleSpinBox;
class QLabel;

namespace effortlab::widgets {

/// Two thresholds that must both be passed: their numbers, and a pad over the density they cut. Setters emit no signal.
class ThresholdPair : public QWidget {
  Q_OBJECT
public:
  enum Axis { X, Y };
  struct Texts {
    std::array<QString, 2> names;         ///< beside the numbers
    std::array<QString, 2> descriptions;  ///< tooltips of the numbers
    ThresholdPad::Texts pad;
  };

  explicit ThresholdPair(QColor ChartTheme::*color, QWidget* parent = nullptr);

  void setTexts(const Texts& texts);
  /// Their knob is off: grey, but an edit is still told.
  void setDimmed(bool dimmed);
  void setNumbers(double x, double y);
  double number(Axis axis) const noexcept { return m_numbers[axis]; }
  /// Nothing: still to be measured. The axes are widened to hold the numbers, and wait while the pad is dragged.
  void setDensity(const std::optional<effort::Histogram2d>& density);
  void setEstimate(bool estimate) { m_pad->setEstimate(estimate); }

  ThresholdPad* pad() const noexcept { return m_pad; }
  QDoubleSpinBox* spinBox(Axis axis) const noexcept { return m_spins[axis]; }

Q_SIGNALS:
  void edited();
  void interactionStarted();
  void interactionFinished();

private:
  void takePad(QPointF values);
  void applyRange();

  std::array<QLabel*, 2> m_labels{};
  std::array<QDoubleSpinBox*, 2> m_spins{};
  ThresholdPad* m_pad;
  std::array<double, 2> m_numbers{};
  std::array<double, 2> m_upper{1.0, 1.0};
};

}  // namespace effortlab::widgets
