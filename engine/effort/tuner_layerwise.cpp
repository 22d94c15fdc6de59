// The methods of the paper and of the thesis: layer by layer, knob by knob, what a step gains is kept.
#include "effort/tuner_search.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort::tuning {

namespace {

constexpr std::int64_t rangeImages = 128;  ///< on which the upper ends of thresholds are looked for
constexpr int bisections = 4;
constexpr int varianceSteps = 3;  ///< values of sfma_variance that a bisection over sfma_weight is run for
constexpr double gridShares[] = {0.2, 0.4, 0.6, 0.8, 0.95};
constexpr double beyond = 1.001;  ///< above the largest value seen: takes everything

SpetKnob spetBelow(double low) {
  SpetKnob knob;
  knob.low = low;
  return knob;
}

using Setter = std::function<void(LayerKnobs&, double)>;

/// Walks the layers; the budget is released in equal parts, a step at a time, so that the first layers cannot spend it.
class LayerwiseSearch {
public:
  LayerwiseSearch(Search& search, bool grid) : m_search(search), m_grid(grid) {
    m_total = search.acceptance();
    m_total.counted = true;
    m_current = search.lockedSettings();
    for (const EffortLayer& layer : search.prober().layers())
      for (const KnobKind kind : knobKinds)
        m_steps += free(layer, kind) ? 1 : 0;
  }

  void run() {
    m_search.setAcceptance(m_total);
    m_cost = m_search.attempt(m_current).cost;
    for (const bool convolutions : {true, false})
      for (const EffortLayer& layer : m_search.prober().layers())
        if (layer.convolution == convolutions)
          tuneLayer(layer);
  }

private:
  bool free(const EffortLayer& layer, KnobKind kind) const {
    return layer.has(kind) && !m_search.locked(layer.name, kind);
  }

  void tuneLayer(const EffortLayer& layer) {
    for (const KnobKind kind : {KnobKind::Sfma, KnobKind::Sdss, KnobKind::Spet}) {
      if (!free(layer, kind))
        continue;
      ++m_step;
      Acceptance allowed = m_total;
      allowed.budget *= static_cast<double>(m_step) / static_cast<double>(std::max(1, m_steps));
      m_search.setAcceptance(allowed);
      const LayerHistograms seen = m_search.prober().histograms(
          layer, m_current, std::min(rangeImages, m_search.prober().images()), m_search.control());
      tuneKnob(layer, kind, seen);
      m_search.control().report(m_step, m_steps, "searching");
    }
  }

  void tuneKnob(const EffortLayer& layer, KnobKind kind, const LayerHistograms& seen) {
    if (kind == KnobKind::Sfma && seen.mapPairs)
      m_grid ? gridSfma(layer, *seen.mapPairs) : paperSfma(layer, *seen.mapPairs);
    if (kind == KnobKind::Sdss && seen.neighbours)
      m_grid ? gridSdss(layer, *seen.neighbours) : paperSdss(layer, *seen.neighbours);
    if (kind == KnobKind::Spet && seen.partialSums)
      m_grid ? gridSpet(layer, *seen.partialSums) : paperSpet(layer, *seen.partialSums);
  }

  /// Keeps `knobs` when they pass and cost less than what is kept; whether they pass.
  bool keepIf(const EffortLayer& layer, const LayerKnobs& knobs, KnobKind kind) {
    KnobSettings settings = m_current;
    settings.set(layer.name, knobs);
    const Search::Tried tried = m_search.attempt(settings, layer.name, kind);
    if (tried.accepted && tried.cost < m_cost) {
      m_current = settings;
      m_cost = tried.cost;
    }
    return tried.accepted;
  }

  /// The largest threshold that passes: the upper end, or by bisection of [lower, upper].
  void bisect(const EffortLayer& layer, KnobKind kind, const LayerKnobs& from, double lower, double upper,
              const Setter& set) {
    const auto passes = [&](double value) {
      LayerKnobs knobs = from;
      set(knobs, value);
      return keepIf(layer, knobs, kind);
    };
    if (!(upper > lower) || passes(upper))
      return;
    for (int i = 0; i < bisections; ++i) {
      const double middle = 0.5 * (lower + upper);
      (passes(middle) ? lower : upper) = middle;
    }
  }

  void paperSfma(const EffortLayer& layer, const Histogram2d& pairs) {
    const LayerKnobs from = m_current.of(layer.name);
    for (int step = varianceSteps; step >= 1; --step) {
      const double variance = beyond * pairs.yUpper * static_cast<double>(step) / varianceSteps;
      bisect(layer, KnobKind::Sfma, from, 0.0, beyond * pairs.xUpper, [&](LayerKnobs& knobs, double weight) {
        knobs.sfma = SfmaKnob{weight, variance};
      });
    }
  }

  void paperSdss(const EffortLayer& layer, const Histogram2d& neighbours) {
    const double widest = beyond * neighbours.yUpper;
    bisect(layer, KnobKind::Sdss, m_current.of(layer.name), std::max(0.0, neighbours.xLower),
           beyond * neighbours.xUpper, [&](LayerKnobs& knobs, double max) {
             knobs.sdss = SdssKnob{max, widest};
           });
    const LayerKnobs from = m_current.of(layer.name);
    // What passed with any range may pass with a larger maximum and a smaller range.
    const double max = from.sdss ? 2.0 * from.sdss->max : beyond * neighbours.xUpper;
    bisect(layer, KnobKind::Sdss, from, 0.0, widest, [&](LayerKnobs& knobs, double delta) {
      knobs.sdss = SdssKnob{max, delta};
    });
  }

  void paperSpet(const EffortLayer& layer, const Histogram& sums) {
    const LayerKnobs from = m_current.of(layer.name);
    if (!layer.hasTwoSidedSpet()) {
      bisect(layer, KnobKind::Spet, from, 0.0, std::max(0.0, sums.upper),
             [](LayerKnobs& knobs, double low) { knobs.spet = spetBelow(low); });
      return;
    }
    const double middle = 0.5 * (sums.lower + sums.upper);
    bisect(layer, KnobKind::Spet, from, sums.lower, middle,
           [](LayerKnobs& knobs, double low) { knobs.spet = spetBelow(low); });
    const LayerKnobs lowSet = m_current.of(layer.name);
    bisect(layer, KnobKind::Spet, lowSet, -sums.upper, -middle, [](LayerKnobs& knobs, double high) {
      if (!knobs.spet)
        knobs.spet = SpetKnob{};
      knobs.spet->high = -high;
    });
  }

  void gridSfma(const EffortLayer& layer, const Histogram2d& pairs) {
    const LayerKnobs from = m_current.of(layer.name);
    for (const double quiet : gridShares)
      for (const double kernels : gridShares) {
        const double variance = pairs.yGiven(beyond * pairs.xUpper).thresholdTaking(quiet);
        LayerKnobs knobs = from;
        knobs.sfma = SfmaKnob{pairs.xGiven(beyond * pairs.yUpper).thresholdTaking(kernels), variance};
        if (!keepIf(layer, knobs, KnobKind::Sfma))
          break;  // more of the same row is worse
      }
  }

  void gridSdss(const EffortLayer& layer, const Histogram2d& neighbours) {
    const LayerKnobs from = m_current.of(layer.name);
    for (const double low : gridShares)
      for (const double flat : gridShares) {
        const double max = neighbours.xGiven(beyond * neighbours.yUpper).thresholdTaking(low);
        LayerKnobs knobs = from;
        knobs.sdss = SdssKnob{max, neighbours.yGiven(max).thresholdTaking(flat)};
        if (!keepIf(layer, knobs, KnobKind::Sdss))
          break;
      }
  }

  void gridSpet(const EffortLayer& layer, const Histogram& sums) {
    const LayerKnobs from = m_current.of(layer.name);
    for (const double share : gridShares) {
      LayerKnobs knobs = from;
      knobs.spet = spetBelow(sums.thresholdTaking(share));
      if (!keepIf(layer, knobs, KnobKind::Spet))
        break;
    }
  }

  Search& m_search;
  bool m_grid;
  Acceptance m_total;
  KnobSettings m_current;
  double m_cost = 1.0;
  int m_step = 0, m_steps = 0;
};

}  // namespace

void tunePaper(Search& search) {
  LayerwiseSearch(search, false).run();
}

void tuneGrid(Search& search) {
  LayerwiseSearch(search, true).run();
}

}  // namespace effortlab::effort::tuning
