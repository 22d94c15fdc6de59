#include "controllers/knob_locks.h"

#include <algorithm>
#include <iterator>

namespace effortlab::app {

KnobLocks placesOf(const effort::EffortLayer& layer, std::optional<effort::KnobKind> knob) {
  KnobLocks places;
  for (const effort::KnobKind kind : effort::knobKinds)
    if (layer.has(kind) && (!knob || *knob == kind))
      places.insert({layer.name, kind});
  return places;
}

KnobLocks everyPlace(std::span<const effort::EffortLayer> layers) {
  KnobLocks places;
  for (const effort::EffortLayer& layer : layers)
    places.merge(placesOf(layer, std::nullopt));
  return places;
}

KnobLocks otherPlaces(const KnobLocks& places, std::span<const effort::EffortLayer> layers) {
  const KnobLocks all = everyPlace(layers);
  KnobLocks others;
  std::set_difference(all.begin(), all.end(), places.begin(), places.end(), std::inserter(others, others.end()));
  return others;
}

effort::KnobSettings keptBy(const KnobLocks& locks, const effort::KnobSettings& settings) {
  effort::KnobSettings kept;
  kept.model = settings.model;
  for (const effort::KnobPlace& place : locks)
    kept.set(place.layer, effort::withKnob(kept.of(place.layer), settings.of(place.layer), place.knob));
  return kept;
}

}  // namespace effortlab::app
