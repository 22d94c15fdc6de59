#include "nn/scale.h"

#include "core/error.h"
#include "nn/layer_checks.h"

namespace effortlab::nn {

namespace {

std::vector<Shape> scaleShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  if (inputs[0].rank() < 2)
    throw Error(ErrorCode::ShapeMismatch, "input is " + inputs[0].toString() + ", expected [images, channels, ...]");
  requireWeights(node, {inputs[0][1]});
  return {inputs[0]};
}

void scaleRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
              const KernelContext& context) {
  applyChannelAffine(scaleAffine(node), *inputs[0], outputs[0], context);
}

}  // namespace

const LayerOps scaleOps{scaleShapes, noMacs, scaleRun, alwaysPerImage};

ChannelAffine scaleAffine(const model::Node& node) {
  const std::span<const float> scale = node.weights[0]->values();
  ChannelAffine affine{{scale.begin(), scale.end()}, {}};
  if (const float* shift = biasOf(node); shift != nullptr)
    affine.shift.assign(shift, shift + scale.size());
  else
    affine.shift.assign(scale.size(), 0.0);
  return affine;
}

}  // namespace effortlab::nn
