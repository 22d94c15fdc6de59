#include "nn/conv2d_depthwise.h"

#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/window.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

constexpr std::int64_t fewOutputs = 2;  ///< output maps a group below which the product loses

/// One weight over one row: to[i] += weight * from[i * stride].
struct RowTap {
  const float* from = nullptr;
  std::int64_t stride = 1;
  std::int64_t count = 0;
  float weight = 0.0F;
};

EFFORTLAB_CLONES void addScaledRow(const RowTap& tap, float* to) {
  if (tap.stride == 1)
    for (std::int64_t i = 0; i < tap.count; ++i)
      to[i] += tap.weight * tap.from[i];
  else if (tap.stride == 2)
    for (std::int64_t i = 0; i < tap.count; ++i)
      to[i] += tap.weight * tap.from[2 * i];
  else
    for (std::int64_t i = 0; i < tap.count; ++i)
      to[i] += tap.weight * tap.from[i * tap.stride];
}

/// Adds one input map, filtered by one kernel, to an output map.
struct MapFilter {
  WindowAxis vertical;
  WindowAxis horizontal;
  std::int64_t outHeight = 0;
  std::int64_t outWidth = 0;

  void add(const float* map, const float* kernel, float* out) const {
    for (std::int64_t y = 0; y < outHeight; ++y)
      for (std::int64_t r = 0; r < vertical.kernel; ++r) {
        const std::int64_t inY = vertical.start(y) + r * vertical.dilation;
        if (inY < 0 || inY >= vertical.size)
          continue;
        for (std::int64_t s = 0; s < horizontal.kernel; ++s)
          addTap(map + inY * horizontal.size, kernel[r * horizontal.kernel + s], s, out + y * outWidth);
      }
  }

  void addTap(const float* row, float weight, std::int64_t s, float* out) const {
    const std::int64_t offset = s * horizontal.dilation - horizontal.padBefore;
    const std::int64_t stride = horizontal.stride;
    const std::int64_t from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    const std::int64_t last = horizontal.size - 1 - offset;
    const std::int64_t to = last < 0 ? 0 : std::min(outWidth, last / stride + 1);
    if (to > from)
      addScaledRow({row + from * stride + offset, stride, to - from, weight}, out + from);
  }
};

}  // namespace

bool prefersDepthwise(const Conv2dCall& call) noexcept {
  const Shape& weights = call.weights.shape();
  return call.params.groups > 1 && weights[0] / call.params.groups <= fewOutputs && weights[1] <= fewOutputs;
}

void conv2dDepthwise(const Conv2dCall& call, const KernelContext& context) {
  const Shape& in = call.input.shape();
  const Shape& weights = call.weights.shape();
  const Shape& out = call.output.shape();
  const MapFilter filter{verticalAxis(call.params.window, in[2]), horizontalAxis(call.params.window, in[3]), out[2],
                         out[3]};
  const std::int64_t groupOutputs = weights[0] / call.params.groups;
  const std::int64_t mapSize = in[2] * in[3];
  const std::int64_t taps = weights[2] * weights[3];
  parallelFor(out[0] * out[1], context.parallel, [&](std::int64_t index) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t n = index / out[1];
    const std::int64_t k = index % out[1];
    float* to = call.output.data() + index * out[2] * out[3];
    std::fill_n(to, out[2] * out[3], call.bias == nullptr ? 0.0F : call.bias[k]);
    const float* maps = call.input.data() + (n * in[1] + k / groupOutputs * weights[1]) * mapSize;
    for (std::int64_t c = 0; c < weights[1]; ++c)
      filter.add(maps + c * mapSize, call.weights.data() + (k * weights[1] + c) * taps, to);
  });
}

}  // namespace effortlab::nn
