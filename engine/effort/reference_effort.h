#pragma once

#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"

#include <vector>

namespace effortlab::effort {

/// The oracle of MeasuredLayer: neuron by neuron and tap by tap, work really left out, straight from
/// algorithms 1.1-1.4. Slow. Shapes, outputs and counts as MeasuredLayer::run().
std::vector<LayerCounts> runReferenceEffort(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs,
                                            const Tensor& input, Tensor& output);

}  // namespace effortlab::effort
