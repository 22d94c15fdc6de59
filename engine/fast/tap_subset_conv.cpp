#include "fast/tap_subset_conv.h"

#include "core/parallel.h"
#include "fast/conv_layer_checks.h"
#include "fast/lane_kernels.h"

#include <algorithm>
#include <array>
#include <vector>

namespace effortlab::fast {

namespace {

/// Fewer taps would spend their time on loading and storing sums.
constexpr std::int64_t subsetLeastTaps = 96;
constexpr std::int64_t subsetMostPlaces = 8;
constexpr std::int64_t subsetParts = 16;

class TapSubsetConv final : public ConvKernel {
public:
  TapSubsetConv(const ConvLayer& layer, Isa isa)
      : m_window(layer.params.window),
        m_outputs(layer.params.outputs),
        m_inputs(layer.weights->shape()[1]),
        m_bias(static_cast<std::size_t>(padded(m_outputs)), 0.0F),
        m_epilogue(laneEpilogue(layer.epilogue)),
        m_kernels(laneKernels(isa)) {
    if (layer.bias)
      std::copy_n(layer.bias->data(), m_outputs, m_bias.begin());
    findTaps(*layer.weights);
    m_weights.assign(static_cast<std::size_t>(padded(m_outputs)) * m_taps.size(), 0.0F);
    for (std::int64_t k = 0; k < m_outputs; ++k)
      for (std::int64_t t = 0; t < taps(); ++t)
        m_weights[static_cast<std::size_t>((k / weightGroup * taps() + t) * weightGroup + k % weightGroup)] =
            layer.weights->data()[k * allTaps() + m_taps[static_cast<std::size_t>(t)]];
  }

  std::string_view name() const noexcept override { return "tap-subset"; }

  void run(const ConvCall& call) const override {
    const LaneMaps& out = call.output.maps();
    const std::int64_t places = out.tileH * out.tileW;
    const std::int64_t most = std::min(m_kernels.places, subsetMostPlaces);
    const std::int64_t blocks = (places + most - 1) / most;
    const std::int64_t groups = padded(m_outputs) / weightGroup;
    const std::int64_t chunks =
        call.parallel ? std::clamp<std::int64_t>((subsetParts + blocks - 1) / blocks, 1, groups) : 1;
    const std::vector<std::int64_t> tapAt = offsets(call.input.maps());
    const std::int64_t blockTaps = tapsOfBlock(out);
    parallelFor(blocks * chunks, call.parallel, [&](std::int64_t part) {
      if (call.stop.stop_requested())
        return;
      const std::int64_t block = part / chunks;
      const std::int64_t chunk = part % chunks;
      Places at;
      for (std::int64_t place = block * places / blocks; place < (block + 1) * places / blocks; ++place)
        at.add(call, m_window, place);
      DirectBlock work{.input = call.input.plane(0),
                       .output = call.output.plane(call.outputPlane),
                       .inputAt = at.input.data(),
                       .outputAt = at.output.data(),
                       .places = at.count,
                       .firstOutput = chunk * groups / chunks * weightGroup,
                       .endOutput = std::min(m_outputs, (chunk + 1) * groups / chunks * weightGroup),
                       .outputStride = out.planeStride(),
                       .weightStride = taps() * weightGroup};
      for (std::int64_t t = 0; t < taps(); t += blockTaps) {
        work.tapAt = tapAt.data() + t;
        work.weights = m_weights.data() + t * weightGroup;
        work.bias = t == 0 ? m_bias.data() : nullptr;
        work.taps = std::min(blockTaps, taps() - t);
        work.epilogue = t + work.taps == taps() ? &m_epilogue : nullptr;
        m_kernels.direct(work);
      }
    });
  }

private:
  struct Places {
    std::array<std::int64_t, subsetMostPlaces> input{};
    std::array<std::int64_t, subsetMostPlaces> output{};
    std::int64_t count = 0;

    void add(const ConvCall& call, const model::Window2d& window, std::int64_t place) {
      const LaneMaps& in = call.input.maps();
      const LaneMaps& out = call.output.maps();
      const std::int64_t y = place / out.tileW;
      const std::int64_t x = place % out.tileW;
      const auto index = static_cast<std::size_t>(count++);
      input[index] =
          (y * window.strideH - window.padTop) * in.rowStride() + (x * window.strideW - window.padLeft) * lanes;
      output[index] = y * out.rowStride() + x * lanes;
    }
  };

  static std::int64_t padded(std::int64_t outputs) { return (outputs + weightGroup - 1) / weightGroup * weightGroup; }
  std::int64_t taps() const noexcept { return static_cast<std::int64_t>(m_taps.size()); }
  std::int64_t window() const noexcept { return m_window.kernelH * m_window.kernelW; }
  std::int64_t allTaps() const noexcept { return m_inputs * window(); }

  void findTaps(const Tensor& weights) {
    for (std::int64_t t = 0; t < allTaps(); ++t)
      for (std::int64_t k = 0; k < m_outputs; ++k)
        if (weights.data()[k * allTaps() + t] != 0.0F) {
          m_taps.push_back(t);
          break;
        }
    if (m_taps.empty())
      m_taps.push_back(0);  // the outputs are their bias all the same
  }

  std::vector<std::int64_t> offsets(const LaneMaps& in) const {
    std::vector<std::int64_t> tapAt;
    tapAt.reserve(m_taps.size());
    for (const std::int64_t tap : m_taps) {
      const std::int64_t inWindow = tap % window();
      tapAt.push_back(tap / window() * in.planeStride() +
                      inWindow / m_window.kernelW * m_window.dilationH * in.rowStride() +
                      inWindow % m_window.kernelW * m_window.dilationW * lanes);
    }
    return tapAt;
  }

  /// As many taps as read what the cache holds.
  std::int64_t tapsOfBlock(const LaneMaps& out) const {
    const std::int64_t width = (std::min(m_kernels.places, out.tileW) - 1) * m_window.strideW +
                               (m_window.kernelW - 1) * m_window.dilationW + 1;
    const std::int64_t maps = std::max<std::int64_t>(1, m_kernels.directCache / (width * m_window.kernelH * lanes));
    const std::int64_t most =
        std::clamp(std::max(maps * window() * taps() / allTaps(), subsetLeastTaps), std::int64_t{1}, taps());
    const std::int64_t blocks = (taps() + most - 1) / most;
    return (taps() + blocks - 1) / blocks;
  }

  model::Window2d m_window;
  std::int64_t m_outputs, m_inputs;
  std::vector<std::int64_t> m_taps;  ///< those that count, of [inputs][R][S]
  FloatBuffer m_weights;             ///< [outputs / 4][taps][4]
  FloatBuffer m_bias;
  LaneEpilogue m_epilogue;
  const LaneKernels& m_kernels;
};

}  // namespace

std::unique_ptr<ConvKernel> makeTapSubsetConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  return layer.params.groups == 1 ? std::make_unique<TapSubsetConv>(layer, isa) : nullptr;
}

}  // namespace effortlab::fast
