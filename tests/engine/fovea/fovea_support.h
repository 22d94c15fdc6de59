#pragma once

#include "data/scenes.h"
#include "detect/average_precision.h"
#include "fovea/frame_policy.h"
#include "fovea/video_evaluation.h"

#include <memory>
#include <string>
#include <vector>

namespace effortlab::tests {

/// A detector that finds all there is: errors that are left are a policy's.
struct OracleClip {
  std::shared_ptr<data::VideoSource> video;
  detect::Truth truth;
  std::unique_ptr<detect::Detector> detector;
  fovea::PolicyOptions options;
};

OracleClip oracleClip(const std::string& scene);

/// Grey frames with objects at fixed places, and an oracle for them.
OracleClip stillClip(std::size_t objects, std::int64_t frames);

/// `name=value` behind the policy, by commas.
fovea::PolicySettings settingsOf(const std::string& text);

/// A policy over the first frames of a clip.
std::vector<fovea::FrameRecord> lookAtAll(fovea::FramePolicy& policy, data::VideoSource& video, std::int64_t frames);

}  // namespace effortlab::tests
