#include "nn/deconv2d_gemm.h"

#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/matrix_product.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

constexpr std::int64_t productFloats = std::int64_t{128} << 10;  ///< products a block: 512 KiB, in the L2 cache

/// to[i * stride] += from[i].
EFFORTLAB_CLONES void addSpread(const float* from, std::int64_t count, std::int64_t stride, float* to) {
  if (stride == 1)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] += from[i];
  else
    for (std::int64_t i = 0; i < count; ++i)
      to[i * stride] += from[i];
}

/// Input elements [first, last) of an axis that one tap sends into the output.
struct SentRange {
  std::int64_t first = 0, last = 0;
  std::int64_t offset = 0;  ///< output = input * stride + offset
};

SentRange sentRange(std::int64_t tap, std::int64_t dilation, std::int64_t padBefore, std::int64_t stride,
                    std::int64_t inputs, std::int64_t outputs) {
  const std::int64_t offset = tap * dilation - padBefore;
  const std::int64_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const std::int64_t room = outputs - 1 - offset;
  const std::int64_t last = room < 0 ? 0 : std::min(inputs, room / stride + 1);
  return {first, std::max(first, last), offset};
}

/// One deconvolution cut into blocks of output maps.
class DeconvGemm {
public:
  explicit DeconvGemm(const Deconv2dCall& call)
      : m_call(call),
        m_taps(call.params.window.kernelH * call.params.window.kernelW),
        m_pixels(call.input.shape()[2] * call.input.shape()[3]),
        m_groupInputs(call.input.shape()[1] / call.params.groups),
        m_groupOutputs(call.params.outputs / call.params.groups),
        m_blockMaps(std::clamp<std::int64_t>(productFloats / (m_taps * m_pixels), 1, m_groupOutputs)),
        m_blocks((m_groupOutputs + m_blockMaps - 1) / m_blockMaps) {
    transposeWeights();
  }

  std::int64_t tasks() const { return m_call.input.shape()[0] * m_call.params.groups * m_blocks; }

  void run(std::int64_t task) const {
    thread_local FloatBuffer products;
    const std::int64_t image = task / (m_call.params.groups * m_blocks);
    const std::int64_t group = task / m_blocks % m_call.params.groups;
    const std::int64_t firstMap = group * m_groupOutputs + task % m_blocks * m_blockMaps;
    const std::int64_t lastMap = std::min(firstMap + m_blockMaps, (group + 1) * m_groupOutputs);
    // Large kernels on large maps: a part of the taps at a time.
    const std::int64_t step = std::clamp<std::int64_t>(productFloats / m_pixels, 1, (lastMap - firstMap) * m_taps);
    if (products.size() < static_cast<std::size_t>(step * m_pixels))
      products.resize(static_cast<std::size_t>(step * m_pixels));
    fillWithBias(image, firstMap, lastMap);
    for (std::int64_t first = firstMap * m_taps; first < lastMap * m_taps; first += step) {
      const std::int64_t rows = std::min(step, lastMap * m_taps - first);
      multiply(
          {.rows = rows,
           .columns = m_pixels,
           .depth = m_groupInputs,
           .left = {m_transposed.data() + first * m_groupInputs, m_groupInputs},
           .right = {m_call.input.data() + (image * m_call.params.groups + group) * m_groupInputs * m_pixels, m_pixels},
           .out = products.data(),
           .outStride = m_pixels});
      for (std::int64_t row = 0; row < rows; ++row)
        addTap(products.data() + row * m_pixels, image, first + row);
    }
  }

private:
  /// [groups, C/groups, K/groups R S] -> [groups, K/groups R S, C/groups]: rows of the left matrix.
  void transposeWeights() {
    const std::int64_t rows = m_groupOutputs * m_taps;
    m_transposed.resize(static_cast<std::size_t>(m_call.weights.size()));
    for (std::int64_t group = 0; group < m_call.params.groups; ++group) {
      const float* from = m_call.weights.data() + group * m_groupInputs * rows;
      float* to = m_transposed.data() + group * m_groupInputs * rows;
      for (std::int64_t c = 0; c < m_groupInputs; ++c)
        for (std::int64_t row = 0; row < rows; ++row)
          to[row * m_groupInputs + c] = from[c * rows + row];
    }
  }

  float* outputMap(std::int64_t image, std::int64_t map) const {
    const Shape& out = m_call.output.shape();
    return m_call.output.data() + (image * out[1] + map) * out[2] * out[3];
  }

  void fillWithBias(std::int64_t image, std::int64_t firstMap, std::int64_t lastMap) const {
    const std::int64_t size = m_call.output.shape()[2] * m_call.output.shape()[3];
    for (std::int64_t map = firstMap; map < lastMap; ++map)
      std::fill_n(outputMap(image, map), size, m_call.bias == nullptr ? 0.0F : m_call.bias[map]);
  }

  /// Adds what one tap of an output map, row = (map * R + r) * S + s, makes of the input maps [H, W].
  void addTap(const float* products, std::int64_t image, std::int64_t row) const {
    const Shape& in = m_call.input.shape();
    const Shape& out = m_call.output.shape();
    const model::Window2d& window = m_call.params.window;
    const std::int64_t tap = row % m_taps;
    const SentRange rows =
        sentRange(tap / window.kernelW, window.dilationH, window.padTop, window.strideH, in[2], out[2]);
    const SentRange columns =
        sentRange(tap % window.kernelW, window.dilationW, window.padLeft, window.strideW, in[3], out[3]);
    if (columns.last == columns.first)
      return;
    float* to = outputMap(image, row / m_taps) + columns.first * window.strideW + columns.offset;
    for (std::int64_t y = rows.first; y < rows.last; ++y)
      addSpread(products + y * in[3] + columns.first, columns.last - columns.first, window.strideW,
                to + (y * window.strideH + rows.offset) * out[3]);
  }

  const Deconv2dCall& m_call;
  std::int64_t m_taps;
  std::int64_t m_pixels;
  std::int64_t m_groupInputs;
  std::int64_t m_groupOutputs;
  std::int64_t m_blockMaps;
  std::int64_t m_blocks;
  FloatBuffer m_transposed;
};

}  // namespace

void deconv2dGemm(const Deconv2dCall& call, const KernelContext& context) {
  const DeconvGemm gemm(call);
  parallelFor(gemm.tasks(), context.parallel, [&](std::int64_t task) {
    if (!context.stop.stop_requested())
      gemm.run(task);
  });
}

}  // namespace effortlab::nn
