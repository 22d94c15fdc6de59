#include "fast/weight_sparse_conv.h"

#include "core/parallel.h"
#include "fast/conv_layer_checks.h"
#include "fast/place_grid.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace effortlab::fast {

namespace {

/// Below this share of zeros the dense kernel is faster.
constexpr double sparseLeastZeros = 0.2;
/// Vectors that the windows of a rectangle of places may touch in a block of input maps: of a first-level cache's 512.
constexpr std::int64_t sparseCacheVectors = 352;
/// Of independent parts, so that all threads have work to the end.
constexpr std::int64_t sparseParts = 16;

class WeightSparseConv final : public ConvKernel {
public:
  WeightSparseConv(const ConvLayer& layer, Isa isa);
  std::string_view name() const noexcept override { return "weight-sparse"; }
  void run(const ConvCall& call) const override;

private:
  void listTaps(const Tensor& weights);
  /// Output maps [first, end) in one rectangle of places.
  void runOutputs(const ConvCall& call, const PlaceGrid& grid, std::int64_t rectangle, std::int64_t first,
                  std::int64_t end) const;
  std::int64_t window() const noexcept { return m_window.kernelH * m_window.kernelW; }

  model::Window2d m_window;
  std::int64_t m_outputs, m_inputs;
  std::int64_t m_blockMaps;  ///< input maps of a block
  std::vector<SparseTap> m_taps;
  std::vector<std::uint32_t> m_begin;  ///< [blocks][outputs + 1] into the taps
  std::vector<float> m_bias;
  LaneEpilogue m_epilogue;
  const LaneKernels& m_kernels;
};

/// As many as touch sparseCacheVectors from a rectangle of the usual size.
std::int64_t sparseBlockMaps(const model::Window2d& window, std::int64_t inputs) {
  const std::int64_t columns =
      (window.kernelW > 1 ? 6 : 10) * window.strideW + (window.kernelW - 1) * window.dilationW + 1;
  const std::int64_t taller = window.kernelH > 1 ? 2 * window.strideH : 0;
  const std::int64_t rows = taller + (window.kernelH - 1) * window.dilationH + 1;
  const std::int64_t most = std::clamp<std::int64_t>(sparseCacheVectors / (rows * columns), 1, inputs);
  const std::int64_t blocks = (inputs + most - 1) / most;
  return (inputs + blocks - 1) / blocks;
}

WeightSparseConv::WeightSparseConv(const ConvLayer& layer, Isa isa)
    : m_window(layer.params.window),
      m_outputs(layer.params.outputs),
      m_inputs(layer.weights->shape()[1]),
      m_blockMaps(sparseBlockMaps(m_window, m_inputs)),
      m_bias(static_cast<std::size_t>(m_outputs), 0.0F),
      m_epilogue(laneEpilogue(layer.epilogue)),
      m_kernels(laneKernels(isa)) {
  if (layer.bias)
    std::copy_n(layer.bias->data(), m_outputs, m_bias.begin());
  listTaps(*layer.weights);
}

void WeightSparseConv::listTaps(const Tensor& weights) {
  for (std::int64_t c = 0; c < m_inputs; c += m_blockMaps) {
    const std::int64_t taps = std::min(m_blockMaps, m_inputs - c) * window();
    for (std::int64_t k = 0; k < m_outputs; ++k) {
      m_begin.push_back(static_cast<std::uint32_t>(m_taps.size()));
      const float* from = weights.data() + (k * m_inputs + c) * window();
      for (std::int64_t t = 0; t < taps; ++t)
        if (from[t] != 0.0F)
          m_taps.push_back({static_cast<std::uint32_t>(t), from[t]});
    }
    m_begin.push_back(static_cast<std::uint32_t>(m_taps.size()));
  }
}

void WeightSparseConv::runOutputs(const ConvCall& call, const PlaceGrid& grid, std::int64_t rectangle,
                                  std::int64_t first, std::int64_t end) const {
  const std::uint32_t* begin = m_begin.data() + first;
  for (std::int64_t c = 0; c < m_inputs; c += m_blockMaps, begin += m_outputs + 1) {
    SparseBlock work{.input = call.input.plane(c),
                     .output = call.output.plane(call.outputPlane + first),
                     .taps = m_taps.data(),
                     .begin = begin,
                     .tapAt = grid.tapAt(),
                     .bias = c == 0 ? m_bias.data() + first : nullptr,
                     .epilogue = c + m_blockMaps >= m_inputs ? &m_epilogue : nullptr,
                     .outputs = end - first,
                     .outputStride = call.output.maps().planeStride()};
    grid.place(rectangle, work);
    m_kernels.sparse(work);
  }
}

void WeightSparseConv::run(const ConvCall& call) const {
  const PlaceGrid grid(m_window, call.input.maps(), call.output.maps(), m_blockMaps, m_kernels.sparseSums);
  const std::int64_t rectangles = grid.rectangles();
  const std::int64_t chunks = call.parallel ? std::min(m_outputs, (sparseParts + rectangles - 1) / rectangles) : 1;
  parallelFor(rectangles * chunks, call.parallel, [&](std::int64_t part) {
    const std::int64_t chunk = part % chunks;
    if (!call.stop.stop_requested())
      runOutputs(call, grid, part / chunks, chunk * m_outputs / chunks, (chunk + 1) * m_outputs / chunks);
  });
}

}  // namespace

std::unique_ptr<ConvKernel> makeWeightSparseConv(const ConvLayer& layer, Isa isa) {
  requireConvWeights(layer);
  const auto size = static_cast<double>(layer.weights->size());
  const auto zeros = static_cast<double>(std::ranges::count(layer.weights->values(), 0.0F));
  const bool countable = layer.weights->size() < std::numeric_limits<std::uint32_t>::max();
  if (layer.params.groups != 1 || zeros < sparseLeastZeros * size || !countable)
    return nullptr;
  return std::make_unique<WeightSparseConv>(layer, isa);
}

}  // namespace effortlab::fast
