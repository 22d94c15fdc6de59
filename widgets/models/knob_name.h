#pragma once

#include "effort/knobs_io.h"

#include <QString>

namespace effortlab::widgets {

/// "SPET", "SDSS", "SFMA": terms of the field, the same in every language.
inline QString knobName(effort::KnobKind knob) {
  const std::string_view key = effort::knobKindName(knob);
  return QString::fromLatin1(key.data(), static_cast<qsizetype>(key.size())).toUpper();
}

}  // namespace effortlab::widgets
