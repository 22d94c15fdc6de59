#include "effort/lane_weights.h"

#include "fast/conv_candidates.h"
#include "fast/direct_conv.h"
#include "fast/tap_subset_conv.h"
#include "fast/weight_sparse_conv.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

/// Zeros among the taps of a prediction set from which on lists of the others are the faster way.
constexpr double listedZeros = 0.4;

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

/// For weights of which whole taps are zero, or many here and there.
KernelPtr partKernel(const KnobGroup& group, const fast::ConvLayer& layer, bool predicted, fast::Isa isa) {
  const std::int64_t taps = group.matrix.taps();
  double kept = 0.0;
  double zeros = 0.0;
  for (std::int64_t m = 0; m < group.matrix.outputs; ++m)
    for (std::int64_t tap = 0; tap < taps; ++tap)
      if (group.spet.inPredictionSet(m, tap) == predicted) {
        kept += 1.0;
        zeros += layer.weights->data()[m * taps + tap] == 0.0F ? 1.0 : 0.0;
      }
  if (group.spet.differsByOutput() || zeros > listedZeros * kept)
    if (KernelPtr kernel = fast::makeWeightSparseConv(layer, isa))
      return kernel;
  return fast::makeTapSubsetConv(layer, isa);
}

}  // namespace

bool LaneWeightsKey::operator==(const LaneWeightsKey& other) const noexcept {
  return plan == other.plan && isa == other.isa && window == other.window && sampledApart == other.sampledApart &&
         part == other.part;
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
  first = partKernel(group, convolution, true, key.isa);
}

}  // namespace effortlab::effort
