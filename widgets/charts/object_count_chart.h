#pragma once

#include "charts/frame_chart.h"
#include "fovea/frame_record.h"

#include <map>

namespace effortlab::widgets {

/// How many frames show so many objects, and the largest number worth foveas (maxObj): the smallest that holds for 95 %
/// of the frames.
class ObjectCountChart : public FrameChart {
  Q_OBJECT
public:
  static constexpr float believedScore = 0.3F;

  explicit ObjectCountChart(QWidget* parent = nullptr);

  /// A frame that is there already is replaced.
  void add(std::int64_t frame, int objects);
  /// Its boxes of at least that score.
  void add(const fovea::FrameRecord& record, float leastScore = believedScore);
  void clear();
  /// Nothing before the first frame with objects.
  std::optional<int> suggestedMaximum() const;

protected:
  FrameFigure makeFigure() const override;
  QString title() const override;
  QString explanation() const override;
  bool framesCanBeActivated() const override { return false; }

private:
  std::map<std::int64_t, int> m_objects;  ///< by frame
};

}  // namespace effortlab::widgets
