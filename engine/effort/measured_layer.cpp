#include "effort/measured_layer.h"

namespace effortlab::effort {

namespace {

std::vector<MeasuredGroup> prepareGroups(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs) {
  const Tensor& weights = *node.weights.front();
  const Shape& shape = weights.shape();
  const auto* convolution = std::get_if<model::ConvolutionParams>(&node.params);
  const std::int64_t groups = convolution != nullptr ? convolution->groups : 1;
  const std::int64_t maps = shape[1];
  std::vector<MeasuredGroup> result;
  for (std::int64_t group = 0; group < groups; ++group) {
    const std::int64_t outputs = shape[0] / groups;
    const TapMatrix matrix{weights.data() + group * outputs * layer.taps, outputs, maps, layer.taps / maps};
    SpetPlan spet(knobs.spet, matrix);
    SplitWeights split = spet.split();
    std::optional<SfmaPlan> sfma;
    if (knobs.sfma)
      sfma.emplace(*knobs.sfma, matrix);
    result.push_back({matrix, std::move(spet), std::move(split), std::move(sfma)});
  }
  return result;
}

}  // namespace

MeasuredLayer::MeasuredLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs)
    : m_node(node), m_layer(layer), m_knobs(knobs), m_groups(prepareGroups(node, layer, knobs)) {}

std::vector<LayerCounts> MeasuredLayer::run(const Tensor& input, Tensor& output,
                                            const nn::KernelContext& context) const {
  const MeasuredCall call{m_node, m_layer, m_knobs, m_groups, input, output, context};
  return m_layer.convolution ? measureConvolution(call) : measureFullyConnected(call);
}

std::int64_t exactComparisons(std::int64_t predicted, std::int64_t kept, std::int64_t executed) noexcept {
  const std::int64_t groups = (executed - predicted + SpetPlan::exactCheckPeriod - 1) / SpetPlan::exactCheckPeriod;
  return groups + (executed < kept ? 1 : 0);
}

}  // namespace effortlab::effort
