#pragma once

#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"
#include "effort/sfma.h"
#include "effort/spet.h"
#include "nn/layer_ops.h"

#include <optional>
#include <vector>

namespace effortlab::effort {

/// The part of a layer that one convolution group computes; a fully connected layer is one group.
struct MeasuredGroup {
  TapMatrix matrix;
  SpetPlan spet;
  SplitWeights weights;  ///< with no pair replaced
  std::optional<SfmaPlan> sfma;
};

/// One layer under knobs in `measure` mode: dense products and masks give exactly the outputs and counts that skipping
/// the work would. Const and safe to call concurrently. Source: algorithms 1.1-1.4.
///
/// Shapes:   input [N, C, H, W] (fully connected: any, flattened by image), output as the dense layer's
/// Ensures:  outputs are after the activation where the layer has one (a ReLU may be applied again behind it);
///           results and counts do not depend on the number of threads
class MeasuredLayer {
public:
  /// `node` must outlive the object. `layer` describes it; `knobs` passed checkKnobs().
  MeasuredLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs);

  const LayerKnobs& knobs() const noexcept { return m_knobs; }
  const EffortLayer& layer() const noexcept { return m_layer; }

  /// Computes the layer; returns the work of each image. After a stop request the outputs are unspecified.
  std::vector<LayerCounts> run(const Tensor& input, Tensor& output, const nn::KernelContext& context) const;

private:
  const model::Node& m_node;
  EffortLayer m_layer;
  LayerKnobs m_knobs;
  std::vector<MeasuredGroup> m_groups;
};

/// What the two kinds of layer share with MeasuredLayer.
struct MeasuredCall {
  const model::Node& node;
  const EffortLayer& layer;
  const LayerKnobs& knobs;
  std::span<const MeasuredGroup> groups;
  const Tensor& input;
  Tensor& output;
  const nn::KernelContext& context;
};
std::vector<LayerCounts> measureConvolution(const MeasuredCall& call);
std::vector<LayerCounts> measureFullyConnected(const MeasuredCall& call);

/// Overhead of exact order for a neuron that took `executed` of `kept` taps, `predicted` of them before the tail.
std::int64_t exactComparisons(std::int64_t predicted, std::int64_t kept, std::int64_t executed) noexcept;

}  // namespace effortlab::effort
