#include "nn/unsqueeze.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<int> unsqueezeAxes(const model::Node& node, const Shape& input) {
  const auto& axes = std::get<model::UnsqueezeParams>(node.params).axes;
  const std::size_t rank = axes.size() + static_cast<std::size_t>(input.rank());
  if (rank > static_cast<std::size_t>(Shape::maxRank))
    throw Error(ErrorCode::Unsupported, "a result of " + std::to_string(rank) + " dimensions is not supported");
  return resolveAxes(axes, static_cast<int>(rank));
}

std::vector<Shape> unsqueezeShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  std::vector<int> axes = unsqueezeAxes(node, inputs[0]);
  std::sort(axes.begin(), axes.end());
  std::vector<std::int64_t> dims(inputs[0].dims().begin(), inputs[0].dims().end());
  for (const int axis : axes)
    dims.insert(dims.begin() + axis, 1);
  return {Shape(std::span<const std::int64_t>(dims))};
}

bool unsqueezePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const std::vector<int> axes = unsqueezeAxes(node, inputs[0]);
  return inputs[0].rank() > 0 && std::find(axes.begin(), axes.end(), 0) == axes.end();
}

}  // namespace

const LayerOps unsqueezeOps{unsqueezeShapes, noMacs, copyElements, unsqueezePerImage};

}  // namespace effortlab::nn
