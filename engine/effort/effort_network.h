#pragma once

#include "effort/effort_layer.h"
#include "effort/knob_layer.h"
#include "effort/knobs.h"
#include "effort/lane_measured_layer.h"
#include "effort/op_counter.h"
#include "fast/fast_network.h"
#include "nn/network.h"

#include <memory>
#include <span>
#include <vector>

namespace effortlab::effort {

class EffortNetwork;

struct EffortNetworkOptions {
  const EffortNetwork* previous = nullptr;  ///< of the same execution: layers with the same knobs are shared with it
  Execution execution = Execution::Measure;
};

/// A network under one setting of its knobs. Const and safe to call concurrently; cheap to make: layers whose knobs did
/// not change since `options.previous` are shared with it.
class EffortNetwork {
public:
  /// `layers`: findEffortLayers() of the network's graph. Errors: Error{Mismatch, InvalidArgument} from checkKnobs().
  EffortNetwork(std::shared_ptr<const nn::Network> network, std::span<const EffortLayer> layers,
                const KnobSettings& settings, const EffortNetworkOptions& options = {});

  const nn::Network& network() const noexcept { return *m_network; }

  /// Runs nodes [first, last) on `values` (nn::Network::runRange) and adds the work to `counts`, one entry an image.
  /// KernelSet::Reference runs knobs by their per-neuron oracle, any other as the options say.
  void runRange(nn::Values& values, int first, int last, const nn::RunOptions& options,
                std::span<EffortCounts> counts) const;

  /// The same on the engine `fast`: its kernels compute what has no knobs.
  Tensor run(const fast::FastNetwork& network, const fast::FastPlan& plan, TensorPtr input, fast::FastRun options,
             std::span<EffortCounts> counts) const;

  /// All outputs, in the order of Graph::outputs.
  std::vector<Tensor> runAll(const fast::FastNetwork& network, const fast::FastPlan& plan, TensorPtr input,
                             fast::FastRun options, std::span<EffortCounts> counts) const;
  std::vector<Tensor> runAll(TensorPtr input, const nn::RunOptions& options, std::span<EffortCounts> counts) const;

  /// First output for one batch, and the work of each image.
  Tensor run(TensorPtr input, const nn::RunOptions& options, std::span<EffortCounts> counts) const;

private:
  bool runNode(int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const nn::KernelContext& context, std::span<EffortCounts> counts) const;
  void measureInLanes(fast::FastRun& options, fast::Isa isa, std::span<EffortCounts> counts) const;
  void addDenseOf(const Shape& input, std::span<EffortCounts> counts) const;
  void addDense(int node, std::span<const Tensor* const> inputs, std::span<const Tensor> outputs,
                std::span<EffortCounts> counts) const;

  std::shared_ptr<const nn::Network> m_network;
  std::vector<std::shared_ptr<const KnobLayer>> m_knobLayers;       ///< by node; null: dense
  std::vector<std::shared_ptr<const LaneMeasuredLayer>> m_inLanes;  ///< by node; null: not measured, or row-major
  std::vector<int> m_computedBy;  ///< by node: the layer that already applied this activation; -1: none
};

}  // namespace effortlab::effort
