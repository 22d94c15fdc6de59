#pragma once

#include "core/run_control.h"
#include "detect/average_precision.h"
#include "fovea/frame_policy.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::fovea {

/// Speed against `full`, each a detector call (processed frames) and a video frame (all). Source: thesis eq. 3.9
struct SpeedUp {
  double eq39 = 0.0;      ///< R_feed * skip_o / R_fovea, areas in pixels of the detector's input and of the canvases
  double macs = 0.0;      ///< counted detector MACs
  double detector = 0.0;  ///< measured detector time
  double measured = 0.0;  ///< measured total time
};

/// How well a policy's shown boxes find the objects; skipped frames count.
struct PrecisionSummary {
  detect::PrecisionReport byClass;
  double ap50 = 0.0, relaxedAp50 = 0.0, classAgnosticAp50 = 0.0;
  std::array<std::optional<double>, 3> bySpeed, bySize;  ///< class mean; empty where no object is in the group
  detect::DelayReport delay;                             ///< newcomers
  detect::AlarmReport alarms;
};

/// What a policy did with a video so far.
struct PolicyReport {
  PolicySettings settings;
  std::int64_t frames = 0, processed = 0, fullFrames = 0;
  double msPerFrame = 0.0, msPerCall = 0.0, medianMs = 0.0, worstMs = 0.0;  ///< total time
  StageMs mean = {};                                                        ///< a frame
  std::int64_t detectorMacs = 0, detectorMacsRun = 0;
  std::optional<SpeedUp> perFrame = {}, perCall = {};  ///< where `full` ran over the same frames
  std::optional<PrecisionSummary> precision = {};      ///< where there is ground truth
};

struct VideoEvaluationPlan {
  std::vector<PolicySettings> policies;
  std::int64_t firstFrame = 0, frames = -1;  ///< -1: to the end
  int repetitions = 1;                       ///< of the whole; times are medians by frame over them
  float alarmScore = 0.4F;                   ///< from where on a box counts for delay, false alarms and duplicates
  bool keepRecords = true;
  /// Of policy i, as they come: every policy looks at a frame, in an order that rotates, before the next frame.
  std::function<void(std::size_t policy, const FrameRecord&)> onFrame = {};
};

struct VideoEvaluation {
  std::vector<PolicyReport> policies;
  std::vector<std::vector<FrameRecord>> records;  ///< by policy
  bool complete = true;                           ///< false: stopped early or the video ended early
  std::vector<std::string> warnings;
};

/// Policies over a video side by side. `truth` may be null. A stop or a video that ends early gives what there is.
VideoEvaluation evaluateVideo(data::VideoSource& video, detect::Detector& detector, const detect::Truth* truth,
                              const VideoEvaluationPlan& plan, const RunControl& control);

/// The same figures from frames kept, e.g. of the part of a video that was played. Records by ascending frame.
/// `full`: of policy `full`, for the speed-up; may be empty.
PolicyReport reportOf(const PolicySettings& settings, std::span<const FrameRecord> records,
                      std::span<const FrameRecord> full, const detect::Truth* truth, float alarmScore);

}  // namespace effortlab::fovea
