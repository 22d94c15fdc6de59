#pragma once

#include "charts/histogram_slider.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;

namespace effortlab::widgets {

/// One threshold: name, number and slider over its histogram. Setters emit no signal.
class ThresholdRow : public QWidget {
  Q_OBJECT
public:
  struct Options {
    HistogramSlider::Direction direction = HistogramSlider::Direction::CutBelow;
    QColor ChartTheme::*color = &ChartTheme::spet;
    HistogramSlider::AxisScale axis = HistogramSlider::AxisScale::Linear;
  };

  explicit ThresholdRow(const Options& options, QWidget* parent = nullptr);

  /// With a check box that takes the threshold away; else always on.
  void setOptional(bool optional);
  /// `cutText`: see HistogramSlider::setCutText().
  void setTexts(const QString& name, const QString& description, const QString& cutText);
  /// Its knob is off: grey, but an edit is still told.
  void setDimmed(bool dimmed);
  /// Nothing: switched off, the number stays (optional rows).
  void setValue(const std::optional<double>& value);
  std::optional<double> value() const;
  /// The number whether or not it is switched on.
  double number() const noexcept { return m_number; }
  /// Range of the slider; it is widened to hold the value, and waits while the slider is dragged.
  void setRange(double lo, double hi);
  void setHistogram(const std::optional<effort::Histogram>& histogram);
  void setEstimate(bool estimate) { m_slider->setEstimate(estimate); }

  HistogramSlider* slider() const noexcept { return m_slider; }
  QDoubleSpinBox* spinBox() const noexcept { return m_spin; }
  QCheckBox* checkBox() const noexcept { return m_check; }

Q_SIGNALS:
  void edited();
  void interactionStarted();
  void interactionFinished();

private:
  void applyRange();
  void showNumber();
  void updateEnabled();

  QLabel* m_label = nullptr;
  QCheckBox* m_check = nullptr;  ///< in optional rows
  bool m_optional = false;
  QDoubleSpinBox* m_spin = nullptr;
  HistogramSlider* m_slider = nullptr;
  double m_number = 0.0;
  double m_lo = 0.0;
  double m_hi = 1.0;
};

}  // namespace effortlab::widgets
