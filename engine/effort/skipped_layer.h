#pragma once

#include "effort/dot_weights.h"
#include "effort/knob_layer.h"

#include <optional>
#include <vector>

namespace effortlab::effort {

struct SkipGeometry;

/// What skipping needs of one group beyond KnobGroup.
struct SkipWeights {
  DotWeights dots;
  std::optional<ConvolutionWeights> lists;  ///< SFMA: a panel's zeros cost as much as weights, a list leaves them out
};

/// One layer under knobs in `skip` mode: the sampled neurons first, then their candidates that are left; of each the
/// prediction set first, then the rest of those that are not saturated; replaced pairs not at all. Neurons that go on
/// are computed by dot products where they are few, and with all the others of their block where they are many.
class SkippedLayer : public KnobLayer {
public:
  SkippedLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs);

private:
  std::vector<LayerCounts> runConvolution(const KnobCall& call) const override;
  std::vector<LayerCounts> runFullyConnected(const KnobCall& call) const override;

  std::vector<SkipWeights> m_weights;  ///< by group
  mutable GeometryCache<SkipGeometry> m_geometry;
};

}  // namespace effortlab::effort
