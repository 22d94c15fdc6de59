#include "nn/deconv2d.h"

#include "core/error.h"
#include "nn/deconv2d_gemm.h"
#include "nn/layer_checks.h"
#include "nn/line_maps.h"
#include "nn/reference/deconv2d.h"
#include "nn/window.h"

#include <algorithm>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t deconvSizeLimit = std::int64_t{1} << 24;  ///< of a map's side; beyond: a damaged file

/// One axis of the result: its size and how much is cut off before it.
struct DeconvAxis {
  std::int64_t size = 0;
  std::int64_t cutBefore = 0;
};

DeconvAxis deconvAxis(const WindowAxis& axis, std::int64_t outputPad, std::int64_t wanted, model::AutoPad autoPad) {
  if (outputPad < 0 || outputPad > deconvSizeLimit || wanted < 0 || wanted > deconvSizeLimit)
    throw Error(ErrorCode::ShapeMismatch, "output padding " + std::to_string(outputPad) + " or output size " +
                                              std::to_string(wanted) + " is out of range");
  const std::int64_t whole = axis.stride * (axis.size - 1) + outputPad + axis.span();
  if (autoPad != model::AutoPad::None && wanted == 0)
    wanted = axis.size * axis.stride;
  DeconvAxis result{whole - axis.padBefore - axis.padAfter, axis.padBefore};
  if (wanted > 0) {
    // ONNX: what is too much is cut off on both sides, the odd element at the end only for SAME_UPPER. Where the result
    // is too small, nothing reaches its end.
    const std::int64_t total = std::max<std::int64_t>(0, whole - wanted);
    result = {wanted, autoPad == model::AutoPad::SameUpper ? total / 2 : total - total / 2};
  }
  if (result.size < 1 || result.size > deconvSizeLimit)
    throw Error(ErrorCode::ShapeMismatch, "a map of " + std::to_string(axis.size) + " becomes one of " +
                                              std::to_string(result.size) + ", expected at least 1");
  return result;
}

struct DeconvAxes {
  DeconvAxis vertical, horizontal;
};

DeconvAxes deconvAxes(const model::DeconvolutionParams& params, const Shape& in) {
  // Automatic padding of a deconvolution follows from its output, not as a convolution's does.
  model::Window2d window = params.window;
  window.autoPad = model::AutoPad::None;
  if (params.window.autoPad != model::AutoPad::None)
    window.padTop = window.padLeft = window.padBottom = window.padRight = 0;
  return {deconvAxis(verticalAxis(window, in[2]), params.outputPadH, params.outputH, params.window.autoPad),
          deconvAxis(horizontalAxis(window, in[3]), params.outputPadW, params.outputW, params.window.autoPad)};
}

void requireDeconvWeights(const model::Node& node, std::int64_t channels) {
  const auto& params = std::get<model::DeconvolutionParams>(node.params);
  if (node.weights.empty() || !node.weights[0])
    throw Error(ErrorCode::MissingData, "weights missing");
  const Shape expected{channels, params.outputs / params.groups, params.window.kernelH, params.window.kernelW};
  const auto require = [](const TensorPtr& tensor, const Shape& shape, const char* what) {
    if (!tensor)
      throw Error(ErrorCode::MissingData, std::string(what) + " missing");
    if (tensor->shape() != shape)
      throw Error(ErrorCode::ShapeMismatch,
                  std::string(what) + " are " + tensor->shape().toString() + ", expected " + shape.toString());
  };
  if (node.weights.size() > 2)
    throw Error(ErrorCode::ShapeMismatch,
                "has " + std::to_string(node.weights.size()) + " weight tensors, expected weights and bias");
  require(node.weights[0], expected, "weights");
  if (node.weights.size() == 2)
    require(node.weights[1], {params.outputs}, "biases");
}

std::vector<Shape> deconv2dShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::DeconvolutionParams>(node.params);
  requireInputs(inputs, 1);
  const Shape in = asMaps(inputs[0]);
  if (params.groups < 1 || params.outputs < 1 || in[1] < 1 || in[1] % params.groups != 0 ||
      params.outputs % params.groups != 0)
    throw Error(ErrorCode::ShapeMismatch, std::to_string(params.groups) + " groups do not divide " +
                                              std::to_string(in[1]) + " input and " + std::to_string(params.outputs) +
                                              " output maps");
  const DeconvAxes axes = deconvAxes(params, in);
  requireDeconvWeights(node, in[1]);
  return {asInput({in[0], params.outputs, axes.vertical.size, axes.horizontal.size}, inputs[0])};
}

std::int64_t deconv2dMacs(const model::Node& node, std::span<const Shape> inputs, std::span<const Shape>) {
  const auto& params = std::get<model::DeconvolutionParams>(node.params);
  return inputs[0].elementCount() * (params.outputs / params.groups) * params.window.kernelH * params.window.kernelW;
}

void deconv2dRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                 const KernelContext& context) {
  runAsMaps(*inputs[0], outputs[0], [&](const Tensor& input, Tensor& output) {
    auto params = std::get<model::DeconvolutionParams>(node.params);
    const DeconvAxes axes = deconvAxes(params, input.shape());
    params.window.padTop = axes.vertical.cutBefore;
    params.window.padLeft = axes.horizontal.cutBefore;
    const Deconv2dCall call{params, input, *node.weights[0], biasOf(node), output};
    if (context.kernels == KernelSet::Eigen)
      deconv2dGemm(call, context);
    else
      reference::deconv2d(call, context);
  });
}

}  // namespace

const LayerOps deconv2dOps{deconv2dShapes, deconv2dMacs, deconv2dRun, alwaysPerImage};

}  // namespace effortlab::nn
