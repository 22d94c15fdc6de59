#pragma once

#include "effort/tuner.h"
#include "models/tradeoff_model.h"

#include <span>
#include <vector>

namespace effortlab::app {

/// Probes as points of the trade-off chart, with the ids firstId, firstId + 1 ... An accepted probe is marked as not
/// monotone when a weaker setting of the same knob of the same layer, which saves less, was rejected on all images.
std::vector<widgets::TradeoffPoint> probePoints(std::span<const effort::TuneProbe> probes, int firstId);

}  // namespace effortlab::app
