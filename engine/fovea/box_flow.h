#pragma once

#include "data/box.h"
#include "fovea/optical_flow.h"

#include <optional>
#include <span>

namespace effortlab::fovea {

/// How far something moved from one picture to the next, pixels of GreyFrame's level 0.
struct PictureMotion {
  float x = 0.0F, y = 0.0F;
  float spread = 0.0F;  ///< median distance of the points' motions from this one
  int points = 0;       ///< that agree
};

/// What is known of an object's motion, pixels of GreyFrame's level 0.
struct BoxExpectation {
  FlowPoint object, background;
  bool sure = true;  ///< false: it may move quite differently
};

/// Motion of the object in `box` (of the first picture, level 0 pixels) whose motion is expected and that of the
/// background known. Points that move like the background are left out where the object is expected
/// to move against it. Empty where too few points can be followed.
std::optional<PictureMotion> followBox(const GreyFrame& before, const GreyFrame& after, const data::Box& box,
                                       const BoxExpectation& expectation);

/// Motion of the background from a grid of points outside of `objects` (boxes of the first picture, level 0 pixels),
/// beginning at `expected`. Empty where the points do not agree.
std::optional<PictureMotion> followBackground(const GreyFrame& before, const GreyFrame& after,
                                              std::span<const data::Box> objects, FlowPoint expected);

}  // namespace effortlab::fovea
