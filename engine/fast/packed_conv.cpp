#include "fast/packed_conv.h"

#include "core/parallel.h"
#include "fast/conv_layer_checks.h"
#include "fast/lane_kernels.h"
#include "fast/pixel_packing.h"

#include <algorithm>
#include <array>
#include <vector>

namespace effortlab::fast {

namespace {

/// Places of the tiles that are gathered at once: their pixels stay in a second-level cache.
constexpr std::int64_t packedPlacesTogether = 36;
/// Of the outputs of few places, so that all threads have work to the end.
constexpr std::int64_t packedParts = 8;
constexpr std::int64_t packedMostVectors = 8;

struct PackedScratch {
  FloatBuffer pixels;  ///< [inputs][vectors][16]
  FloatBuffer sums;    ///< [outputs of a part][vectors][16], and one vector more
};

PackedScratch& packedScratch() {
  thread_local PackedScratch scratch;
  return scratch;
}

float* packedRoom(FloatBuffer& buffer, std::int64_t floats) {
  if (static_cast<std::int64_t>(buffer.size()) < floats)
    buffer = FloatBuffer(static_cast<std::size_t>(floats));
  return buffer.data();
}

class PackedConv final : public ConvKernel {
public:
  PackedConv(const ConvLayer& layer, Isa isa);
  std::string_view name() const noexcept override { return "packed"; }
  void run(const ConvCall& call) const override;

private:
  void runBand(const ConvCall& call, const PixelPacking& band, bool parallel) const;
  void sumOutputs(const PixelPacking& band, const float* pixels, std::int64_t first, std::int64_t end,
                  float* sums) const;

  std::int64_t m_outputs, m_inputs;
  FloatBuffer m_weights;  ///< [outputs / 4][inputs][4]
  FloatBuffer m_bias;     ///< [outputs, padded to 4]
  LaneEpilogue m_epilogue;
  const LaneKernels& m_kernels;
};

PackedConv::PackedConv(const ConvLayer& layer, Isa isa)
    : m_outputs(layer.params.outputs),
      m_inputs(layer.weights->shape()[1]),
      m_epilogue(laneEpilogue(layer.epilogue)),
      m_kernels(laneKernels(isa)) {
  const std::int64_t padded = (m_outputs + weightGroup - 1) / weightGroup * weightGroup;
  m_weights.assign(static_cast<std::size_t>(padded * m_inputs), 0.0F);
  m_bias.assign(static_cast<std::size_t>(padded), 0.0F);
  for (std::int64_t k = 0; k < m_outputs; ++k) {
    float* to = m_weights.data() + k / weightGroup * weightGroup * m_inputs + k % weightGroup;
    for (std::int64_t c = 0; c < m_inputs; ++c)
      to[c * weightGroup] = layer.weights->data()[k * m_inputs + c];
  }
  if (layer.bias)
    std::copy_n(layer.bias->data(), m_outputs, m_bias.begin());
}

void PackedConv::sumOutputs(const PixelPacking& band, const float* pixels, std::int64_t first, std::int64_t end,
                            float* sums) const {
  const std::int64_t stride = band.vectors() * lanes;
  const std::int64_t blocks = (band.vectors() + m_kernels.places - 1) / m_kernels.places;
  std::vector<std::int64_t> tapAt(static_cast<std::size_t>(m_inputs));
  for (std::int64_t c = 0; c < m_inputs; ++c)
    tapAt[static_cast<std::size_t>(c)] = c * stride;
  std::array<std::int64_t, packedMostVectors> at;
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::int64_t begin = block * band.vectors() / blocks;
    const std::int64_t places = (block + 1) * band.vectors() / blocks - begin;
    for (std::int64_t p = 0; p < places; ++p)
      at[static_cast<std::size_t>(p)] = (begin + p) * lanes;
    m_kernels.direct({.input = pixels,
                      .output = sums - first * stride,
                      .weights = m_weights.data(),
                      .bias = m_bias.data(),
                      .inputAt = at.data(),
                      .outputAt = at.data(),
                      .tapAt = tapAt.data(),
                      .places = places,
                      .taps = m_inputs,
                      .firstOutput = first,
                      .endOutput = end,
                      .outputStride = stride,
                      .weightStride = m_inputs * weightGroup,
                      .epilogue = &m_epilogue});
  }
}

void PackedConv::runBand(const ConvCall& call, const PixelPacking& band, bool parallel) const {
  const std::int64_t stride = band.vectors() * lanes;
  float* pixels = packedRoom(packedScratch().pixels, m_inputs * stride);
  const std::vector<std::int64_t> inputAt = band.placesIn(call.input.maps());
  const std::vector<std::int64_t> outputAt = band.placesIn(call.output.maps());
  m_kernels.packLanes(band.moves(inputAt, call.input.maps(), m_inputs), call.input.plane(0), pixels);
  constexpr std::int64_t unit = 4 * weightGroup;
  const std::int64_t each = (m_outputs + packedParts - 1) / packedParts;
  const std::int64_t part = parallel ? (each + unit - 1) / unit * unit : m_outputs;
  parallelFor((m_outputs + part - 1) / part, parallel, [&](std::int64_t i) {
    if (call.stop.stop_requested())
      return;
    const std::int64_t first = i * part;
    const std::int64_t end = std::min(m_outputs, first + part);
    float* sums = packedRoom(packedScratch().sums, (end - first) * stride + lanes);
    sumOutputs(band, pixels, first, end, sums);
    m_kernels.unpackLanes(band.moves(outputAt, call.output.maps(), end - first), sums,
                          call.output.plane(call.outputPlane + first));
  });
}

void PackedConv::run(const ConvCall& call) const {
  const LaneMaps& out = call.output.maps();
  const std::int64_t places = out.tileH * out.tileW;
  const std::int64_t bands = (places + packedPlacesTogether - 1) / packedPlacesTogether;
  parallelFor(bands, call.parallel, [&](std::int64_t i) {
    const PixelPacking band(call.output.maps(), places * i / bands, places * (i + 1) / bands);
    if (band.vectors() > 0 && !call.stop.stop_requested())
      runBand(call, band, call.parallel && bands == 1);
  });
}

}  // namespace

std::unique_ptr<ConvKernel> makePackedConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  const model::Window2d& w = layer.params.window;
  const bool applies = layer.params.groups == 1 && w.kernelH == 1 && w.kernelW == 1 && w.strideH == 1 &&
                       w.strideW == 1 && w.padTop == 0 && w.padLeft == 0 && w.padBottom == 0 && w.padRight == 0;
  return applies ? std::make_unique<PackedConv>(layer, isa) : nullptr;
}

}  // namespace effortlab::fast
