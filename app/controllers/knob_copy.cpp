#include "controllers/knob_copy.h"

#include "controllers/knob_locks.h"
#include "core/error.h"
#include "effort/knobs_io.h"

#include <algorithm>
#include <limits>

namespace effortlab::app {

namespace {

constexpr double allPairs = std::numeric_limits<double>::infinity();

/// The threshold at `target` that takes the share which `threshold` takes of `source`.
double sameShare(double threshold, const effort::Histogram& source, const effort::Histogram& target) {
  if (!(source.total() > 0.0) || !(target.total() > 0.0))
    return threshold;
  return target.thresholdTaking(source.massBelow(threshold) / source.total());
}

std::optional<double> sameShare(const std::optional<double>& threshold, const effort::LayerHistograms& source,
                                const effort::LayerHistograms& target) {
  if (!threshold || !source.partialSums || !target.partialSums)
    return threshold;
  return sameShare(*threshold, *source.partialSums, *target.partialSums);
}

effort::LayerKnobs translated(effort::LayerKnobs knobs, const effort::LayerHistograms& source,
                              const effort::LayerHistograms& target) {
  if (knobs.spet) {
    knobs.spet->low = sameShare(knobs.spet->low, source, target);
    knobs.spet->high = sameShare(knobs.spet->high, source, target);
  }
  if (knobs.sdss && source.neighbours && target.neighbours) {
    knobs.sdss->max =
        sameShare(knobs.sdss->max, source.neighbours->xGiven(allPairs), target.neighbours->xGiven(allPairs));
    knobs.sdss->delta =
        sameShare(knobs.sdss->delta, source.neighbours->yGiven(allPairs), target.neighbours->yGiven(allPairs));
  }
  if (knobs.sfma && source.mapPairs && target.mapPairs) {
    knobs.sfma->weight =
        sameShare(knobs.sfma->weight, source.mapPairs->xGiven(allPairs), target.mapPairs->xGiven(allPairs));
    knobs.sfma->variance =
        sameShare(knobs.sfma->variance, source.mapPairs->yGiven(allPairs), target.mapPairs->yGiven(allPairs));
  }
  return knobs;
}

/// The one knob of `knobs`, as the layer can have it; nothing where it cannot.
std::optional<effort::LayerKnobs> asPossible(const effort::LayerKnobs& knobs, effort::KnobKind kind,
                                             const effort::EffortLayer& layer) {
  if (!layer.has(kind))
    return std::nullopt;
  effort::LayerKnobs one = effort::onlyKnob(knobs, kind);
  if (one.spet) {  // what belongs to the output maps of one layer stays there
    effort::SpetKnob shared;
    shared.low = one.spet->low;
    shared.high = layer.hasTwoSidedSpet() ? one.spet->high : std::nullopt;
    shared.order = one.spet->order == effort::SpetOrder::Listed ? effort::SpetOrder::Magnitude : one.spet->order;
    shared.interval = one.spet->interval;
    one.spet = shared;
  }
  try {
    effort::KnobSettings settings;
    settings.set(layer.name, one);
    effort::checkKnobs(settings, std::span(&layer, 1));
  } catch (const Error&) {
    return std::nullopt;
  }
  return one;
}

}  // namespace

std::vector<std::string> missingHistograms(const CopyRequest& request, const HistogramsByLayer& histograms) {
  std::vector<std::string> missing;
  if (request.by == CopyBy::Numbers)
    return missing;
  const auto need = [&](const std::string& layer) {
    const auto found = histograms.find(layer);
    if (found == histograms.end() || !found->second)
      missing.push_back(layer);
  };
  need(request.from);
  for (const std::string& layer : request.to)
    need(layer);
  return missing;
}

CopyResult copyKnobs(const CopyRequest& request, const effort::KnobSettings& settings,
                     const std::vector<effort::EffortLayer>& layers, const HistogramsByLayer& histograms) {
  CopyResult result{settings, {}, {}};
  const auto histogramsOf = [&](const std::string& name) {
    const auto found = histograms.find(name);
    return found != histograms.end() && found->second ? *found->second : effort::LayerHistograms{};
  };
  for (const std::string& name : request.to) {
    const auto layer = std::find_if(layers.begin(), layers.end(),
                                    [&name](const effort::EffortLayer& candidate) { return candidate.name == name; });
    if (layer == layers.end() || name == request.from)
      continue;
    const effort::LayerKnobs given = request.by == CopyBy::Shares
                                         ? translated(request.knobs, histogramsOf(request.from), histogramsOf(name))
                                         : request.knobs;
    effort::LayerKnobs knobs = result.settings.of(name);
    for (const effort::KnobKind kind : effort::knobKinds) {
      if (!given.has(kind))
        continue;
      const std::optional<effort::LayerKnobs> one = asPossible(given, kind, *layer);
      (one ? result.copied : result.leftOut).push_back({name, kind});
      if (one)
        knobs = effort::withKnob(knobs, *one, kind);
    }
    result.settings.set(name, knobs);
  }
  return result;
}

}  // namespace effortlab::app
