#include "effort/knobs.h"

namespace effortlab::effort {

bool LayerKnobs::has(KnobKind kind) const noexcept {
  switch (kind) {
    case KnobKind::Spet: return spet.has_value();
    case KnobKind::Sdss: return sdss.has_value();
    case KnobKind::Sfma: break;
  }
  return sfma.has_value();
}

LayerKnobs withKnob(LayerKnobs to, const LayerKnobs& from, KnobKind kind) {
  switch (kind) {
    case KnobKind::Spet: to.spet = from.spet; break;
    case KnobKind::Sdss: to.sdss = from.sdss; break;
    case KnobKind::Sfma: to.sfma = from.sfma; break;
  }
  return to;
}

LayerKnobs onlyKnob(const LayerKnobs& knobs, KnobKind kind) {
  return withKnob({}, knobs, kind);
}

LayerKnobs KnobSettings::of(const std::string& layer) const {
  const auto found = layers.find(layer);
  return found == layers.end() ? LayerKnobs{} : found->second;
}

void KnobSettings::set(const std::string& layer, const LayerKnobs& knobs) {
  if (knobs.off())
    layers.erase(layer);
  else
    layers[layer] = knobs;
}

}  // namespace effortlab::effort
