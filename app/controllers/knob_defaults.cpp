#include "controllers/knob_defaults.h"

#include <limits>

namespace effortlab::app {

namespace {

/// Of each of the two quantities that must both be small: about a tenth passes both where they are independent.
constexpr double cautiousShare = 0.3;

constexpr double everything = std::numeric_limits<double>::infinity();

effort::SdssKnob firstSdss(const effort::LayerHistograms* histograms) {
  effort::SdssKnob knob;
  if (histograms != nullptr && histograms->neighbours) {
    knob.max = quantile(histograms->neighbours->xGiven(everything), cautiousShare);
    knob.delta = quantile(histograms->neighbours->yGiven(everything), cautiousShare);
  }
  return knob;
}

effort::SfmaKnob firstSfma(const effort::LayerHistograms* histograms) {
  effort::SfmaKnob knob;
  if (histograms != nullptr && histograms->mapPairs) {
    knob.weight = quantile(histograms->mapPairs->xGiven(everything), cautiousShare);
    knob.variance = quantile(histograms->mapPairs->yGiven(everything), cautiousShare);
  }
  return knob;
}

}  // namespace

double quantile(const effort::Histogram& histogram, double share) {
  const double wanted = share * histogram.total();
  double mass = histogram.below;
  if (histogram.bins.empty() || histogram.total() <= 0.0 || mass >= wanted)
    return histogram.lower;
  const double width = (histogram.upper - histogram.lower) / static_cast<double>(histogram.bins.size());
  for (std::size_t bin = 0; bin < histogram.bins.size(); ++bin) {
    const double inBin = histogram.bins[bin];
    if (inBin > 0.0 && mass + inBin >= wanted)
      return histogram.lower + width * (static_cast<double>(bin) + (wanted - mass) / inBin);
    mass += inBin;
  }
  return histogram.upper;
}

effort::LayerKnobs withKnobSwitched(effort::LayerKnobs knobs, widgets::Knob knob, bool on,
                                    const effort::LayerKnobs& remembered, const effort::LayerHistograms* histograms) {
  switch (knob) {
    case widgets::Knob::Spet:
      knobs.spet.reset();
      if (on)
        knobs.spet = remembered.spet.value_or(effort::SpetKnob{.low = 0.0, .high = std::nullopt});
      break;
    case widgets::Knob::Sdss:
      knobs.sdss.reset();
      if (on)
        knobs.sdss = remembered.sdss ? *remembered.sdss : firstSdss(histograms);
      break;
    case widgets::Knob::Sfma:
      knobs.sfma.reset();
      if (on)
        knobs.sfma = remembered.sfma ? *remembered.sfma : firstSfma(histograms);
      break;
  }
  return knobs;
}

}  // namespace effortlab::app
