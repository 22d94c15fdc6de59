#pragma once

#include "effort/knobs.h"

#include <QString>

#include <vector>

namespace effortlab::app {

/// One knob of one layer that differs between two settings, in the user's language.
struct KnobDifference {
  QString layer;  ///< empty: the whole network
  QString knob;
  QString first;
  QString second;
  bool operator==(const KnobDifference&) const = default;
};

/// By layer, in the order of `layers`; the gate first.
std::vector<KnobDifference> settingsDifference(const effort::KnobSettings& first, const effort::KnobSettings& second,
                                               const std::vector<std::string>& layers);

}  // namespace effortlab::app
