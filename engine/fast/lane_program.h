#pragma once

#include "fast/conv_kernel.h"
#include "fast/graph_roles.h"
#include "fast/isa.h"
#include "fast/lane_tensor.h"
#include "nn/network.h"
#include "nn/pool.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::fast {

/// Where a value lies while a program runs.
struct LaneValue {
  int slot = -1;  ///< -1: row-major, not in lanes
  LaneMaps maps;  ///< of all that the slot holds: with concatenation more planes than the value's
  std::int64_t firstPlane = 0;
  std::int64_t planes = 0;
  bool nonNegative = false;

  bool inLanes() const noexcept { return slot >= 0; }
};

/// A copy of a step's input in other tiles, with another halo or another value around the image.
struct LaneCopy {
  LaneMaps maps;
  int slot = -1;
  std::uint32_t padding = 0;  ///< the bits of a float
};

struct LaneStep {
  int node = 0;
  RoledNode role;
  std::shared_ptr<const ConvKernel> kernel;                   ///< Convolution, FullyConnected
  std::vector<std::shared_ptr<const ConvKernel>> candidates;  ///< all that compute the layer
  nn::PoolGeometry pool;                                      ///< Pool
  bool global = false;                                        ///< Pool of whole tiled maps: the result is row-major
  std::optional<LaneCopy> input;                              ///< read instead of the value itself
  bool fillHalo = false;                                      ///< of the output: somebody looks there
};

/// How one unit, an image or 16 of them, goes through a network of given input size. Immutable.
struct LaneProgram {
  LaneUse use = LaneUse::Tiles;
  Isa isa = Isa::Scalar;
  std::vector<Shape> shapes;      ///< of all values, for one image
  std::vector<LaneValue> values;  ///< by value number
  std::vector<LaneStep> steps;    ///< nodes before `tail`
  std::vector<std::int64_t> slotElements;
  int tail = 0;                 ///< from this node on whole batches are computed, row-major
  std::vector<int> tailValues;  ///< what those nodes, or the caller, read
  int input = 0;                ///< value number of the graph's input
};

/// Kernels of a convolution or fully connected layer, the one to use, and all. Null: it is left to the layer's own
/// row-major kernel.
struct ChosenKernel {
  std::shared_ptr<const ConvKernel> kernel;
  std::vector<std::shared_ptr<const ConvKernel>> candidates;
};
using KernelChooser = std::function<ChosenKernel(int node, const ConvLayer& layer, LaneUse use)>;

struct ProgramOptions {
  LaneUse use = LaneUse::Tiles;
  KernelChooser chooser;
  std::vector<int> rowMajor = {};  ///< nodes to leave row-major, with nothing fused to them
};

/// Errors: Error{ShapeMismatch, TooLarge}. Needs a batchable graph of one input [1, C, H, W].
LaneProgram makeLaneProgram(const nn::Network& network, const Shape& input, const ProgramOptions& options);

}  // namespace effortlab::fast
