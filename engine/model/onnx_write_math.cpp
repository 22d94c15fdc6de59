// Layers that compute element by element, and products.
#include "model/onnx_layer_writers.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace effortlab::model {

namespace {

/// Activations that are one ONNX operator, and which of its attributes alpha and beta are.
struct WrittenActivation {
  ActivationKind kind;
  std::string_view type;
  std::string_view alpha = {};
  std::string_view beta = {};
};

constexpr std::array writtenActivations{
    WrittenActivation{ActivationKind::Relu, "Relu"},
    WrittenActivation{ActivationKind::LeakyRelu, "LeakyRelu", "alpha"},
    WrittenActivation{ActivationKind::ThresholdedRelu, "ThresholdedRelu", "alpha"},
    WrittenActivation{ActivationKind::Sigmoid, "Sigmoid"},
    WrittenActivation{ActivationKind::Tanh, "Tanh"},
    WrittenActivation{ActivationKind::Elu, "Elu", "alpha"},
    WrittenActivation{ActivationKind::Selu, "Selu", "alpha", "gamma"},
    WrittenActivation{ActivationKind::Celu, "Celu", "alpha"},
    WrittenActivation{ActivationKind::HardSigmoid, "HardSigmoid", "alpha", "beta"},
    WrittenActivation{ActivationKind::Softplus, "Softplus"},
    WrittenActivation{ActivationKind::Softsign, "Softsign"},
    WrittenActivation{ActivationKind::Exp, "Exp"},
    WrittenActivation{ActivationKind::Log, "Log"},
    WrittenActivation{ActivationKind::Sqrt, "Sqrt"},
    WrittenActivation{ActivationKind::Abs, "Abs"},
    WrittenActivation{ActivationKind::Negate, "Neg"},
    WrittenActivation{ActivationKind::Reciprocal, "Reciprocal"},
    WrittenActivation{ActivationKind::Floor, "Floor"},
    WrittenActivation{ActivationKind::Ceil, "Ceil"},
    WrittenActivation{ActivationKind::Round, "Round"},
    WrittenActivation{ActivationKind::Sign, "Sign"},
    WrittenActivation{ActivationKind::Erf, "Erf"},
    WrittenActivation{ActivationKind::Sin, "Sin"},
    WrittenActivation{ActivationKind::Cos, "Cos"},
    WrittenActivation{ActivationKind::Tan, "Tan"},
    WrittenActivation{ActivationKind::Asin, "Asin"},
    WrittenActivation{ActivationKind::Acos, "Acos"},
    WrittenActivation{ActivationKind::Atan, "Atan"},
    WrittenActivation{ActivationKind::Sinh, "Sinh"},
    WrittenActivation{ActivationKind::Cosh, "Cosh"},
    WrittenActivation{ActivationKind::Asinh, "Asinh"},
    WrittenActivation{ActivationKind::Acosh, "Acosh"},
    WrittenActivation{ActivationKind::Atanh, "Atanh"},
};

/// An end that cuts nothing off is left out.
void writeClip(const OnnxLayer& layer, const ActivationParams& params) {
  constexpr float largest = std::numeric_limits<float>::max();
  OnnxNames from{layer.inputs[0]};
  from.push_back(params.alpha > -largest ? layer.number(params.alpha) : "");
  from.push_back(params.beta < largest ? layer.number(params.beta) : "");
  while (from.back().empty())
    from.pop_back();
  layer.finish("Clip", from);
}

/// (beta x + gamma)^alpha; steps that change nothing are left out.
void writePower(const OnnxLayer& layer, const ActivationParams& params) {
  std::vector<std::pair<std::string_view, float>> steps;
  if (params.beta != 1.0F)
    steps.emplace_back("Mul", params.beta);
  if (params.gamma != 0.0F)
    steps.emplace_back("Add", params.gamma);
  if (params.alpha != 1.0F)
    steps.emplace_back("Pow", params.alpha);
  if (steps.empty())
    return layer.finish("Identity", layer.inputs);
  std::string value = layer.inputs[0];
  for (std::size_t i = 0; i + 1 < steps.size(); ++i)
    value = layer.step(steps[i].first, {value, layer.number(steps[i].second)});
  layer.finish(steps.back().first, {value, layer.number(steps.back().second)});
}

/// x times a function of x: operators that came after set 13.
void writeGated(const OnnxLayer& layer, const ActivationParams& params) {
  constexpr float hardSwishSlope = 1.0F / 6.0F;
  constexpr float hardSwishShift = 0.5F;
  std::string gate;
  if (params.kind == ActivationKind::HardSwish)
    gate = layer.step("HardSigmoid", layer.inputs, {{"alpha", hardSwishSlope}, {"beta", hardSwishShift}});
  else if (params.kind == ActivationKind::Mish)
    gate = layer.step("Tanh", {layer.step("Softplus", layer.inputs)});
  else
    gate = layer.step("Sigmoid", layer.inputs);
  layer.finish("Mul", {layer.inputs[0], gate});
}

/// Operands in order, the constant one at its place, each times its coefficient.
OnnxNames elementwiseOperands(const OnnxLayer& layer, const ElementwiseParams& params) {
  OnnxNames operands = layer.inputs;
  if (params.constantAt >= 0)
    operands.insert(operands.begin() + params.constantAt, layer.weights(0));
  for (std::size_t i = 0; i < params.coefficients.size() && i < operands.size(); ++i)
    if (params.coefficients[i] != 1.0F)
      operands[i] = layer.step("Mul", {operands[i], layer.number(params.coefficients[i])});
  return operands;
}

/// A product of any number of operands, two at a time.
void writeProduct(const OnnxLayer& layer, const OnnxNames& operands) {
  std::string product = operands[0];
  for (std::size_t i = 1; i + 1 < operands.size(); ++i)
    product = layer.step("Mul", {product, operands[i]});
  layer.finish("Mul", {product, operands.back()});
}

}  // namespace

void writeOnnx(const OnnxLayer& layer, const ActivationParams& params) {
  switch (params.kind) {
    case ActivationKind::Clip: return writeClip(layer, params);
    case ActivationKind::Power: return writePower(layer, params);
    case ActivationKind::HardSwish:
    case ActivationKind::Swish:
    case ActivationKind::Mish: return writeGated(layer, params);
    default: break;
  }
  const auto* entry = std::find_if(writtenActivations.begin(), writtenActivations.end(),
                                   [&](const WrittenActivation& op) { return op.kind == params.kind; });
  if (entry == writtenActivations.end())
    throw layer.unsupported("this activation has no counterpart in ONNX");
  OnnxOptions options;
  if (!entry->alpha.empty())
    options.push_back({entry->alpha, params.alpha});
  if (!entry->beta.empty())
    options.push_back({entry->beta, params.beta});
  layer.finish(entry->type, layer.inputs, options);
}

void writeOnnx(const OnnxLayer& layer, const PReluParams&) {
  layer.finish("PRelu", {layer.inputs[0], layer.channelWeights(0)});
}

void writeOnnx(const OnnxLayer& layer, const BatchNormParams& params) {
  layer.finish("BatchNormalization",
               {layer.inputs[0], layer.weights(0), layer.weights(1), layer.weights(2), layer.weights(3)},
               {{"epsilon", params.epsilon}});
}

void writeOnnx(const OnnxLayer& layer, const ScaleParams&) {
  const OnnxNames product{layer.inputs[0], layer.channelWeights(0)};
  if (layer.node.weights.size() < 2)
    return layer.finish("Mul", product);
  layer.finish("Add", {layer.step("Mul", product), layer.channelWeights(1)});
}

void writeOnnx(const OnnxLayer& layer, const NormalizeParams& params) {
  std::vector<std::int64_t> axes{1};
  if (params.acrossSpatial)
    axes = {1, 2, 3};
  const std::string squares = layer.step("ReduceSumSquare", layer.inputs, {{"axes", axes}});
  const std::string norm = layer.step("Sqrt", {layer.step("Add", {squares, layer.number(params.epsilon)})});
  layer.finish("Mul", {layer.step("Div", {layer.inputs[0], norm}), layer.channelWeights(0)});
}

void writeOnnx(const OnnxLayer& layer, const ElementwiseParams& params) {
  const OnnxNames operands = elementwiseOperands(layer, params);
  if (operands.size() == 1)
    return layer.finish("Identity", operands);
  switch (params.kind) {
    case ElementwiseKind::Add: return layer.finish(operands.size() == 2 ? "Add" : "Sum", operands);
    case ElementwiseKind::Subtract: return layer.finish("Sub", operands);
    case ElementwiseKind::Multiply: return writeProduct(layer, operands);
    case ElementwiseKind::Divide: return layer.finish("Div", operands);
    case ElementwiseKind::Power: return layer.finish("Pow", operands);
    case ElementwiseKind::Max: return layer.finish("Max", operands);
    case ElementwiseKind::Min: return layer.finish("Min", operands);
    case ElementwiseKind::Mean: return layer.finish("Mean", operands);
  }
}

void writeOnnx(const OnnxLayer& layer, const ReduceParams& params) {
  std::string_view type;
  switch (params.kind) {
    case ReduceKind::Mean: type = "ReduceMean"; break;
    case ReduceKind::Sum: type = "ReduceSum"; break;
    case ReduceKind::Max: type = "ReduceMax"; break;
    case ReduceKind::Min: type = "ReduceMin"; break;
    case ReduceKind::Product: type = "ReduceProd"; break;
    case ReduceKind::L1: type = "ReduceL1"; break;
    case ReduceKind::L2: type = "ReduceL2"; break;
    case ReduceKind::LogSum: type = "ReduceLogSum"; break;
    case ReduceKind::LogSumExp: type = "ReduceLogSumExp"; break;
    case ReduceKind::SumSquare: type = "ReduceSumSquare"; break;
  }
  OnnxNames from = layer.inputs;
  OnnxOptions options{{"keepdims", std::int64_t{params.keepDims}}};
  const std::vector<std::int64_t> axes(params.axes.begin(), params.axes.end());
  if (!axes.empty() && params.kind == ReduceKind::Sum)  // the only one whose axes became an input by set 13
    from.push_back(layer.integers(axes));
  else if (!axes.empty())
    options.push_back({"axes", axes});
  layer.finish(type, from, options);
}

/// Several axes are joined into one, then parted again. Axis 0 is left open, it counts images.
void writeOnnx(const OnnxLayer& layer, const SoftmaxParams& params) {
  const Shape& shape = layer.inputShapes[0];
  const std::string_view type = params.log ? "LogSoftmax" : "Softmax";
  const int axis = nn::resolveAxis(params.axis, shape.rank());
  const OnnxOptions options{{"axis", std::int64_t{axis}}};
  if (!params.joined || axis == shape.rank() - 1)
    return layer.finish(type, layer.inputs, options);
  std::vector<std::int64_t> parted(shape.dims().begin(), shape.dims().end());
  std::vector<std::int64_t> joined(parted.begin(), parted.begin() + axis);
  joined.push_back(shape.elementCount(axis, shape.rank()));
  parted[0] = joined[0] = -1;
  const std::string rows = layer.step("Reshape", {layer.inputs[0], layer.integers(joined)});
  layer.finish("Reshape", {layer.step(type, {rows}, options), layer.integers(parted)});
}

void writeOnnx(const OnnxLayer& layer, const FullyConnectedParams&) {
  const std::string rows = layer.inputShapes[0].rank() == 2
                               ? layer.inputs[0]
                               : layer.step("Flatten", layer.inputs, {{"axis", std::int64_t{1}}});
  OnnxNames from{rows, layer.weights(0)};
  if (layer.node.weights.size() > 1)
    from.push_back(layer.weights(1));
  layer.finish("Gemm", from, {{"transB", std::int64_t{1}}});
}

void writeOnnx(const OnnxLayer& layer, const MatMulParams& params) {
  OnnxNames operands = layer.inputs;
  if (operands.size() < 2 && !layer.node.weights.empty())
    operands.push_back(layer.weights(0));
  const auto transpose = [&](std::size_t index, const Shape& shape) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(shape.rank()));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    if (order.size() > 1)
      std::swap(order[order.size() - 1], order[order.size() - 2]);
    operands[index] = layer.step("Transpose", {operands[index]}, {{"perm", order}});
  };
  if (params.transposeA)
    transpose(0, layer.inputShapes[0]);
  if (params.transposeB)
    transpose(1, layer.inputShapes.size() > 1 ? layer.inputShapes[1] : layer.node.weights[0]->shape());
  if (params.alpha == 1.0F)
    return layer.finish("MatMul", operands);
  layer.finish("Mul", {layer.step("MatMul", operands), layer.number(params.alpha)});
}

}  // namespace effortlab::model
