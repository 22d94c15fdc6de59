#pragma once

#include "effort/live_evaluator.h"
#include "effort/tuner.h"
#include "effort/tuner_evidence.h"
#include "effort/tuner_store.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace effortlab::effort::tuning {

/// What was measured of one setting.
struct ProbeFacts {
  Evidence evidence;
  LayerCounts work;               ///< over the images, all layers
  std::vector<double> layerCost;  ///< operations by layer with knobs, as shares of the network's dense ones

  /// Operations as a share of the dense ones.
  double cost() const noexcept { return 1.0 / opsRatio(work); }
};

/// Measures settings on the tuning images, in a fixed order; what the store has is not computed again.
class Prober {
public:
  Prober(const TunePlan& plan, TuneStore& store);

  const std::vector<EffortLayer>& layers() const noexcept { return m_live.layers(); }
  const model::Graph& graph() const noexcept { return *m_plan.model->graph; }
  /// Share of the network's dense MACs that each layer with knobs has.
  const std::vector<double>& shares() const noexcept { return m_shares; }
  std::int64_t macs() const noexcept { return m_macs; }
  std::int64_t images() const noexcept { return std::ssize(m_plan.images); }

  /// On the first `images` of the order. Evidence::damage is counted from the answers under `reference`; all else from
  /// the dense network's. Errors: Error{Cancelled}.
  ProbeFacts probe(const KnobSettings& settings, std::int64_t images, const RunControl& control,
                   const KnobSettings& reference = {});
  /// On all images, or as many as show that there is no hope.
  ProbeFacts probeAll(const KnobSettings& settings, const Acceptance& acceptance, const RunControl& control);

  /// Inputs of one layer for about `images` images. Errors: Error{Cancelled}.
  std::vector<TensorPtr> inputsOf(const EffortLayer& layer, const KnobSettings& settings, std::int64_t images,
                                  const RunControl& control) {
    return m_live.layerInputs(layer, settings, images, control);
  }

  /// What the thresholds of one layer cut. Errors: Error{Cancelled}.
  LayerHistograms histograms(const EffortLayer& layer, const KnobSettings& settings, std::int64_t images,
                             const RunControl& control) {
    return m_live.histograms(layer, settings, images, control);
  }

  /// What was asked for so far, in whole evaluations of all images; the same whether it was computed or remembered.
  double workDone() const noexcept { return m_work; }
  std::int64_t probes() const noexcept { return m_probes; }
  TuneStore& store() noexcept { return m_store; }

private:
  struct Seen {
    std::vector<ImageEvidence> images;
    EffortCounts counts;
  };
  /// Empty `reference`: damage is counted from the dense network.
  void see(const KnobSettings& settings, std::int64_t last, Seen& seen, const RunControl& control,
           std::span<const DenseImage> reference = {});
  void seeDense(std::int64_t last, const RunControl& control);
  std::vector<DenseImage> answersOf(const KnobSettings& settings, std::int64_t first, std::int64_t last,
                                    const RunControl& control);
  ProbeFacts factsOf(const Seen& seen) const;
  void book(const KnobSettings& settings, std::int64_t images);

  const TunePlan& m_plan;
  TuneStore& m_store;
  LiveEvaluator m_live;
  bool m_softmax;
  std::int64_t m_macs = 0;
  std::vector<double> m_shares;
  std::vector<double> m_sharesBefore;   ///< of all nodes before each layer
  std::vector<DenseImage> m_dense;      ///< of the first images of the order
  std::vector<DenseImage> m_reference;  ///< answers under `m_referenceKey`, empty until one is needed
  std::string m_referenceKey;
  KnobSettings m_last;
  double m_work = 0.0;
  std::int64_t m_probes = 0;
};

/// Short and the same for equal settings.
std::string settingsKey(const KnobSettings& settings);

}  // namespace effortlab::effort::tuning
