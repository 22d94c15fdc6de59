#include "nn/layer_checks.h"

#include "core/error.h"

#include <string>

namespace effortlab::nn {

void requireInputs(std::span<const Shape> inputs, std::size_t count) {
  if (inputs.size() != count)
    throw Error(ErrorCode::ShapeMismatch,
                "has " + std::to_string(inputs.size()) + " inputs, expected " + std::to_string(count));
}

void requireRank(const Shape& shape, int rank) {
  if (shape.rank() != rank)
    throw Error(ErrorCode::ShapeMismatch,
                "input is " + shape.toString() + ", expected " + std::to_string(rank) + " dimensions");
}

void requireWeights(const model::Node& node, const Shape& weights) {
  const auto require = [&](std::size_t index, const char* what, const Shape& expected) {
    if (!node.weights[index])
      throw Error(ErrorCode::MissingData, std::string(what) + " missing");
    if (node.weights[index]->shape() != expected)
      throw Error(ErrorCode::ShapeMismatch, std::string(what) + " are " + node.weights[index]->shape().toString() +
                                                ", expected " + expected.toString());
  };
  if (node.weights.empty())
    throw Error(ErrorCode::MissingData, "weights missing");
  if (node.weights.size() > 2)
    throw Error(ErrorCode::ShapeMismatch,
                "has " + std::to_string(node.weights.size()) + " weight tensors, expected weights and bias");
  require(0, "weights", weights);
  if (node.weights.size() == 2)
    require(1, "biases", {weights[0]});
}

int resolveAxis(int axis, int rank) {
  const int resolved = axis < 0 ? axis + rank : axis;
  if (resolved < 0 || resolved >= rank)
    throw Error(ErrorCode::ShapeMismatch,
                "axis " + std::to_string(axis) + " is outside " + std::to_string(rank) + " dimensions");
  return resolved;
}

std::int64_t noMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) noexcept {
  return 0;
}

bool alwaysPerImage(const model::Node&, std::span<const Shape>) noexcept {
  return true;
}

const float* biasOf(const model::Node& node) noexcept {
  return node.weights.size() > 1 ? node.weights[1]->data() : nullptr;
}

}  // namespace effortlab::nn
