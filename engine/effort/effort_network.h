#pragma once

#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "effort/measured_layer.h"
#include "effort/op_counter.h"
#include "nn/network.h"

#include <memory>
#include <span>
#include <vector>

namespace effortlab::effort {

/// A network under one setting of its knobs. Const and safe to call concurrently; cheap to make: layers whose knobs did
/// not change since `previous` are shared with it.
class EffortNetwork {
public:
  /// `layers`: findEffortLayers() of the network's graph. Errors: Error{Mismatch, InvalidArgument} from checkKnobs().
  EffortNetwork(std::shared_ptr<const nn::Network> network, std::span<const EffortLayer> layers,
                const KnobSettings& settings, const EffortNetwork* previous = nullptr);

  const nn::Network& network() const noexcept { return *m_network; }

  /// Runs nodes [first, last) on `values` (nn::Network::runRange) and adds the work to `counts`, one entry an image.
  /// KernelSet::Reference runs knobs by their per-neuron oracle, any other in measure mode.
  void runRange(nn::Values& values, int first, int last, const nn::RunOptions& options,
                std::span<EffortCounts> counts) const;

  /// First output for one batch, and the work of each image.
  Tensor run(TensorPtr input, const nn::RunOptions& options, std::span<EffortCounts> counts) const;

private:
  bool runNode(int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const nn::KernelContext& context, std::span<EffortCounts> counts) const;
  void addDense(int node, std::span<const Tensor* const> inputs, std::span<const Tensor> outputs,
                std::span<EffortCounts> counts) const;

  std::shared_ptr<const nn::Network> m_network;
  std::vector<std::shared_ptr<const MeasuredLayer>> m_measured;  ///< by node; null: dense
  std::vector<int> m_computedBy;  ///< by node: the layer that already applied this activation; -1: none
};

}  // namespace effortlab::effort
