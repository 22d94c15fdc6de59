#pragma once

#include "data/box.h"
#include "fovea/grey_frame.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

/// A region that changed more than noise and the camera's motion explain, pixels of the planes compared.
struct MovingRegion {
  data::Box box;
  float motion = 0.0F;  ///< how much: grey steps beyond the noise, summed over cells
};

struct MotionCueResult {
  std::vector<MovingRegion> regions;  ///< the most motion first
  float changedShare = 0.0F;          ///< of the cells
};

/// Difference picture of two planes, the earlier one moved by {shiftX, shiftY} pixels, in cells of 4 x 4 pixels; cells
/// within `known` boxes do not count. Connected cells that changed are a region.
/// Errors: Error{ShapeMismatch} for planes of different size.
MotionCueResult findMotion(const GreyPlane& before, const GreyPlane& after, float shiftX, float shiftY,
                           std::span<const data::Box> known);

}  // namespace effortlab::fovea
