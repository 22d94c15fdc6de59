#include "nn/naive_kernels.h"

#include <algorithm>

namespace effortlab::nn::naive {

namespace {

/// Taps of one window axis that lie inside the map: [first, last).
struct TapRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

TapRange insideTaps(std::int64_t start, std::int64_t kernel, std::int64_t dilation, std::int64_t size) {
  TapRange taps{0, kernel};
  while (taps.first < kernel && start + taps.first * dilation < 0)
    ++taps.first;
  while (taps.last > taps.first && start + (taps.last - 1) * dilation >= size)
    --taps.last;
  return taps;
}

/// Output map k of image n.
void convolveMap(const Conv2dCall& call, const std::stop_token& stop, std::int64_t n, std::int64_t k) {
  const Shape& in = call.input.shape();
  const Shape& w = call.weights.shape();
  const Shape& out = call.output.shape();
  const model::Window2d& window = call.params.window;
  const float* maps = call.input.data() + (n * in[1] + k / (w[0] / call.params.groups) * w[1]) * in[2] * in[3];
  const float* kernel = call.weights.data() + k * w[1] * w[2] * w[3];
  float* to = call.output.data() + (n * out[1] + k) * out[2] * out[3];
  for (std::int64_t y = 0; y < out[2] && !stop.stop_requested(); ++y) {
    const std::int64_t startY = y * window.strideH - window.padTop;
    const TapRange rows = insideTaps(startY, w[2], window.dilationH, in[2]);
    for (std::int64_t x = 0; x < out[3]; ++x) {
      const std::int64_t startX = x * window.strideW - window.padLeft;
      const TapRange columns = insideTaps(startX, w[3], window.dilationW, in[3]);
      float sum = call.bias == nullptr ? 0.0F : call.bias[k];
      for (std::int64_t c = 0; c < w[1]; ++c)
        for (std::int64_t r = rows.first; r < rows.last; ++r)
          for (std::int64_t s = columns.first; s < columns.last; ++s)
            sum += maps[(c * in[2] + startY + r * window.dilationH) * in[3] + startX + s * window.dilationW] *
                   kernel[(c * w[2] + r) * w[3] + s];
      *to++ = sum;
    }
  }
}

float poolWindow(const PoolGeometry& g, const float* map, std::int64_t y, std::int64_t x) {
  const TapRange rows = insideTaps(g.vertical.start(y), g.vertical.kernel, g.vertical.dilation, g.vertical.size);
  const TapRange columns =
      insideTaps(g.horizontal.start(x), g.horizontal.kernel, g.horizontal.dilation, g.horizontal.size);
  if (rows.first >= rows.last || columns.first >= columns.last)
    return 0.0F;
  const auto at = [&](std::int64_t r, std::int64_t s) {
    return map[(g.vertical.start(y) + r * g.vertical.dilation) * g.horizontal.size + g.horizontal.start(x) +
               s * g.horizontal.dilation];
  };
  float best = at(rows.first, columns.first);
  float sum = 0.0F;
  for (std::int64_t r = rows.first; r < rows.last; ++r)
    for (std::int64_t s = columns.first; s < columns.last; ++s) {
      best = std::max(best, at(r, s));
      sum += at(r, s);
    }
  return g.kind == model::PoolKind::Max ? best : sum / static_cast<float>(g.divisorAt(y, x));
}

}  // namespace

void conv2d(const Conv2dCall& call, const std::stop_token& stop) {
  const Shape& out = call.output.shape();
  for (std::int64_t n = 0; n < out[0]; ++n)
    for (std::int64_t k = 0; k < out[1] && !stop.stop_requested(); ++k)
      convolveMap(call, stop, n, k);
}

void fullyConnected(const FullyConnectedCall& call, const std::stop_token& stop) {
  const std::int64_t outputs = call.weights.shape()[0];
  const std::int64_t inputs = call.weights.shape()[1];
  for (std::int64_t n = 0; n < call.output.shape()[0]; ++n)
    for (std::int64_t k = 0; k < outputs && !stop.stop_requested(); ++k) {
      float sum = call.bias == nullptr ? 0.0F : call.bias[k];
      for (std::int64_t i = 0; i < inputs; ++i)
        sum += call.input.data()[n * inputs + i] * call.weights.data()[k * inputs + i];
      call.output.data()[n * outputs + k] = sum;
    }
}

void pool(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const std::stop_token& stop) {
  const Shape& in = input.shape();
  float* to = output.data();
  for (std::int64_t map = 0; map < in[0] * in[1] && !stop.stop_requested(); ++map)
    for (std::int64_t y = 0; y < geometry.outHeight; ++y)
      for (std::int64_t x = 0; x < geometry.outWidth; ++x)
        *to++ = poolWindow(geometry, input.data() + map * in[2] * in[3], y, x);
}

void matmul(const MatMulCall& call, const std::stop_token& stop) {
  float* to = call.output.data();
  for (std::size_t product = 0; product < call.leftOffsets.size(); ++product) {
    const float* left = call.left.data + call.leftOffsets[product];
    const float* right = call.right.data + call.rightOffsets[product];
    for (std::int64_t row = 0; row < call.left.rows && !stop.stop_requested(); ++row)
      for (std::int64_t column = 0; column < call.right.columns; ++column) {
        float sum = 0.0F;
        for (std::int64_t i = 0; i < call.left.columns; ++i)
          sum += left[row * call.left.rowStride + i * call.left.columnStride] *
                 right[i * call.right.rowStride + column * call.right.columnStride];
        *to++ = call.alpha * sum;
      }
  }
}

}  // namespace effortlab::nn::naive
