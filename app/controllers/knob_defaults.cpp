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
    knob.max = histograms->neighbours->xGiven(everything).thresholdTaking(cautiousShare);
    knob.delta = histograms->neighbours->yGiven(everything).thresholdTaking(cautiousShare);
  }
  return knob;
}

effort::SfmaKnob firstSfma(const effort::LayerHistograms* histograms) {
  effort::SfmaKnob knob;
  if (histograms != nullptr && histograms->mapPairs) {
    knob.weight = histograms->mapPairs->xGiven(everything).thresholdTaking(cautiousShare);
    knob.variance = histograms->mapPairs->yGiven(everything).thresholdTaking(cautiousShare);
  }
  return knob;
}

}  // namespace

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
