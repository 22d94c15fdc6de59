#pragma once

#include "core/run_control.h"
#include "core/statistics.h"
#include "data/preprocess.h"
#include "effort/knobs.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::effort {

enum class TuneMethod {
  Best,   ///< ours: sensitivities first, then all layers and knobs together
  Paper,  ///< Algorithm 1 of DyVEDeep: layer by layer, knob by knob (algorithms 1.6)
  Grid,   ///< a grid of quantiles, layer by layer (thesis 2.2.1)
};
enum class TuneObjective {
  Operations,
  Time,  ///< measured, of the execution `skip` on this machine
};

/// "best", "paper", "grid"; "ops", "time". Errors of the readers: Error{InvalidArgument} listing the names.
std::string_view tuneMethodName(TuneMethod method);
TuneMethod tuneMethodFromName(std::string_view name);
std::string_view tuneObjectiveName(TuneObjective objective);
TuneObjective tuneObjectiveFromName(std::string_view name);

/// One knob of one layer.
struct KnobPlace {
  std::string layer;
  KnobKind knob = KnobKind::Spet;
  auto operator<=>(const KnobPlace&) const = default;
};

struct TunePlan {
  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;  ///< that tune; also the gate's calibration
  /// Of a set of its own or the same one; disjoint from `images`. Only ever evaluated once, with the answer.
  std::shared_ptr<const data::InputCache> heldOutInputs = {};  ///< null: no held-out images
  std::vector<std::int64_t> heldOut = {};
  double maxDropPoints = 0.5;  ///< largest loss of top-1, percentage points, 0..100
  /// Standard deviations kept between the loss expected of the held-out images, or of 2,500 where there are fewer, and
  /// the budget (`best`): more holds more surely and saves less. 1.65: 95 of 100 such sets.
  double margin = 1.65;
  TuneMethod method = TuneMethod::Best;
  TuneObjective objective = TuneObjective::Operations;
  KnobSettings start = {};           ///< warm start; what locked knobs keep
  std::set<KnobPlace> locked = {};   ///< keep the state they have in `start`, off included
  bool gate = false;                 ///< the gate may be tuned too
  std::uint64_t seed = 1;            ///< of the order in which images are looked at
  std::filesystem::path store = {};  ///< folder that keeps every probe: the same plan goes on there; empty: none
  nn::EngineOptions engineOptions = {};
};

enum class TuneVerdict {
  Sensitivity,    ///< one knob of one layer alone: not a candidate
  Accepted,       ///< within the budget, with the method's margin
  Rejected,       ///< seen on all images
  RejectedEarly,  ///< hopeless after `images` of them
};

/// One setting tried, in the order tried.
struct TuneProbe {
  std::int64_t id = 0;
  KnobSettings settings;
  std::string layer;  ///< whose knob moved; empty: several
  std::optional<KnobKind> knob;
  TuneVerdict verdict = TuneVerdict::Rejected;
  std::int64_t images = 0;
  double top1 = 0.0;            ///< fraction
  double denseTop1 = 0.0;       ///< same images
  PairedDifference difference;  ///< this setting minus dense, fraction
  double agreement = 1.0;
  double expectedDrop = 0.0;  ///< what the method expects on unseen images, points
  double opsRatio = 1.0;
  std::optional<double> timeRatio;  ///< dense / this setting, objective Time
};

/// Accuracy and work of the answer on one set of images.
struct TuneComparison {
  std::int64_t images = 0;
  double baselineTop1 = 0.0, tunedTop1 = 0.0;  ///< fractions
  PairedDifference difference;                 ///< tuned minus dense, fraction, with its 95 % interval
  double agreement = 1.0;
  double opsRatio = 1.0;
  std::optional<double> timeRatio;  ///< measured, dense / tuned

  double dropPoints() const noexcept { return -100.0 * difference.value; }
};

/// What one knob of one layer spends and gains in the answer.
struct TuneShare {
  std::string layer;
  KnobKind knob = KnobKind::Spet;
  double saved = 0.0;         ///< share of the network's dense MACs
  double disagreement = 0.0;  ///< share of the tuning images that change their class when this knob alone is on
};

enum class TuneFinding {
  BudgetTooSmall,  ///< no setting but dense keeps it
  NothingFaster,   ///< objective Time: every setting takes longer than the dense network
  TooFewImages,    ///< the margin asked for cannot be shown on so few; TuneResult::imagesNeeded would do
  LayerToleratesNothing,
  NotMonotone,        ///< a stronger setting was accepted beyond a rejected one: the curve is not monotone there
  WarmStartRejected,  ///< `start` itself breaks the budget: the search began at dense
  HeldOutLoses,       ///< the held-out images lose more than the budget
  GateRefused,        ///< the network has no 8-bit pass
  NothingToTune,      ///< all knobs are locked, or the network has none
};

struct TuneRemark {
  TuneFinding finding = TuneFinding::BudgetTooSmall;
  std::string layer;   ///< it is about; empty: the network
  std::string detail;  ///< English, one line
};

struct TuneResult {
  KnobSettings settings;
  TuneComparison tuning;
  std::optional<TuneComparison> heldOut;
  std::vector<TuneProbe> probes;
  std::vector<TuneShare> shares;
  std::vector<TuneRemark> remarks;
  std::int64_t imagesNeeded = 0;  ///< to show the budget with the method's margin; 0: there are enough
  double seconds = 0.0;
  bool budgetMet = false;  ///< on the tuning images, with the method's margin
  bool complete = false;   ///< false after a stop request: the best verified setting so far
};

struct TuneWatch {
  RunControl control;
  std::function<void(const TuneProbe&)> onProbe;                      ///< as they come, on the calling thread
  std::function<void(const KnobSettings&, const TuneProbe&)> onBest;  ///< a better verified setting
};

/// Searches the setting that saves most at a loss of at most `maxDropPoints` of top-1 against the dense network.
/// Source:   algorithms 1.6; DyVEDeep Algorithm 1; thesis 2.2.1
/// Ensures:  the answer is verified on all tuning images; held-out images decide nothing; the same plan gives the same
///           answer for any number of threads (objective Operations)
/// Errors:   Error{InvalidArgument} for a budget outside 0..100, no images, or held-out images among the tuning ones;
///           Error{Mismatch} for a store of another model, data or plan, named, or knobs that do not fit; Error of the
///           data
/// Threads:  blocks; one worker's kernels are parallel
TuneResult tune(const TunePlan& plan, const TuneWatch& watch);

}  // namespace effortlab::effort
