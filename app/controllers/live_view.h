#pragma once

#include "controllers/knob_locks.h"
#include "effort/histograms.h"
#include "effort/live_evaluator.h"
#include "fast/fast_plan.h"
#include "jobs/model_loader.h"
#include "models/layer_table_model.h"
#include "models/savings_model.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::app {

/// An estimate together with the setting it was measured with.
struct MeasuredSetting {
  effort::KnobSettings settings;
  effort::LiveEstimate estimate;
};

using HistogramsByLayer = std::map<std::string, std::shared_ptr<const effort::LayerHistograms>>;

/// What the page knows at this moment.
struct LiveKnowledge {
  std::shared_ptr<const Workspace> workspace;
  effort::KnobSettings settings;
  std::optional<MeasuredSetting> measured;  ///< the newest, perhaps of another setting
  HistogramsByLayer histograms;
  std::vector<double> nodeMs;                          ///< by node; empty before the dense network ran
  std::shared_ptr<const effort::GateStudy> gateStudy;  ///< null: not measured yet
  std::shared_ptr<const fast::FastPlan> kernels;       ///< null: not known
  KnobLocks locks;
};

/// What the page shows of it.
struct LiveView {
  std::vector<widgets::LayerRow> rows;
  std::vector<widgets::LayerSaving> savings;  ///< MACs of one image
  double opsRatio = 1.0;
  double exactCost = 1.0;  ///< MACs of the network without the gate, as a share of the dense ones
  bool estimate = false;   ///< some of it is predicted from histograms
};

/// Layers whose knobs are as measured show counts; the others what their histograms predict, marked as estimates.
/// Layers below a changed one keep their counts, marked as well: their inputs moved.
LiveView makeLiveView(const LiveKnowledge& knowledge);

/// True when knobs of layers above `layer` differ: its inputs do too.
bool inputsDiffer(const Workspace& workspace, const std::string& layer, const effort::KnobSettings& one,
                  const effort::KnobSettings& other);

}  // namespace effortlab::app
