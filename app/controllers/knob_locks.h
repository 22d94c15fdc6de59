#pragma once

#include "effort/effort_layer.h"
#include "effort/tuner.h"

#include <optional>
#include <set>
#include <span>

namespace effortlab::app {

/// Knobs that tuning leaves as they are.
using KnobLocks = std::set<effort::KnobPlace>;

/// Every knob that the layers have.
KnobLocks everyPlace(std::span<const effort::EffortLayer> layers);

/// One knob of the layer, or all it has. Empty where it has not.
KnobLocks placesOf(const effort::EffortLayer& layer, std::optional<effort::KnobKind> knob);

/// All but `places`.
KnobLocks otherPlaces(const KnobLocks& places, std::span<const effort::EffortLayer> layers);

/// `settings` without the knobs that are not locked.
effort::KnobSettings keptBy(const KnobLocks& locks, const effort::KnobSettings& settings);

}  // namespace effortlab::app
