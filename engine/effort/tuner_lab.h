#pragma once

#include "core/run_control.h"
#include "core/tensor.h"
#include "effort/effort_layer.h"
#include "effort/knob_layer.h"
#include "effort/knobs.h"
#include "effort/tuner_ranking.h"
#include "model/graph.h"

#include <span>
#include <vector>

namespace effortlab::effort::tuning {

/// One setting of one layer.
struct LayerOption {
  LayerKnobs knobs;
  double cost = 1.0;   ///< operations, as a share of the layer's dense ones
  double error = 0.0;  ///< squared error of what it hands on, by importance, as a share of that energy
};

/// One layer on a few of its inputs: what any setting of its knobs costs there and spoils, without the network. Spoiled
/// is what the activation and the pooling behind it hand on: what they drop does no harm.
class LayerLab {
public:
  /// `graph` must outlive it.
  LayerLab(const model::Graph& graph, const EffortLayer& layer, std::vector<TensorPtr> inputs);

  const EffortLayer& layer() const noexcept { return m_layer; }
  const model::Node& node() const noexcept { return m_node; }
  std::span<const TensorPtr> inputs() const noexcept { return m_inputs; }
  /// The layer's own outputs without knobs.
  const Tensor& dense(std::size_t batch) const { return m_dense[batch]; }

  /// Errors: Error{Cancelled}.
  std::vector<LayerOption> measure(std::span<const LayerKnobs> settings, const RunControl& control) const;

  /// By batch, for each of the layer's outputs: 0 where max pooling behind the layer drops it.
  const std::vector<std::uint8_t>& matters(std::size_t batch) const { return m_matters[batch]; }

  /// By output map: energy of the weights that read it further on, 1 on average; all 1 where several layers read it.
  const std::vector<float>& importance() const noexcept { return m_importance; }

private:
  void findWhatMatters();
  void weighMaps(const model::Graph& graph);
  Tensor run(const LayerKnobs& knobs, std::size_t batch, LayerCounts& counts, std::stop_token stop) const;
  Tensor handedOn(Tensor output) const;

  const model::Node& m_node;
  EffortLayer m_layer;
  std::vector<TensorPtr> m_inputs;
  std::vector<const model::Node*> m_behind;  ///< activation, pooling and the like that alone read what is before them
  std::vector<Tensor> m_dense;
  std::vector<std::vector<std::uint8_t>> m_matters;
  std::vector<float> m_importance;
  std::vector<Tensor> m_expected;  ///< m_dense, handed on
  double m_energy = 0.0;
};

/// Thresholds, and of several `intervals` one, for every output map: those that save most at some squared error of the
/// outputs that matter, from small to large. ReLU only; several intervals in magnitude or listed order only. Listed:
/// the first taps of `ranking`. Errors: Error{Cancelled}.
std::vector<SpetKnob> spetByMap(const LayerLab& lab, SpetOrder order, std::span<const double> intervals,
                                const RunControl& control, const TapRanking& ranking = {});

/// Settings of each knob alone, from mild to drastic, at quantiles of what its thresholds cut in the lab's inputs.
std::vector<SpetKnob> spetGrid(const LayerLab& lab, const TapRanking& ranking, const RunControl& control);
std::vector<SdssKnob> sdssGrid(const LayerLab& lab, const RunControl& control);
std::vector<SfmaKnob> sfmaGrid(const LayerLab& lab);

}  // namespace effortlab::effort::tuning
