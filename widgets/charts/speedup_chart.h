#pragma once

#include "charts/frame_chart.h"
#include "fovea/video_evaluation.h"

#include <map>

namespace effortlab::widgets {

/// Three answers to "how much faster than every frame in full?", running over the video: equation 3.9, counted detector
/// MACs, measured time. Logarithmic where they lie far apart.
class SpeedUpChart : public FrameChart {
  Q_OBJECT
public:
  explicit SpeedUpChart(QWidget* parent = nullptr);

  /// So far, up to and with `frame`; measured 0: not known.
  void add(std::int64_t frame, const fovea::SpeedUp& speedUp);
  void clear();

protected:
  FrameFigure makeFigure() const override;
  QString title() const override;
  QString explanation() const override;

private:
  std::map<std::int64_t, fovea::SpeedUp> m_points;
};

}  // namespace effortlab::widgets
