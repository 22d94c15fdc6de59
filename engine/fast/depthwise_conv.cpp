#include "fast/depthwise_conv.h"

#include "core/parallel.h"
#include "fast/conv_layer_checks.h"
#include "fast/place_grid.h"

#include <algorithm>
#include <vector>

namespace effortlab::fast {

namespace {

/// Maps worked through together, rectangle by rectangle, stay in half a first-level cache.
constexpr std::int64_t depthwiseCacheFloats = 16 * 1024 / 4;

/// The taps of all maps in one list: the kernel for lists of weights serves here as well.
class DepthwiseConv final : public ConvKernel {
public:
  DepthwiseConv(const ConvLayer& layer, Isa isa);
  std::string_view name() const noexcept override { return "depthwise"; }
  void run(const ConvCall& call) const override;

private:
  bool threeByThree() const noexcept {
    return m_window.kernelH == 3 && m_window.kernelW == 3 && m_window.strideH == 1 && m_window.strideW == 1 &&
           m_window.dilationH == 1 && m_window.dilationW == 1;
  }
  void runMaps(const ConvCall& call, const PlaceGrid& grid, std::int64_t first, std::int64_t count) const;

  model::Window2d m_window;
  std::int64_t m_inputs, m_multiplier;
  std::vector<SparseTap> m_taps;       ///< [outputs][R][S]
  std::vector<std::uint32_t> m_begin;  ///< [outputs + 1] into the taps
  std::vector<float> m_bias;
  LaneEpilogue m_epilogue;
  const LaneKernels& m_kernels;
};

DepthwiseConv::DepthwiseConv(const ConvLayer& layer, Isa isa)
    : m_window(layer.params.window),
      m_inputs(layer.params.groups),
      m_multiplier(layer.params.outputs / m_inputs),
      m_bias(static_cast<std::size_t>(layer.params.outputs), 0.0F),
      m_epilogue(laneEpilogue(layer.epilogue)),
      m_kernels(laneKernels(isa)) {
  if (layer.bias)
    std::copy_n(layer.bias->data(), layer.params.outputs, m_bias.begin());
  const std::int64_t window = m_window.kernelH * m_window.kernelW;
  m_begin.push_back(0);
  for (std::int64_t k = 0; k < layer.params.outputs; ++k) {
    for (std::int64_t t = 0; t < window; ++t)
      m_taps.push_back({static_cast<std::uint32_t>(t), layer.weights->data()[k * window + t]});
    m_begin.push_back(static_cast<std::uint32_t>(m_taps.size()));
  }
}

void DepthwiseConv::runMaps(const ConvCall& call, const PlaceGrid& grid, std::int64_t first, std::int64_t count) const {
  // One output a map: all maps in one go; else the outputs of each.
  const std::int64_t goes = m_multiplier == 1 ? 1 : count;
  const std::int64_t inputStride = call.input.maps().planeStride();
  const std::int64_t outputStride = call.output.maps().planeStride();
  const float* input = call.input.plane(first);
  float* output = call.output.plane(call.outputPlane + first * m_multiplier);
  for (std::int64_t rectangle = 0; rectangle < grid.rectangles(); ++rectangle)
    for (std::int64_t go = 0; go < goes; ++go) {
      const std::int64_t firstOutput = (first + go) * m_multiplier;
      SparseBlock work{.input = input + go * inputStride,
                       .output = output + go * m_multiplier * outputStride,
                       .taps = m_taps.data(),
                       .begin = m_begin.data() + firstOutput,
                       .tapAt = grid.tapAt(),
                       .bias = m_bias.data() + firstOutput,
                       .epilogue = &m_epilogue,
                       .outputs = m_multiplier == 1 ? count : m_multiplier,
                       .outputStride = outputStride,
                       .inputStride = m_multiplier == 1 ? inputStride : 0,
                       .threeByThree = threeByThree() ? 1 : 0};
      grid.place(rectangle, work);
      m_kernels.sparse(work);
    }
}

void DepthwiseConv::run(const ConvCall& call) const {
  const PlaceGrid grid(m_window, call.input.maps(), call.output.maps(), 1,
                       threeByThree() ? m_kernels.threeByThreeSums : m_kernels.sparseSums);
  const std::int64_t together =
      std::clamp<std::int64_t>(depthwiseCacheFloats / call.input.maps().planeStride(), 1, m_inputs);
  parallelFor((m_inputs + together - 1) / together, call.parallel, [&](std::int64_t part) {
    const std::int64_t first = part * together;
    if (!call.stop.stop_requested())
      runMaps(call, grid, first, std::min(together, m_inputs - first));
  });
}

}  // namespace

std::unique_ptr<ConvKernel> makeDepthwiseConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  if (layer.weights->shape()[1] != 1)
    return nullptr;
  return std::make_unique<DepthwiseConv>(layer, isa);
}

}  // namespace effortlab::fast
