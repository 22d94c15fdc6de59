#pragma once

#include "effort/histograms.h"
#include "effort/knobs.h"
#include "models/layer_table_model.h"

namespace effortlab::app {

/// `knobs` with one knob switched. Switching on takes the numbers it last had in `remembered`; without, SPET starts at
/// the sign (low = 0) and the others where they cut a cautious share of what the histograms show (0 without them).
effort::LayerKnobs withKnobSwitched(effort::LayerKnobs knobs, widgets::Knob knob, bool on,
                                    const effort::LayerKnobs& remembered, const effort::LayerHistograms* histograms);

}  // namespace effortlab::app
