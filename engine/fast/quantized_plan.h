#pragma once

#include "fast/calibration.h"
#include "fast/isa.h"
#include "fast/quantized_layers.h"
#include "model/graph.h"

#include <vector>

namespace effortlab::fast {

/// A network laid out for one use of the lanes.
struct QuantizedPlan {
  LaneUse use = LaneUse::Tiles;
  std::vector<LaneMaps> slots;
  std::vector<QuantizedStep> steps;
  std::vector<bool> inEightBits;  ///< by node
};

/// What to lay out. `shapes`: of all values, for one image.
struct QuantizedPlanInput {
  const model::Graph& graph;
  std::span<const Shape> shapes;
  const Calibration& calibration;
  Isa isa = Isa::Scalar;
  LaneUse use = LaneUse::Tiles;
};

/// Places every value in lanes or floats and says what to do, node by node. The plan keeps the graph's nodes by
/// reference.
QuantizedPlan planQuantized(const QuantizedPlanInput& input);

}  // namespace effortlab::fast
