#include "cli/demo_tour.h"

#include "core/error.h"

#include <algorithm>
#include <array>

namespace effortlab::cli {

namespace {

using effort::EffortLayer;
using effort::KnobSettings;

constexpr std::int64_t histogramImages = 64;
constexpr std::array<double, 9> quantiles{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

/// Partial sums of the layers SPET works on.
struct SpetLayer {
  EffortLayer layer;
  effort::Histogram partialSums;
  std::int64_t macs = 0;
};

std::vector<SpetLayer> spetLayers(effort::LiveEvaluator& evaluator, const RunControl& control) {
  std::vector<SpetLayer> found;
  const std::vector<std::int64_t> macs = evaluator.denseMacs();
  for (const EffortLayer& layer : evaluator.layers()) {
    if (!layer.hasSpet())
      continue;
    const auto histograms = evaluator.histograms(layer, {}, histogramImages, control);
    if (histograms.partialSums && !histograms.partialSums->bins.empty())
      found.push_back(
          {.layer = layer, .partialSums = *histograms.partialSums, .macs = macs[static_cast<std::size_t>(layer.node)]});
  }
  return found;
}

void setThreshold(KnobSettings& settings, const SpetLayer& target, double q) {
  effort::SpetKnob knob;
  knob.low = target.partialSums.thresholdTaking(q);
  settings.set(target.layer.name, {.spet = knob, .sdss = std::nullopt, .sfma = std::nullopt});
}

/// The settings to visit: the exact order, a threshold on the layer with most MACs, thresholds on all layers.
std::vector<TourPoint> plannedPoints(const std::vector<SpetLayer>& layers, const std::string& modelName) {
  std::vector<TourPoint> points;
  if (layers.empty())
    return points;
  TourPoint exact{
      .series = "SPET in exact order", .quantile = 0.0, .knobs = {.model = modelName, .layers = {}}, .estimate = {}};
  for (const SpetLayer& target : layers) {
    effort::SpetKnob knob;
    knob.order = effort::SpetOrder::Exact;
    if (target.layer.hasExactSpet())
      exact.knobs.set(target.layer.name, {.spet = knob, .sdss = std::nullopt, .sfma = std::nullopt});
  }
  if (!exact.knobs.layers.empty())
    points.push_back(exact);
  const SpetLayer& largest = *std::max_element(layers.begin(), layers.end(),
                                               [](const SpetLayer& a, const SpetLayer& b) { return a.macs < b.macs; });
  for (const bool all : {false, true})
    for (const double q : quantiles) {
      TourPoint point{.series = all ? "SPET, all layers" : "SPET, layer " + largest.layer.name,
                      .quantile = q,
                      .knobs = {.model = modelName, .layers = {}},
                      .estimate = {}};
      for (const SpetLayer& target : layers)
        if (all || target.layer.name == largest.layer.name)
          setThreshold(point.knobs, target, q);
      points.push_back(std::move(point));
    }
  return points;
}

void sweepKnobs(const TourPlan& plan, const RunControl& control, ModelTour& tour) {
  effort::LiveOptions options;
  options.seed = plan.seed;
  effort::LiveEvaluator evaluator(plan.model, plan.inputs, plan.images, options);
  const std::int64_t images = std::min(plan.sweepImages, evaluator.usableImages());
  const RunControl quiet{.stop = control.stop, .onProgress = {}};
  std::vector<TourPoint> points = plannedPoints(spetLayers(evaluator, quiet), plan.model->manifest.name);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].estimate = evaluator.evaluate(points[i].knobs, images, quiet, [](const effort::LiveEstimate&) {});
    if (!points[i].estimate.complete)
      throw Error(ErrorCode::Cancelled, "stopped");
    tour.sweep.push_back(points[i]);
    control.report(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(points.size()),
                   "sweeping SPET thresholds");
  }
}

std::optional<std::size_t> bestWithinBudget(const std::vector<TourPoint>& points) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const effort::LiveEstimate& estimate = points[i].estimate;
    if (estimate.difference.value >= -tourBudget && (!best || estimate.opsRatio() > points[*best].estimate.opsRatio()))
      best = i;
  }
  return best;
}

}  // namespace

ModelTour takeTour(const TourPlan& plan, const RunControl& control) {
  ModelTour tour;
  tour.name = plan.name;
  tour.model = plan.model;
  tour.facts = networkFacts(*plan.model);
  tour.dense =
      effort::evaluate({.model = plan.model, .inputs = plan.inputs, .images = plan.images, .knobs = {}}, control);
  tour.margins = effort::marginDensity(tour.dense);
  if (!tour.dense.complete)
    return tour;
  try {
    sweepKnobs(plan, control, tour);
    tour.complete = true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Cancelled)
      throw;
  }
  tour.chosen = bestWithinBudget(tour.sweep);
  return tour;
}

}  // namespace effortlab::cli
