#include "model/onnx_node.h"

#include <array>
#include <limits>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

template <ActivationKind Kind>
void readUnary(OnnxNode& node) {
  node.takeOnlyData();
  node.result.params = ActivationParams{.kind = Kind};
}

/// With the attribute alpha; its default in `Thousandths`.
template <ActivationKind Kind, int Thousandths>
void readWithAlpha(OnnxNode& node) {
  node.takeOnlyData();
  const float otherwise = static_cast<float>(Thousandths) / 1000.0F;
  node.result.params = ActivationParams{.kind = Kind, .alpha = node.attributes.number("alpha", otherwise)};
}

void readSelu(OnnxNode& node) {
  constexpr float defaultAlpha = 1.67326319217681884765625F;
  constexpr float defaultGamma = 1.05070102214813232421875F;
  node.takeOnlyData();
  node.result.params = ActivationParams{.kind = ActivationKind::Selu,
                                        .alpha = node.attributes.number("alpha", defaultAlpha),
                                        .beta = node.attributes.number("gamma", defaultGamma)};
}

void readHardSigmoid(OnnxNode& node) {
  constexpr float defaultAlpha = 0.2F;
  constexpr float defaultBeta = 0.5F;
  node.takeOnlyData();
  node.result.params = ActivationParams{.kind = ActivationKind::HardSigmoid,
                                        .alpha = node.attributes.number("alpha", defaultAlpha),
                                        .beta = node.attributes.number("beta", defaultBeta)};
}

float clipEnd(const OnnxNode& node, int input, float otherwise) {
  if (!node.hasInput(input))
    return otherwise;
  const TensorPtr end = node.floats(input);
  if (end->size() != 1)
    throw node.place.error(ErrorCode::WrongFormat, "its limit " + inQuotes(node.input(input)) + " has the shape " +
                                                       end->shape().toString() + ", one number expected");
  return end->data()[0];
}

void readClip(OnnxNode& node) {
  constexpr std::int64_t endsAsInputSince = 11;
  constexpr float largest = std::numeric_limits<float>::max();
  node.needInputs(1, 3);
  node.takeData(0);
  ActivationParams params{.kind = ActivationKind::Clip};
  if (node.state.opset >= endsAsInputSince) {
    params.alpha = clipEnd(node, 1, -largest);
    params.beta = clipEnd(node, 2, largest);
  } else {
    params.alpha = node.attributes.number("min", -largest);
    params.beta = node.attributes.number("max", largest);
  }
  node.result.params = params;
}

/// A slope of one dimension lies along the last axis, as in any broadcast of ONNX; along the maps in operator set 6.
void readPRelu(OnnxNode& node) {
  node.needInputs(2, 2);
  node.takeData(0);
  TensorPtr slopes = node.floats(1);
  constexpr std::int64_t broadcastSince = 7;
  if (node.state.opset >= broadcastSince && slopes->shape().rank() == 1 && slopes->size() > 1) {
    Shape aligned = node.knownShape();
    for (int axis = 0; axis + 1 < aligned.rank(); ++axis)
      aligned[axis] = 1;
    if (aligned.rank() < 1 || aligned[aligned.rank() - 1] != slopes->size())
      throw node.place.error(
          ErrorCode::ShapeMismatch,
          "has " + std::to_string(slopes->size()) + " slopes for an input of shape " + node.knownShape().toString());
    Tensor reshaped = *slopes;
    reshaped.reshape(aligned);
    slopes = std::make_shared<const Tensor>(std::move(reshaped));
  }
  node.result.weights.push_back(slopes);
  node.result.params = PReluParams{};
}

constexpr std::array<OnnxOperator, 36> activationReaders{{
    {{"Abs", "Element-wise functions"}, readUnary<ActivationKind::Abs>},
    {{"Acos", "Element-wise functions"}, readUnary<ActivationKind::Acos>},
    {{"Acosh", "Element-wise functions"}, readUnary<ActivationKind::Acosh>},
    {{"Asin", "Element-wise functions"}, readUnary<ActivationKind::Asin>},
    {{"Asinh", "Element-wise functions"}, readUnary<ActivationKind::Asinh>},
    {{"Atan", "Element-wise functions"}, readUnary<ActivationKind::Atan>},
    {{"Atanh", "Element-wise functions"}, readUnary<ActivationKind::Atanh>},
    {{"Ceil", "Element-wise functions"}, readUnary<ActivationKind::Ceil>},
    {{"Celu", "ELU and relatives"}, readWithAlpha<ActivationKind::Celu, 1000>},
    {{"Clip", "Clip, ReLU6"}, readClip},
    {{"Cos", "Element-wise functions"}, readUnary<ActivationKind::Cos>},
    {{"Cosh", "Element-wise functions"}, readUnary<ActivationKind::Cosh>},
    {{"Elu", "ELU and relatives"}, readWithAlpha<ActivationKind::Elu, 1000>},
    {{"Erf", "Element-wise functions"}, readUnary<ActivationKind::Erf>},
    {{"Exp", "Element-wise functions"}, readUnary<ActivationKind::Exp>},
    {{"Floor", "Element-wise functions"}, readUnary<ActivationKind::Floor>},
    {{"HardSigmoid", "Hard sigmoid, hard swish"}, readHardSigmoid},
    {{"HardSwish", "Hard sigmoid, hard swish"}, readUnary<ActivationKind::HardSwish>},
    {{"LeakyRelu", "Leaky and parametric ReLU"}, readWithAlpha<ActivationKind::LeakyRelu, 10>},
    {{"Log", "Element-wise functions"}, readUnary<ActivationKind::Log>},
    {{"Neg", "Element-wise functions"}, readUnary<ActivationKind::Negate>},
    {{"PRelu", "Leaky and parametric ReLU"}, readPRelu},
    {{"Reciprocal", "Element-wise functions"}, readUnary<ActivationKind::Reciprocal>},
    {{"Relu", "ReLU"}, readUnary<ActivationKind::Relu>},
    {{"Round", "Element-wise functions"}, readUnary<ActivationKind::Round>},
    {{"Selu", "ELU and relatives"}, readSelu},
    {{"Sigmoid", "Sigmoid, tanh"}, readUnary<ActivationKind::Sigmoid>},
    {{"Sign", "Element-wise functions"}, readUnary<ActivationKind::Sign>},
    {{"Sin", "Element-wise functions"}, readUnary<ActivationKind::Sin>},
    {{"Sinh", "Element-wise functions"}, readUnary<ActivationKind::Sinh>},
    {{"Softplus", "Element-wise functions"}, readUnary<ActivationKind::Softplus>},
    {{"Softsign", "Element-wise functions"}, readUnary<ActivationKind::Softsign>},
    {{"Sqrt", "Element-wise functions"}, readUnary<ActivationKind::Sqrt>},
    {{"Tan", "Element-wise functions"}, readUnary<ActivationKind::Tan>},
    {{"Tanh", "Sigmoid, tanh"}, readUnary<ActivationKind::Tanh>},
    {{"ThresholdedRelu", "ELU and relatives"}, readWithAlpha<ActivationKind::ThresholdedRelu, 1000>},
}};

}  // namespace

std::span<const OnnxOperator> onnxActivationOperators() {
  return activationReaders;
}

}  // namespace effortlab::model
