#include "nn/batch_norm.h"

#include "core/error.h"
#include "nn/channel_affine.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::size_t batchNormTensors = 4;

std::vector<Shape> batchNormShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  if (inputs[0].rank() < 2)
    throw Error(ErrorCode::ShapeMismatch, "input is " + inputs[0].toString() + ", expected [images, channels, ...]");
  if (node.weights.size() != batchNormTensors)
    throw Error(ErrorCode::ShapeMismatch, "has " + std::to_string(node.weights.size()) +
                                              " weight tensors, expected scale, shift, mean and variance");
  for (const TensorPtr& tensor : node.weights)
    requireChannelVector(tensor, inputs[0][1]);
  const float epsilon = std::get<model::BatchNormParams>(node.params).epsilon;
  const std::span<const float> variances = node.weights[3]->values();
  if (std::any_of(variances.begin(), variances.end(), [&](float variance) { return !(variance + epsilon > 0.0F); }))
    throw Error(ErrorCode::NotFinite, "a variance plus epsilon is not above 0");
  return {inputs[0]};
}

void batchNormRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                  const KernelContext& context) {
  applyChannelAffine(batchNormAffine(node), *inputs[0], outputs[0], context);
}

}  // namespace

const LayerOps batchNormOps{batchNormShapes, noMacs, batchNormRun, alwaysPerImage};

ChannelAffine batchNormAffine(const model::Node& node) {
  const double epsilon = std::get<model::BatchNormParams>(node.params).epsilon;
  const auto weight = [&](std::size_t tensor, std::size_t c) {
    return static_cast<double>(node.weights[tensor]->values()[c]);
  };
  ChannelAffine affine;
  for (std::size_t c = 0; c < node.weights[0]->values().size(); ++c) {
    affine.scale.push_back(weight(0, c) / std::sqrt(weight(3, c) + epsilon));
    affine.shift.push_back(weight(1, c) - weight(2, c) * affine.scale.back());
  }
  return affine;
}

}  // namespace effortlab::nn
