#include "nn/conv2d.h"

#include "core/error.h"
#include "nn/conv2d_depthwise.h"
#include "nn/conv2d_gemm.h"
#include "nn/layer_checks.h"
#include "nn/naive_kernels.h"
#include "nn/reference/conv2d.h"
#include "nn/window.h"

#include <string>

namespace effortlab::nn {

namespace {

std::vector<Shape> conv2dShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::ConvolutionParams>(node.params);
  requireInputs(inputs, 1);
  requireRank(inputs[0], 4);
  const std::int64_t channels = inputs[0][1];
  if (params.groups < 1 || params.outputs < 1 || channels < 1 || channels % params.groups != 0 ||
      params.outputs % params.groups != 0)
    throw Error(ErrorCode::ShapeMismatch, std::to_string(params.groups) + " groups do not divide " +
                                              std::to_string(channels) + " input and " +
                                              std::to_string(params.outputs) + " output maps");
  const WindowAxis vertical = verticalAxis(params.window, inputs[0][2]);
  const WindowAxis horizontal = horizontalAxis(params.window, inputs[0][3]);
  requireWeights(node, {params.outputs, channels / params.groups, vertical.kernel, horizontal.kernel});
  return {{inputs[0][0], params.outputs, positions(vertical, model::PoolRounding::Floor),
           positions(horizontal, model::PoolRounding::Floor)}};
}

std::int64_t conv2dMacs(const model::Node& node, std::span<const Shape> inputs, std::span<const Shape> outputs) {
  const auto& params = std::get<model::ConvolutionParams>(node.params);
  return outputs[0].elementCount() * (inputs[0][1] / params.groups) * params.window.kernelH * params.window.kernelW;
}

void conv2dRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  const auto& params = std::get<model::ConvolutionParams>(node.params);
  const Conv2dCall call{params, *inputs[0], *node.weights[0], biasOf(node), outputs[0]};
  switch (context.kernels) {
    case KernelSet::Reference: return reference::conv2d(call, context);
    case KernelSet::Naive: return naive::conv2d(call, context.stop);
    case KernelSet::Eigen:
      if (prefersDepthwise(call))
        return conv2dDepthwise(call, context);
      return conv2dGemm(call, context);
  }
}

}  // namespace

const LayerOps conv2dOps{conv2dShapes, conv2dMacs, conv2dRun};

}  // namespace effortlab::nn
