#include "effort/knobs.h"

namespace effortlab::effort {

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
