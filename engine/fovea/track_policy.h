#pragma once

#include "fovea/frame_policy.h"

#include <memory>

namespace effortlab::fovea {

/// Policy `track:K`: a full frame every K-th, the tracker between. Errors: those of makePolicy().
std::unique_ptr<FramePolicy> makeTrackPolicy(const PolicySettings& settings, detect::Detector& detector,
                                             const PolicyOptions& options);

}  // namespace effortlab::fovea
