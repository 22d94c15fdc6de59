#include "fast/direct_conv.h"

#include "core/parallel.h"
#include "fast/conv_layer_checks.h"
#include "fast/lane_kernels.h"

#include <algorithm>
#include <array>
#include <vector>

namespace effortlab::fast {

namespace {

/// What a block of input maps may take of the first-level cache with few places a map: every vector is used by few
/// outputs at once then.
constexpr std::int64_t directSmallCacheFloats = 24 * 1024 / 4;
constexpr std::int64_t directFewPlaces = 3;
/// Fewer taps would spend their time on loading and storing sums.
constexpr std::int64_t directLeastTaps = 96;
/// Of independent parts, so that all threads have work to the end.
constexpr std::int64_t directParts = 16;
constexpr std::int64_t directMostPlaces = 8;

/// What run() works out once for the geometry of its tensors.
struct DirectPlan {
  std::int64_t blockMaps = 0;      ///< input maps of a block
  std::vector<std::int64_t> taps;  ///< of a block of input maps, from the start of a window
  std::int64_t places = 0;         ///< output vectors of a map
  std::int64_t placeBlocks = 0;
  std::int64_t outputBlocks = 0;
  std::int64_t blockOutputs = 0;  ///< of a group
};

class DirectConv final : public ConvKernel {
public:
  DirectConv(const ConvLayer& layer, Isa isa);
  std::string_view name() const noexcept override { return "direct"; }
  void run(const ConvCall& call) const override;

private:
  void packWeights(const ConvLayer& layer);
  DirectPlan plan(const ConvCall& call) const;
  void runPart(const ConvCall& call, const DirectPlan& plan, std::int64_t part) const;

  model::Window2d m_window;
  std::int64_t m_groups, m_groupOutputs, m_groupInputs;
  std::int64_t m_packedGroup;  ///< floats of the weights of one group
  FloatBuffer m_weights;       ///< [groups][outputs / 4][inputs][R][S][4]
  FloatBuffer m_bias;          ///< [groups][outputs, padded to 4]
  LaneEpilogue m_epilogue;
  const LaneKernels& m_kernels;
};

std::int64_t directPaddedOutputs(std::int64_t outputs) {
  return (outputs + weightGroup - 1) / weightGroup * weightGroup;
}

DirectConv::DirectConv(const ConvLayer& layer, Isa isa)
    : m_window(layer.params.window),
      m_groups(layer.params.groups),
      m_groupOutputs(layer.params.outputs / m_groups),
      m_groupInputs(layer.weights->shape()[1]),
      m_packedGroup(directPaddedOutputs(m_groupOutputs) * m_groupInputs * m_window.kernelH * m_window.kernelW),
      m_weights(static_cast<std::size_t>(m_groups * m_packedGroup), 0.0F),
      m_bias(static_cast<std::size_t>(m_groups * directPaddedOutputs(m_groupOutputs)), 0.0F),
      m_epilogue(laneEpilogue(layer.epilogue)),
      m_kernels(laneKernels(isa)) {
  packWeights(layer);
}

void DirectConv::packWeights(const ConvLayer& layer) {
  const std::int64_t taps = m_groupInputs * m_window.kernelH * m_window.kernelW;
  for (std::int64_t k = 0; k < layer.params.outputs; ++k) {
    const std::int64_t group = k / m_groupOutputs;
    const std::int64_t inGroup = k % m_groupOutputs;
    const float* from = layer.weights->data() + k * taps;
    float* to =
        m_weights.data() + group * m_packedGroup + inGroup / weightGroup * taps * weightGroup + inGroup % weightGroup;
    for (std::int64_t t = 0; t < taps; ++t)
      to[t * weightGroup] = from[t];
    if (layer.bias)
      m_bias[static_cast<std::size_t>(group * directPaddedOutputs(m_groupOutputs) + inGroup)] = layer.bias->data()[k];
  }
}

DirectPlan DirectConv::plan(const ConvCall& call) const {
  const LaneMaps& in = call.input.maps();
  const LaneMaps& out = call.output.maps();
  DirectPlan plan;
  plan.places = out.tileH * out.tileW;
  plan.placeBlocks = (plan.places + m_kernels.places - 1) / m_kernels.places;
  const std::int64_t width =
      (std::min(m_kernels.places, out.tileW) - 1) * m_window.strideW + (m_window.kernelW - 1) * m_window.dilationW + 1;
  const std::int64_t window = m_window.kernelH * m_window.kernelW;
  const std::int64_t cache =
      plan.places <= directFewPlaces ? std::min(directSmallCacheFloats, m_kernels.directCache) : m_kernels.directCache;
  const std::int64_t fit = cache / (width * m_window.kernelH * lanes);
  plan.blockMaps = std::clamp<std::int64_t>(std::max(fit, directLeastTaps / window), 1, m_groupInputs);
  const std::int64_t blocks = (m_groupInputs + plan.blockMaps - 1) / plan.blockMaps;
  plan.blockMaps = (m_groupInputs + blocks - 1) / blocks;
  plan.taps.reserve(static_cast<std::size_t>(plan.blockMaps * window));
  for (std::int64_t c = 0; c < plan.blockMaps; ++c)
    for (std::int64_t r = 0; r < m_window.kernelH; ++r)
      for (std::int64_t s = 0; s < m_window.kernelW; ++s)
        plan.taps.push_back(c * in.planeStride() + r * m_window.dilationH * in.rowStride() +
                            s * m_window.dilationW * lanes);
  // Outputs are split only where there are too few places.
  const std::int64_t wanted = (directParts + plan.placeBlocks * m_groups - 1) / (plan.placeBlocks * m_groups);
  const std::int64_t each = (m_groupOutputs + wanted - 1) / wanted;
  constexpr std::int64_t unit = 4 * weightGroup;
  plan.blockOutputs = call.parallel ? (each + unit - 1) / unit * unit : m_groupOutputs;
  plan.outputBlocks = (m_groupOutputs + plan.blockOutputs - 1) / plan.blockOutputs;
  return plan;
}

void DirectConv::runPart(const ConvCall& call, const DirectPlan& plan, std::int64_t part) const {
  const LaneMaps& in = call.input.maps();
  const LaneMaps& out = call.output.maps();
  // Places change last: in layer after layer a thread then works on the same ones.
  const std::int64_t chunk = part % plan.outputBlocks;
  const std::int64_t group = part / plan.outputBlocks % m_groups;
  const std::int64_t block = part / plan.outputBlocks / m_groups;
  const std::int64_t first = block * plan.places / plan.placeBlocks;
  const std::int64_t end = (block + 1) * plan.places / plan.placeBlocks;
  std::array<std::int64_t, directMostPlaces> inputAt;
  std::array<std::int64_t, directMostPlaces> outputAt;
  for (std::int64_t place = first; place < end; ++place) {
    const std::int64_t y = place / out.tileW;
    const std::int64_t x = place % out.tileW;
    inputAt[static_cast<std::size_t>(place - first)] =
        (y * m_window.strideH - m_window.padTop) * in.rowStride() + (x * m_window.strideW - m_window.padLeft) * lanes;
    outputAt[static_cast<std::size_t>(place - first)] = y * out.rowStride() + x * lanes;
  }
  const std::int64_t window = m_window.kernelH * m_window.kernelW;
  DirectBlock work{.output = call.output.plane(call.outputPlane + group * m_groupOutputs),
                   .inputAt = inputAt.data(),
                   .outputAt = outputAt.data(),
                   .tapAt = plan.taps.data(),
                   .places = end - first,
                   .firstOutput = chunk * plan.blockOutputs,
                   .endOutput = std::min(m_groupOutputs, (chunk + 1) * plan.blockOutputs),
                   .outputStride = out.planeStride(),
                   .weightStride = m_groupInputs * window * weightGroup};
  for (std::int64_t c = 0; c < m_groupInputs; c += plan.blockMaps) {
    const std::int64_t maps = std::min(plan.blockMaps, m_groupInputs - c);
    work.input = call.input.plane(group * m_groupInputs + c);
    work.weights = m_weights.data() + group * m_packedGroup + c * window * weightGroup;
    work.bias = c == 0 ? m_bias.data() + group * directPaddedOutputs(m_groupOutputs) : nullptr;
    work.taps = maps * window;
    work.epilogue = c + maps == m_groupInputs ? &m_epilogue : nullptr;
    m_kernels.direct(work);
  }
}

void DirectConv::run(const ConvCall& call) const {
  const DirectPlan planned = plan(call);
  parallelFor(planned.placeBlocks * planned.outputBlocks * m_groups, call.parallel, [&](std::int64_t part) {
    if (!call.stop.stop_requested())
      runPart(call, planned, part);
  });
}

}  // namespace

std::unique_ptr<ConvKernel> makeDirectConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  return std::make_unique<DirectConv>(layer, isa);
}

}  // namespace effortlab::fast
