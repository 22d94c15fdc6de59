#pragma once

#include "cli/network_facts.h"
#include "core/run_control.h"
#include "data/preprocess.h"
#include "effort/evaluation.h"
#include "effort/live_evaluator.h"
#include "effort/margin_density.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::cli {

/// One hand-set knob setting of the tour's sweep.
struct TourPoint {
  std::string series;     ///< "SPET, layer conv2"
  double quantile = 0.0;  ///< share of the partial sums that lie below the thresholds; 0: no threshold
  effort::KnobSettings knobs;
  effort::LiveEstimate estimate;
};

/// What the tour found out about one network.
struct ModelTour {
  std::string name;  ///< for file names: "fashion-lenet"
  std::shared_ptr<const model::Model> model;
  NetworkFacts facts;
  effort::EvaluationResult dense;
  std::vector<effort::MarginBin> margins;
  std::vector<TourPoint> sweep;
  std::optional<std::size_t> chosen;  ///< the largest saving within the accuracy budget
  bool complete = false;
};

struct TourPlan {
  std::shared_ptr<const model::Model> model;
  std::string name;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;
  std::int64_t sweepImages = 0;  ///< at most so many of them for each setting of the sweep
  std::uint64_t seed = 1;
};

/// Largest loss of top-1 accuracy the chosen setting may have, as a fraction.
inline constexpr double tourBudget = 0.005;

/// Dense accuracy, decision margins, and a sweep of SPET over one layer and over all. Blocks; a stop request returns
/// what is done, `complete` false. Errors: Error of model and data.
ModelTour takeTour(const TourPlan& plan, const RunControl& control);

}  // namespace effortlab::cli
