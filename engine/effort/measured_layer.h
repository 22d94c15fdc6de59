#pragma once

#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "effort/measured_weights.h"
#include "effort/op_counter.h"
#include "effort/sfma.h"
#include "effort/spet.h"
#include "nn/layer_ops.h"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace effortlab::effort {

/// The part of a layer that one convolution group computes; a fully connected layer is one group.
struct MeasuredGroup {
  TapMatrix matrix;
  SpetPlan spet;
  std::optional<SfmaPlan> sfma;
  std::optional<ConvolutionWeights> convolution;
  SplitWeights fullyConnected;  ///< empty for a convolution
};

struct ConvolutionGeometry;
/// The geometry a layer was last run with: costly to prepare, the same from batch to batch.
struct GeometryCache {
  std::mutex mutex;
  std::shared_ptr<const ConvolutionGeometry> last;
};

/// One layer under knobs in `measure` mode: dense products and masks give exactly the outputs and counts that skipping
/// the work would. Const and safe to call concurrently. Source: algorithms 1.1-1.4.
///
/// Shapes:   input [N, C, H, W] or [N, C, L] (fully connected: any, flattened by image), output as the dense layer's
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
  mutable GeometryCache m_geometry;
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
  GeometryCache& geometry;
};
std::vector<LayerCounts> measureConvolution(const MeasuredCall& call);
std::vector<LayerCounts> measureFullyConnected(const MeasuredCall& call);

/// Overhead of exact order for a neuron that took `executed` of `kept` taps, `predicted` of them before the tail.
constexpr std::int32_t exactComparisons(std::int32_t predicted, std::int32_t kept, std::int32_t executed) noexcept {
  constexpr auto period = static_cast<std::uint32_t>(SpetPlan::exactCheckPeriod);
  const auto tail = static_cast<std::uint32_t>(executed - predicted);  // unsigned: a division without a branch
  return static_cast<std::int32_t>((tail + period - 1) / period) + (executed < kept ? 1 : 0);
}

}  // namespace effortlab::effort
