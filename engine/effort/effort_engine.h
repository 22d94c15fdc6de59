#pragma once

#include "effort/effort_network.h"
#include "effort/gate.h"
#include "effort/knobs.h"
#include "fast/fast_engine.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace effortlab::effort {

struct EffortEngineOptions {
  nn::EngineKind engine = nn::EngineKind::Fast;
  nn::EngineOptions kernels = {};
  Execution execution = Execution::Measure;
  /// Skip on the engine `fast`: also layers where leaving work out takes longer than computing it, and the gate where
  /// it does.
  bool everyLayer = false;
  std::shared_ptr<const fast::Calibration> calibration = {};  ///< of the gate; needed where it is on
};

struct EffortCall {
  bool parallel = true;
  std::stop_token stop = {};
  std::vector<double>* nodeMs = nullptr;  ///< wall-clock added by node, where the engine can tell
};

struct EffortOutput {
  Tensor outputs;                      ///< first output
  std::vector<EffortCounts> counts;    ///< by image
  std::vector<std::uint8_t> repeated;  ///< by image: the gate ran the exact network too; empty without a gate
};

/// A model under knobs on one engine.
class EffortEngine {
public:
  /// Errors: Error{InvalidArgument} for knobs on an engine that has none, or a gate without calibration;
  /// Error{Mismatch} for knobs that do not fit; errors of nn::makeEngine().
  EffortEngine(std::shared_ptr<const model::Model> model, const KnobSettings& knobs,
               const EffortEngineOptions& options);

  /// Whether run() may be called from several threads at once, after prepare().
  bool concurrent() const noexcept { return m_whole == nullptr; }
  /// Settles what the first batch decides: the kernels of the engine `fast`, and, where work is skipped, the layers in
  /// which that is faster than computing them. The others are computed densely, without their knobs. So is the gate
  /// left out where its 8-bit pass and what it repeats take longer than the exact network.
  void prepare(const TensorPtr& batch, const std::stop_token& stop);

  /// Of the engine `fast`, once prepare() settled it; else null.
  const fast::FastPlan* plan() const noexcept { return m_plan; }

  /// Layers whose knobs are left out, as that is faster: execution Skip, once prepared.
  const std::vector<std::string>& denseLayers() const noexcept { return m_denseLayers; }
  /// Whether the gate is left out, as the exact network alone is faster: likewise.
  bool gateLeftOut() const noexcept { return m_knobs.gate && !m_gate; }

  /// Errors: Error{ShapeMismatch, Unsupported, Cancelled}.
  EffortOutput run(const TensorPtr& batch, const EffortCall& call) const;
  /// The same engine with all knobs off.
  Tensor runDense(const TensorPtr& batch, const EffortCall& call) const;

private:
  Tensor runExact(const EffortNetwork& network, const TensorPtr& batch, const EffortCall& call,
                  std::span<EffortCounts> counts) const;
  EffortOutput runGated(const TensorPtr& batch, const EffortCall& call) const;
  std::vector<EffortCounts> denseCounts(const Shape& batch) const;
  void keepWhatPays(const TensorPtr& batch, const std::stop_token& stop);
  GateTimes gateTimes(const TensorPtr& batch, const std::stop_token& stop) const;
  EffortNetwork knobNetwork() const;
  std::vector<double> bestNodeMs(const EffortNetwork& network, const TensorPtr& batch,
                                 const std::stop_token& stop) const;

  std::shared_ptr<const model::Model> m_model;
  KnobSettings m_knobs;
  EffortEngineOptions m_options;
  std::vector<EffortLayer> m_layers;
  nn::EngineKind m_kind;
  std::shared_ptr<const nn::Network> m_network;
  EffortNetwork m_effort;
  EffortNetwork m_dense;
  std::unique_ptr<nn::InferenceEngine> m_whole;  ///< an engine that runs whole batches by itself
  std::unique_ptr<fast::FastEngine> m_fast;
  const fast::FastPlan* m_plan = nullptr;
  std::vector<std::string> m_denseLayers;
  std::unique_ptr<Gate> m_gate;
};

}  // namespace effortlab::effort
