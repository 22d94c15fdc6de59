#include "effort/lane_weights.h"

#include "fast/conv_candidates.h"
#include "fast/direct_conv.h"
#include "fast/tap_subset_conv.h"
#include "fast/weight_sparse_conv.h"
#include "fast/winograd_lane_conv.h"
#include "fast/winograd_layer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace effortlab::effort {

namespace {

/// Zeros among the taps of a prediction set from which on lists of the others are the faster way.
constexpr double listedZeros = 0.4;

/// Of the peak that direct sums reach by whole taps and by lists, and products of Winograd's transforms.
constexpr double subsetSpeed = 0.75;
constexpr double listSpeed = 0.6;
constexpr double winogradSpeed = 0.75;
constexpr std::array winogradPoints{6, 8};

using KernelPtr = std::shared_ptr<const fast::ConvKernel>;

/// Weights of a layer that are left, zeros in place of the others.
class KeptWeights {
public:
  KeptWeights(const MeasuredLayer& layer, WeightPart part)
      : m_group(layer.groups().front()), m_tensor(*layer.node().weights.front()) {
    const TapMatrix& matrix = m_group.matrix;
    for (std::int64_t n = 0; n < matrix.maps && m_group.sfma && part != WeightPart::Whole; ++n)
      for (std::int64_t m = 0; m < matrix.outputs; ++m)
        if (m_group.sfma->isSmall(m, n) == (part == WeightPart::WithoutSmall))
          std::fill_n(m_tensor.data() + (m * matrix.maps + n) * matrix.tapsPerMap, matrix.tapsPerMap, 0.0F);
  }

  TensorPtr all() const { return std::make_shared<Tensor>(m_tensor); }

  /// Those in the prediction set, or those not in it.
  TensorPtr part(bool predicted) const {
    auto result = std::make_shared<Tensor>(m_tensor);
    const std::int64_t taps = m_group.matrix.taps();
    for (std::int64_t m = 0; m < m_group.matrix.outputs; ++m)
      for (std::int64_t tap = 0; tap < taps; ++tap)
        if (m_group.spet.inPredictionSet(m, tap) != predicted)
          result->data()[m * taps + tap] = 0.0F;
    return result;
  }

private:
  const KnobGroup& m_group;
  Tensor m_tensor;
};

/// Input maps, or phases of them, that any weight reads.
std::int64_t usedSlices(const fast::ConvLayer& layer, const fast::WinogradLayer& shape) {
  const model::Window2d& window = layer.params.window;
  const std::int64_t taps = window.kernelH * window.kernelW;
  std::vector<std::uint8_t> used(static_cast<std::size_t>(shape.depth()), 0);
  for (std::int64_t i = 0; i < layer.weights->size(); ++i) {
    const std::int64_t tap = i % taps;
    const std::int64_t phase = tap / window.kernelW % shape.stride * shape.stride + tap % window.kernelW % shape.stride;
    if (layer.weights->data()[i] != 0.0F)
      used[static_cast<std::size_t>(i / taps % shape.inputs * shape.phases() + phase)] = 1;
  }
  return std::ranges::count(used, std::uint8_t{1});
}

/// Multiplications in the time of a vector of sums by Winograd's transforms; an addition of them is taken for one.
double winogradCost(const fast::ConvLayer& layer, const fast::LaneMaps& maps, int points) {
  const std::optional<fast::WinogradLayer> shape = fast::winogradLayer(layer, points);
  if (!shape)
    return std::numeric_limits<double>::infinity();
  const std::int64_t side = shape->size.outputs;
  const std::int64_t tiles = (maps.tileH + side - 1) / side * ((maps.tileW + side - 1) / side);
  const auto slices = static_cast<double>(usedSlices(layer, *shape));
  // Lines of a transform, and operations in each.
  const double elements = points * points;
  const double input = 9.0 * elements;
  const auto output = static_cast<double>((points + side) * (points + 3 * side) + points * points + side * side);
  const double tile = slices * (elements / winogradSpeed + input / static_cast<double>(shape->outputs)) + output;
  return tile * static_cast<double>(tiles) / static_cast<double>(maps.tileH * maps.tileW);
}

/// For weights of which whole taps are zero, or many here and there. `transformed`: the maps of their sums,
/// where Winograd's transforms may be the faster way.
KernelPtr partKernel(const KnobGroup& group, const fast::ConvLayer& layer, bool predicted, fast::Isa isa,
                     const fast::LaneMaps* transformed = nullptr) {
  const std::int64_t taps = group.matrix.taps();
  double kept = 0.0;
  double zeros = 0.0;
  for (std::int64_t m = 0; m < group.matrix.outputs; ++m)
    for (std::int64_t tap = 0; tap < taps; ++tap)
      if (group.spet.inPredictionSet(m, tap) == predicted) {
        kept += 1.0;
        zeros += layer.weights->data()[m * taps + tap] == 0.0F ? 1.0 : 0.0;
      }
  const bool lists = group.spet.differsByOutput() || zeros > listedZeros * kept;
  const double direct =
      (lists ? (kept - zeros) / listSpeed : kept / subsetSpeed) / static_cast<double>(group.matrix.outputs);
  if (transformed != nullptr) {
    const auto costOf = [&](int points) { return winogradCost(layer, *transformed, points); };
    const int points = *std::ranges::min_element(winogradPoints, {}, costOf);
    if (costOf(points) < direct)
      if (KernelPtr kernel = fast::makeLaneWinograd(layer, isa, points))
        return kernel;
  }
  if (lists)
    if (KernelPtr kernel = fast::makeWeightSparseConv(layer, isa))
      return kernel;
  return fast::makeTapSubsetConv(layer, isa);
}

}  // namespace

bool LaneWeightsKey::operator==(const LaneWeightsKey& other) const noexcept {
  return plan == other.plan && isa == other.isa && window == other.window && sampledApart == other.sampledApart &&
         firstTileH == other.firstTileH && firstTileW == other.firstTileW && part == other.part;
}

LaneWeights::LaneWeights(const MeasuredLayer& layer, const LaneGeometry& geometry, LaneWeightsKey of)
    : key(std::move(of)) {
  const KnobGroup& group = layer.groups().front();
  const model::Node& node = layer.node();
  fast::ConvLayer convolution{std::get<model::ConvolutionParams>(node.params),
                              nullptr,
                              key.part != WeightPart::Small && node.weights.size() > 1 ? node.weights[1] : nullptr,
                              {}};
  convolution.params.window = geometry.window;
  const KeptWeights weights(layer, key.part);
  const bool spet = group.spet.active();
  // Where no kernel shares work between taps, what follows the prediction set is cheaper than the whole.
  adds = spet && !geometry.sampledOnly && (key.plan == "direct" || key.plan == "weight-sparse");
  convolution.weights = adds ? weights.part(false) : weights.all();
  fast::ConvLayer rest = convolution;
  if (adds) {
    rest.bias = nullptr;
    whole = partKernel(group, rest, false, key.isa);
  } else if (key.part == WeightPart::Small) {
    whole = fast::makeWeightSparseConv(convolution, key.isa);
  } else {
    const auto zeros = static_cast<double>(std::ranges::count(convolution.weights->values(), 0.0F));
    const bool lists = key.plan == "direct" && zeros > listedZeros * static_cast<double>(convolution.weights->size());
    whole = fast::makeConvKernel(lists && key.part == WeightPart::WithoutSmall ? "weight-sparse" : key.plan,
                                 convolution, key.isa);
  }
  if (!whole)
    whole = fast::makeDirectConv(convolution, key.isa);
  if (!spet)
    return;
  convolution.params.window = geometry.firstWindow;
  convolution.weights = weights.part(true);
  first = partKernel(group, convolution, true, key.isa, !adds || geometry.sampledApart ? &geometry.first : nullptr);
}

}  // namespace effortlab::effort
