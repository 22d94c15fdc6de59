#include "effort/knob_layer.h"

#include "effort/measured_layer.h"
#include "effort/skipped_layer.h"

#include "nn/line_maps.h"

namespace effortlab::effort {

namespace {

std::vector<KnobGroup> prepareGroups(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs) {
  const Tensor& weights = *node.weights.front();
  const Shape& shape = weights.shape();
  const auto* convolution = std::get_if<model::ConvolutionParams>(&node.params);
  const std::int64_t groups = convolution != nullptr ? convolution->groups : 1;
  const std::int64_t maps = shape[1];
  std::vector<KnobGroup> result;
  for (std::int64_t group = 0; group < groups; ++group) {
    const std::int64_t outputs = shape[0] / groups;
    const TapMatrix matrix{weights.data() + group * outputs * layer.taps, outputs, maps, layer.taps / maps};
    KnobGroup prepared{matrix, SpetPlan(knobs.spet, matrix, group * outputs), {}, {}, {}};
    if (knobs.sfma)
      prepared.sfma.emplace(*knobs.sfma, matrix);
    if (layer.convolution)
      prepared.convolution.emplace(prepared.spet, matrix, prepared.sfma ? &*prepared.sfma : nullptr);
    else
      prepared.fullyConnected = prepared.spet.split();
    result.push_back(std::move(prepared));
  }
  return result;
}

/// Below, listing and distributing the candidates of SDSS takes longer than computing all neurons; measured.
constexpr std::int64_t minSampledTaps = 400;

bool leavingOutPays(const EffortLayer& layer, const LayerKnobs& knobs) {
  return !knobs.sdss || layer.taps >= minSampledTaps;
}

}  // namespace

KnobLayer::KnobLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs)
    : m_node(node), m_layer(layer), m_knobs(knobs), m_groups(prepareGroups(node, layer, knobs)) {}

std::vector<LayerCounts> KnobLayer::run(const Tensor& input, Tensor& output, const nn::KernelContext& context,
                                        float* effort) const {
  if (!m_layer.convolution)
    return runFullyConnected({m_node, m_layer, m_knobs, m_groups, input, output, context, effort});
  std::vector<LayerCounts> counts;
  nn::runAsMaps(input, output, [&](const Tensor& maps, Tensor& result) {
    counts = runConvolution({m_node, m_layer, m_knobs, m_groups, maps, result, context, effort});
  });
  return counts;
}

std::shared_ptr<const KnobLayer> makeKnobLayer(Execution execution, const model::Node& node, const EffortLayer& layer,
                                               const LayerKnobs& knobs) {
  if (execution == Execution::Skip && leavingOutPays(layer, knobs))
    return std::make_shared<SkippedLayer>(node, layer, knobs);
  return std::make_shared<MeasuredLayer>(node, layer, knobs);
}

}  // namespace effortlab::effort
