#include "nn/squeeze.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<int> squeezeAxes(const model::Node& node, const Shape& input) {
  return resolveAxes(std::get<model::SqueezeParams>(node.params).axes, input.rank());
}

std::vector<Shape> squeezeShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  const Shape& in = inputs[0];
  const std::vector<int> axes = squeezeAxes(node, in);
  std::vector<std::int64_t> dims;
  for (int axis = 0; axis < in.rank(); ++axis) {
    const bool named = std::find(axes.begin(), axes.end(), axis) != axes.end();
    if (named && in[axis] != 1)
      throw Error(ErrorCode::ShapeMismatch,
                  "axis " + std::to_string(axis) + " of " + in.toString() + " cannot be removed: its size is not 1");
    if (!(named || (axes.empty() && in[axis] == 1)))
      dims.push_back(in[axis]);
  }
  return {Shape(std::span<const std::int64_t>(dims))};
}

/// Without named axes a batch of one image would lose its first axis.
bool squeezePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const std::vector<int> axes = squeezeAxes(node, inputs[0]);
  return !axes.empty() && std::find(axes.begin(), axes.end(), 0) == axes.end();
}

}  // namespace

const LayerOps squeezeOps{squeezeShapes, noMacs, copyElements, squeezePerImage};

}  // namespace effortlab::nn
