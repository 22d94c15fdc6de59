#pragma once

#include "fast/conv_kernel.h"
#include "fast/lane_tensor.h"

#include <span>

namespace effortlab::fast {

/// Applies `epilogue` to planes of a tensor and writes those from `to` on of another with the same tiles.
void applyEpilogue(const LaneTensor& source, PlaneRange from, const Epilogue& epilogue, LaneTensor& target,
                   std::int64_t to);

/// Planes of a tensor from `firstPlane` on.
struct LaneOperand {
  const LaneTensor* tensor = nullptr;
  std::int64_t firstPlane = 0;
};

/// The sum of `planes` planes of each operand, in their order, and its epilogue. All have the same tiles.
void sumLanes(std::span<const LaneOperand> operands, std::int64_t planes, const Epilogue& epilogue, LaneTensor& target,
              std::int64_t to);

}  // namespace effortlab::fast
