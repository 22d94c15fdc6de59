#pragma once

#include "core/run_control.h"
#include "detect/average_precision.h"
#include "jobs/frame_analyst.h"

#include <memory>
#include <optional>
#include <vector>

namespace effortlab::app {

/// What a policy showed, as detections to be judged.
detect::Detections detectionsOf(const fovea::FrameRecord& record);

/// From where on a box counts as shown, for misses and false alarms.
inline constexpr float alarmScore = 0.4F;

/// How well the frames seen so far were judged by ground truth.
struct Judgement {
  std::int64_t lastFrame = -1;
  std::int64_t frames = 0;
  double ap = 0.0;                                ///< mean over classes at IoU 0.5
  std::optional<double> full;                     ///< of the policy compared with, where that is `full`
  std::vector<std::int64_t> misses, falseAlarms;  ///< frames, ascending
};

struct JudgeRequest {
  std::vector<SeenFrame> seen;  ///< ascending
  std::shared_ptr<const detect::Truth> truth;
  bool comparedWithFull = false;
};

Judgement judge(const JudgeRequest& request, const RunControl& control);

}  // namespace effortlab::app
