#pragma once

#include "effort/knob_layer.h"

namespace effortlab::effort {

struct MeasuredGeometry;

/// One layer under knobs in `measure` mode: dense products and masks give exactly the outputs and counts that skipping
/// the work would.
class MeasuredLayer : public KnobLayer {
public:
  using KnobLayer::KnobLayer;

private:
  std::vector<LayerCounts> runConvolution(const KnobCall& call) const override;
  std::vector<LayerCounts> runFullyConnected(const KnobCall& call) const override;

  mutable GeometryCache<MeasuredGeometry> m_geometry;
};

}  // namespace effortlab::effort
