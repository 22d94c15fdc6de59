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

/// How the knobs of a layer are run: both give the same outputs (to rounding) and the same counts (but for ties within
/// rounding).
enum class Execution {
  Measure,  ///< dense products and masks: the same time whatever the thresholds
  Skip,     ///< work is left out wherever that is faster
};

/// The part of a layer that one convolution group computes; a fully connected layer is one group.
struct KnobGroup {
  TapMatrix matrix;
  SpetPlan spet;
  std::optional<SfmaPlan> sfma;
  std::optional<ConvolutionWeights> convolution;
  SplitWeights fullyConnected;  ///< empty for a convolution
};

/// What a layer derives from the shapes it was last run with: costly to prepare, the same from batch to batch.
template <typename Geometry>
struct GeometryCache {
  std::mutex mutex;
  std::shared_ptr<const Geometry> last;
};

/// One batch for one layer.
struct KnobCall {
  const model::Node& node;
  const EffortLayer& layer;
  const LayerKnobs& knobs;
  std::span<const KnobGroup> groups;
  const Tensor& input;
  Tensor& output;
  const nn::KernelContext& context;
  float* effort = nullptr;  ///< KnobLayer::run()'s
};

/// The geometry for this call's shapes: the cached one where it fits.
template <typename Geometry>
std::shared_ptr<const Geometry> geometryOf(const KnobCall& call, GeometryCache<Geometry>& cache) {
  const std::lock_guard lock(cache.mutex);
  if (!cache.last || !cache.last->fits(call))
    cache.last = std::make_shared<Geometry>(call);
  return cache.last;
}

/// One layer under knobs. Const and safe to call concurrently. Source: algorithms 1.1-1.4.
///
/// Shapes:   input [N, C, H, W] or [N, C, L] (fully connected: any, flattened by image), output as the dense layer's
/// Ensures:  outputs are after the activation where the layer has one (a ReLU may be applied again behind it);
///           results and counts do not depend on the number of threads
class KnobLayer {
public:
  /// `node` must outlive the object. `layer` describes it; `knobs` passed checkKnobs().
  KnobLayer(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs);
  virtual ~KnobLayer() = default;
  KnobLayer(const KnobLayer&) = delete;
  KnobLayer& operator=(const KnobLayer&) = delete;

  const LayerKnobs& knobs() const noexcept { return m_knobs; }
  const EffortLayer& layer() const noexcept { return m_layer; }
  const model::Node& node() const noexcept { return m_node; }
  std::span<const KnobGroup> groups() const noexcept { return m_groups; }

  /// Computes the layer; returns the work of each image. After a stop request the outputs are unspecified.
  /// `effort`, of a MeasuredLayer: as large as the output, gets the MACs that each neuron took; the one MAC that a
  /// replaced pair costs a border case is shared by the neurons of that case. An image's sum is its macsExecuted.
  std::vector<LayerCounts> run(const Tensor& input, Tensor& output, const nn::KernelContext& context,
                               float* effort = nullptr) const;

private:
  virtual std::vector<LayerCounts> runConvolution(const KnobCall& call) const = 0;
  virtual std::vector<LayerCounts> runFullyConnected(const KnobCall& call) const = 0;

  const model::Node& m_node;
  EffortLayer m_layer;
  LayerKnobs m_knobs;
  std::vector<KnobGroup> m_groups;
};

/// A layer whose work costs more to leave out than to do is measured in either execution.
std::shared_ptr<const KnobLayer> makeKnobLayer(Execution execution, const model::Node& node, const EffortLayer& layer,
                                               const LayerKnobs& knobs);

}  // namespace effortlab::effort
