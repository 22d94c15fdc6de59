#include "fast/winograd_layer.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

/// What the transforms cost at least: below this saving of multiplications nothing is left.
constexpr double worthwhileSaving = 1.2;

std::int64_t winogradDivideUp(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

std::optional<WinogradLayer> winogradLayer(const ConvLayer& layer, int points) {
  const model::Window2d& window = layer.params.window;
  if (layer.params.groups != 1 || window.dilationH != 1 || window.dilationW != 1)
    return std::nullopt;
  const std::int64_t stride = window.strideH;
  if (window.strideW != stride || stride < 1 || stride > 2)
    return std::nullopt;
  const std::int64_t taps = winogradDivideUp(std::max(window.kernelH, window.kernelW), stride);
  const std::int64_t outputs = points + 1 - taps;
  if (taps < (points == 8 ? 3 : 2) || outputs < (points == 8 ? 3 : 2))
    return std::nullopt;
  WinogradLayer result{.size = {points, static_cast<int>(outputs)},
                       .stride = stride,
                       .inputs = layer.weights->shape()[1],
                       .outputs = layer.params.outputs,
                       .padTop = window.padTop,
                       .padLeft = window.padLeft};
  const double direct = static_cast<double>(window.kernelH * window.kernelW * outputs * outputs);
  if (direct < worthwhileSaving * static_cast<double>(points * points * result.phases()))
    return std::nullopt;
  return result;
}

FloatBuffer winogradWeights(const ConvLayer& layer, const WinogradLayer& shape) {
  const model::Window2d& window = layer.params.window;
  const WinogradMatrices matrices = winogradMatrices(shape.size);
  const std::int64_t taps = shape.size.taps();
  const std::int64_t stride = shape.stride;
  FloatBuffer result(static_cast<std::size_t>(shape.outputs * shape.depth() * shape.size.elements()));
  float* to = result.data();
  std::vector<double> kernel(static_cast<std::size_t>(taps * taps));
  for (std::int64_t map = 0; map < shape.outputs * shape.inputs; ++map) {
    const float* from = layer.weights->data() + map * window.kernelH * window.kernelW;
    for (std::int64_t phase = 0; phase < shape.phases(); ++phase) {
      for (std::int64_t i = 0; i < taps * taps; ++i) {
        const std::int64_t y = i / taps * stride + phase / stride;
        const std::int64_t x = i % taps * stride + phase % stride;
        const bool inside = y < window.kernelH && x < window.kernelW;
        kernel[static_cast<std::size_t>(i)] = inside ? static_cast<double>(from[y * window.kernelW + x]) : 0.0;
      }
      for (const double value : transformWeights(matrices, shape.size, kernel))
        *to++ = static_cast<float>(value);
    }
  }
  return result;
}

float* grown(FloatBuffer& buffer, std::int64_t size) {
  if (static_cast<std::int64_t>(buffer.size()) < size)
    buffer = FloatBuffer(static_cast<std::size_t>(size));
  return buffer.data();
}

std::int64_t spreadStride(std::int64_t size) noexcept {
  return (winogradDivideUp(size, lanes) | 1) * lanes;
}

}  // namespace effortlab::fast
