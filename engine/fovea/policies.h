#pragma once

#include "fovea/frame_policy.h"

#include <memory>

/// What makePolicy() chooses from; `track` is in track_policy.h. Errors: those of makePolicy().
namespace effortlab::fovea {

/// Policies `full` and `every:K`: the frames between hold the boxes.
std::unique_ptr<FramePolicy> makeEveryPolicy(const PolicySettings& settings, detect::Detector& detector,
                                             const PolicyOptions& options);

/// Policy `thesis`: chapter 3 as written.
std::unique_ptr<FramePolicy> makeThesisPolicy(const PolicySettings& settings, detect::Detector& detector,
                                              const PolicyOptions& options);

/// Policy `best`: prediction, foveas at the objects' target size, scan tiles, a tracker between.
std::unique_ptr<FramePolicy> makeBestPolicy(const PolicySettings& settings, detect::Detector& detector,
                                            const PolicyOptions& options);

/// Errors: Error{InvalidArgument} unless both are the same policy's.
void requireSamePolicy(const PolicySettings& now, const PolicySettings& next);

}  // namespace effortlab::fovea
