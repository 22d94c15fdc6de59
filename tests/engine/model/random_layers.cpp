#include "random_layers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace effortlab::tests {

namespace {

using namespace model;

bool isMaps(const Shape& in) {
  return in.rank() == 4;
}

TensorPtr drawn(const Shape& shape, Dice& dice, float low, float high) {
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = dice.real(low, high);
  return std::make_shared<const Tensor>(std::move(tensor));
}

/// Sums of `terms` products stay about as large as the inputs.
TensorPtr drawnWeights(const Shape& shape, std::int64_t terms, Dice& dice) {
  const float range = std::sqrt(3.0F / static_cast<float>(std::max<std::int64_t>(1, terms)));
  return drawn(shape, dice, -range, range);
}

/// Weights of the shapes a layer needs.
struct WeightsOf {
  const Shape& in;
  Dice& dice;

  std::vector<TensorPtr> operator()(const ConvolutionParams& p) const {
    const std::int64_t maps = in[1] / std::max<std::int64_t>(1, p.groups);
    return {drawnWeights({p.outputs, maps, p.window.kernelH, p.window.kernelW},
                         maps * p.window.kernelH * p.window.kernelW, dice),
            drawn({p.outputs}, dice, -0.5F, 0.5F)};
  }
  std::vector<TensorPtr> operator()(const DeconvolutionParams& p) const {
    return {drawnWeights({in[1], p.outputs / std::max<std::int64_t>(1, p.groups), p.window.kernelH, p.window.kernelW},
                         in[1] / std::max<std::int64_t>(1, p.groups) * p.window.kernelH, dice),
            drawn({p.outputs}, dice, -0.5F, 0.5F)};
  }
  std::vector<TensorPtr> operator()(const FullyConnectedParams& p) const {
    const std::int64_t inputs = in.elementCount(1, in.rank());
    return {drawnWeights({p.outputs, inputs}, inputs, dice), drawn({p.outputs}, dice, -0.5F, 0.5F)};
  }
  std::vector<TensorPtr> operator()(const PReluParams&) const { return {drawn({in[1]}, dice, -0.5F, 0.5F)}; }
  std::vector<TensorPtr> operator()(const BatchNormParams&) const {
    const Shape channels{in[1]};
    return {drawn(channels, dice, 0.5F, 1.5F), drawn(channels, dice, -0.5F, 0.5F), drawn(channels, dice, -0.5F, 0.5F),
            drawn(channels, dice, 0.5F, 2.0F)};
  }
  std::vector<TensorPtr> operator()(const ScaleParams&) const {
    return {drawn({in[1]}, dice, 0.5F, 1.5F), drawn({in[1]}, dice, -0.5F, 0.5F)};
  }
  std::vector<TensorPtr> operator()(const NormalizeParams& p) const {
    return {drawn({p.channelShared ? 1 : in[1]}, dice, 0.5F, 1.5F)};
  }
  std::vector<TensorPtr> operator()(const ElementwiseParams& p) const {
    if (p.constantAt < 0)
      return {};
    return {drawn({1, in[1], 1, 1}, dice, 0.5F, 1.5F)};
  }
  template <typename T>
  std::vector<TensorPtr> operator()(const T&) const {
    return {};
  }
};

}  // namespace

void fillWeights(NamedNode& node, const Shape& in) {
  // By name, so that a layer keeps its weights while others go.
  Dice dice(static_cast<unsigned>(
      std::accumulate(node.name.begin(), node.name.end(), 7, [](int sum, char c) { return (sum * 31 + c) & 0xffff; })));
  node.weights = std::visit(WeightsOf{in, dice}, node.params);
}

// What each kind draws.
std::optional<LayerParams> RandomLayers::draw(const Shape& in) {
  using Maker = std::optional<LayerParams> (RandomLayers::*)(const Shape&);
  static const std::vector<Maker> makers{
      &RandomLayers::convolution,   &RandomLayers::convolution,    &RandomLayers::convolution,
      &RandomLayers::deconvolution, &RandomLayers::fullyConnected, &RandomLayers::maxPool,
      &RandomLayers::averagePool,   &RandomLayers::globalPool,     &RandomLayers::activation,
      &RandomLayers::activation,    &RandomLayers::prelu,          &RandomLayers::lrn,
      &RandomLayers::batchNorm,     &RandomLayers::scale,          &RandomLayers::softmax,
      &RandomLayers::flatten,       &RandomLayers::reshape,        &RandomLayers::transpose,
      &RandomLayers::pad,           &RandomLayers::resize,         &RandomLayers::reduce,
      &RandomLayers::slice,         &RandomLayers::normalize,      &RandomLayers::constantOperand};
  return (this->*m_dice.pick(makers))(in);
}

Window2d RandomLayers::window(std::int64_t kernel, std::int64_t stride, std::int64_t pad) {
  Window2d window;
  window.kernelH = m_dice.between(1, kernel);
  window.kernelW = m_dice.between(1, kernel);
  window.strideH = m_dice.between(1, stride);
  window.strideW = m_dice.between(1, stride);
  window.padTop = m_dice.between(0, std::min(pad, window.kernelH - 1));
  window.padLeft = m_dice.between(0, std::min(pad, window.kernelW - 1));
  window.padBottom = m_dice.between(0, std::min(pad, window.kernelH - 1));
  window.padRight = m_dice.between(0, std::min(pad, window.kernelW - 1));
  return window;
}

std::int64_t RandomLayers::divisorOf(std::int64_t value) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= value; ++d)
    if (value % d == 0)
      divisors.push_back(d);
  return m_dice.pick(divisors);
}

std::optional<LayerParams> RandomLayers::convolution(const Shape& in) {
  if (!isMaps(in))
    return {};
  ConvolutionParams params{.outputs = m_dice.between(1, 13), .window = window(5, 3, 3), .groups = 1};
  if (m_dice.oneIn(3)) {
    params.groups = m_dice.oneIn(2) ? in[1] : divisorOf(in[1]);
    params.outputs = params.groups * m_dice.between(1, 3);
  }
  if (m_dice.oneIn(3)) {
    params.window.dilationH = m_dice.between(1, 3);
    params.window.dilationW = m_dice.between(1, 3);
  }
  if (m_dice.oneIn(6))  // OpenCV's SAME_LOWER is another padding
    params.window.autoPad = !m_forOpenCv && m_dice.oneIn(2) ? AutoPad::SameLower : AutoPad::SameUpper;
  return params;
}

std::optional<LayerParams> RandomLayers::deconvolution(const Shape& in) {
  if (!isMaps(in))
    return {};
  DeconvolutionParams params;
  params.outputs = m_dice.between(1, 8);
  params.window = window(4, 3, 2);
  if (m_dice.oneIn(3)) {
    params.groups = divisorOf(in[1]);
    params.outputs = params.groups * m_dice.between(1, 3);
  }
  if (m_forOpenCv) {
    // "Unsupported asymmetric padding in convolution layer" of the transposed kind.
    params.window.padBottom = params.window.padTop;
    params.window.padRight = params.window.padLeft;
  }
  params.outputPadH = m_dice.between(0, params.window.strideH - 1);
  params.outputPadW = m_dice.between(0, params.window.strideW - 1);
  return params;
}

std::optional<LayerParams> RandomLayers::fullyConnected(const Shape& in) {
  if (in.rank() < 2)
    return {};
  return FullyConnectedParams{.outputs = m_dice.between(1, 17)};
}

PoolParams RandomLayers::pool(PoolKind kind) {
  PoolParams params;
  params.kind = kind;
  params.window = window(4, 3, 2);
  if (m_dice.oneIn(2)) {
    params.rounding = PoolRounding::Ceil;
    params.dropLastOutside = true;
  }
  return params;
}

std::optional<LayerParams> RandomLayers::maxPool(const Shape& in) {
  if (!isMaps(in))
    return {};
  PoolParams params = pool(PoolKind::Max);
  if (!m_forOpenCv && m_dice.oneIn(4))
    params.window.dilationH = params.window.dilationW = 2;
  return params;
}

std::optional<LayerParams> RandomLayers::averagePool(const Shape& in) {
  if (!isMaps(in))
    return {};
  PoolParams params = pool(PoolKind::Average);
  params.divisor =
      m_dice.pick(std::vector{PoolDivisor::InsideOnly, PoolDivisor::WholeKernel, PoolDivisor::ClippedToPadding});
  return params;
}

std::optional<LayerParams> RandomLayers::globalPool(const Shape& in) {
  if (!isMaps(in))
    return {};
  PoolParams params;
  params.kind = m_dice.oneIn(2) ? PoolKind::Max : PoolKind::Average;
  params.global = true;
  return params;
}

std::optional<LayerParams> RandomLayers::activation(const Shape&) {
  using Kind = ActivationKind;
  static const std::vector<ActivationParams> choices{{Kind::Relu},
                                                     {Kind::LeakyRelu, 0.1F},
                                                     {Kind::Clip, -0.5F, 0.75F},
                                                     {Kind::Clip, 0.0F, 6.0F},
                                                     {Kind::Sigmoid},
                                                     {Kind::Tanh},
                                                     {Kind::Elu, 1.0F},
                                                     {Kind::HardSwish},
                                                     {Kind::Swish},
                                                     {Kind::Mish},
                                                     {Kind::Abs},
                                                     {Kind::Negate},
                                                     {Kind::Softplus},
                                                     {Kind::Exp},
                                                     {Kind::Power, 2.0F, 0.5F, 0.25F},
                                                     {Kind::HardSigmoid, 0.2F, 0.5F}};
  return m_dice.pick(choices);
}

std::optional<LayerParams> RandomLayers::prelu(const Shape& in) {
  if (!isMaps(in))
    return {};
  return PReluParams{};
}

std::optional<LayerParams> RandomLayers::lrn(const Shape& in) {
  if (!isMaps(in))
    return {};
  const bool within = m_dice.oneIn(3);
  return LrnParams{.region = within ? LrnRegion::WithinChannel : LrnRegion::AcrossChannels,
                   .size = 1 + 2 * m_dice.between(0, 2),
                   .alpha = m_dice.real(0.1F, 1.0F),
                   .beta = m_dice.oneIn(2) ? 0.75F : 0.5F,
                   .k = m_dice.real(1.0F, 2.0F)};
}

std::optional<LayerParams> RandomLayers::batchNorm(const Shape& in) {
  if (!isMaps(in))
    return {};
  return BatchNormParams{};
}

std::optional<LayerParams> RandomLayers::scale(const Shape& in) {
  if (!isMaps(in))
    return {};
  return ScaleParams{};
}

std::optional<LayerParams> RandomLayers::constantOperand(const Shape& in) {
  if (!isMaps(in))
    return {};
  ElementwiseParams params;
  params.kind = m_dice.oneIn(2) ? ElementwiseKind::Add : ElementwiseKind::Multiply;
  params.constantAt = 1;
  return params;
}

std::optional<LayerParams> RandomLayers::normalize(const Shape& in) {
  if (!isMaps(in) || m_forOpenCv)
    return {};
  NormalizeParams params;
  params.acrossSpatial = m_dice.oneIn(3);
  params.channelShared = m_dice.oneIn(2);
  return params;
}

std::optional<LayerParams> RandomLayers::softmax(const Shape& in) {
  SoftmaxParams params;
  params.axis = static_cast<int>(m_dice.between(1, in.rank() - 1));
  params.log = m_dice.oneIn(3);
  return params;
}

std::optional<LayerParams> RandomLayers::flatten(const Shape& in) {
  if (in.rank() < 3)
    return {};
  return FlattenParams{.axis = 1, .endAxis = -1, .onnxTwoDims = m_dice.oneIn(2)};
}

/// Axes 1 and up anew: one of them cut in two, or two joined.
std::optional<LayerParams> RandomLayers::reshape(const Shape& in) {
  if (in.rank() == 2)
    return ReshapeParams{.dims = {0, divisorOf(in[1]), 1, -1}};
  if (!isMaps(in))
    return {};
  return m_dice.oneIn(2) ? ReshapeParams{.dims = {0, -1, in[2], in[3]}}
                         : ReshapeParams{.dims = {0, in[1] * in[2], -1, in[3]}};
}

std::optional<LayerParams> RandomLayers::transpose(const Shape& in) {
  if (!isMaps(in))
    return {};
  return m_dice.pick(std::vector<TransposeParams>{{{0, 2, 3, 1}}, {{0, 3, 1, 2}}, {{0, 1, 3, 2}}, {{0, 2, 1, 3}}});
}

std::optional<LayerParams> RandomLayers::pad(const Shape& in) {
  if (!isMaps(in))
    return {};
  PadParams params;
  params.value = m_dice.oneIn(2) ? 0.0F : m_dice.real(-1.0F, 1.0F);
  params.before = {0, 0, m_dice.between(0, 2), m_dice.between(0, 2)};
  params.after = {0, 0, m_dice.between(0, 2), m_dice.between(0, 2)};
  if (m_dice.oneIn(4) && std::min(in[2], in[3]) > 2) {
    params.mode = PadMode::Reflect;
    params.value = 0.0F;
  }
  return params;
}

std::optional<LayerParams> RandomLayers::resize(const Shape& in) {
  if (!isMaps(in))
    return {};
  ResizeParams params;
  if (m_dice.oneIn(2)) {
    params.scaleH = static_cast<double>(m_dice.between(1, 3));
    params.scaleW = static_cast<double>(m_dice.between(1, 3));
  } else {
    params.height = m_dice.between(1, 17);
    params.width = m_dice.between(1, 17);
  }
  params.mode = m_dice.oneIn(2) ? Interpolation::Nearest : Interpolation::Linear;
  // ONNX Runtime finds 8 / (16 / 14) below 7 in single precision.
  if (!m_forOpenCv && params.mode == Interpolation::Nearest && params.height > 0) {
    params.height = in[2] * m_dice.between(1, 3);
    params.width = in[3] * m_dice.between(1, 3);
  }
  // OpenCV does not know that PyTorch's half pixels make a single one the first.
  const bool single =
      params.height == 1 || params.width == 1 || in[2] * params.scaleH == 1 || in[3] * params.scaleW == 1;
  if (m_forOpenCv && single)
    return {};
  if (params.mode == Interpolation::Nearest) {
    params.coordinates = ResizeCoordinates::Asymmetric;
    params.rounding = ResizeRounding::Floor;
  } else {
    params.coordinates = m_dice.oneIn(2) ? ResizeCoordinates::PytorchHalfPixel : ResizeCoordinates::AlignCorners;
  }
  return params;
}

std::optional<LayerParams> RandomLayers::reduce(const Shape& in) {
  if (!isMaps(in))
    return {};
  return ReduceParams{.kind = ReduceKind::Mean, .axes = {2, 3}, .keepDims = m_dice.oneIn(2)};
}

std::optional<LayerParams> RandomLayers::slice(const Shape& in) {
  const auto axis = static_cast<int>(m_dice.between(1, in.rank() - 1));
  const std::int64_t start = m_dice.between(0, in[axis] - 1);
  return StridedSliceParams{{{axis, start, m_dice.between(start + 1, in[axis]), 1}}};
}

}  // namespace effortlab::tests
