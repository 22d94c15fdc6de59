#include "effort/skipped_layer.h"

namespace effortlab::effort {

SkippedLayer::SkippedLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs)
    : KnobLayer(node, layer, knobs) {
  for (const KnobGroup& group : groups()) {
    SkipWeights weights{DotWeights(group.spet, group.matrix), {}};
    if (group.sfma && !group.spet.differsByOutput())
      weights.lists.emplace(group.spet, group.matrix, &*group.sfma, ConvolutionWeights::Form::Lists);
    m_weights.push_back(std::move(weights));
  }
}

}  // namespace effortlab::effort
