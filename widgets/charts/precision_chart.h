#pragma once

#include "charts/frame_chart.h"

#include <map>

namespace effortlab::widgets {

/// AP at IoU 0.5 of what was shown so far, the policy's and that of full frames.
class PrecisionChart : public FrameChart {
  Q_OBJECT
public:
  explicit PrecisionChart(QWidget* parent = nullptr);

  /// Up to and with `frame`, 0..1; a baseline that is not known: nothing.
  void add(std::int64_t frame, double ap, const std::optional<double>& full);
  void setPolicyName(const QString& name);
  void clear();

protected:
  FrameFigure makeFigure() const override;
  QString title() const override;
  QString explanation() const override;

private:
  struct Point {
    double policy = 0.0;
    std::optional<double> full;
  };

  std::map<std::int64_t, Point> m_points;
  QString m_policyName;
};

}  // namespace effortlab::widgets
