#include "nn/conv2d.h"

#include "core/error.h"
#include "nn/conv2d_depthwise.h"
#include "nn/conv2d_gemm.h"
#include "nn/layer_checks.h"
#include "nn/line_maps.h"
#include "nn/naive_kernels.h"
#include "nn/reference/conv2d.h"
#include "nn/window.h"

#include <string>

namespace effortlab::nn {

namespace {

std::vector<Shape> conv2dShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::ConvolutionParams>(node.params);
  requireInputs(inputs, 1);
  const Shape in = asMaps(inputs[0]);
  const std::int64_t channels = in[1];
  if (params.groups < 1 || params.outputs < 1 || channels < 1 || channels % params.groups != 0 ||
      params.outputs % params.groups != 0)
    throw Error(ErrorCode::ShapeMismatch, std::to_string(params.groups) + " groups do not divide " +
                                              std::to_string(channels) + " input and " +
                                              std::to_string(params.outputs) + " output maps");
  const WindowAxis vertical = verticalAxis(params.window, in[2]);
  const WindowAxis horizontal = horizontalAxis(params.window, in[3]);
  requireWeights(node, {params.outputs, channels / params.groups, vertical.kernel, horizontal.kernel});
  const Shape maps{in[0], params.outputs, positions(vertical, model::PoolRounding::Floor),
                   positions(horizontal, model::PoolRounding::Floor)};
  return {asInput(maps, inputs[0])};
}

std::int64_t conv2dMacs(const model::Node& node, std::span<const Shape> inputs, std::span<const Shape> outputs) {
  const auto& params = std::get<model::ConvolutionParams>(node.params);
  return outputs[0].elementCount() * (inputs[0][1] / params.groups) * params.window.kernelH * params.window.kernelW;
}

void convolve(const Conv2dCall& call, const KernelContext& context) {
  switch (context.kernels) {
    case KernelSet::Reference: return reference::conv2d(call, context);
    case KernelSet::Naive: return naive::conv2d(call, context.stop);
    case KernelSet::Eigen:
      if (prefersDepthwise(call))
        return conv2dDepthwise(call, context);
      return conv2dGemm(call, context);
  }
}

void conv2dRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  runAsMaps(*inputs[0], outputs[0], [&](const Tensor& input, Tensor& output) {
    auto params = std::get<model::ConvolutionParams>(node.params);
    params.window = resolvedWindow(params.window, input.shape()[2], input.shape()[3]);
    convolve({params, input, *node.weights[0], biasOf(node), output}, context);
  });
}

}  // namespace

const LayerOps conv2dOps{conv2dShapes, conv2dMacs, conv2dRun, alwaysPerImage};

}  // namespace effortlab::nn
