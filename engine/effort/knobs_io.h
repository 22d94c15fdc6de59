#pragma once

#include "effort/effort_layer.h"
#include "effort/knobs.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace effortlab::effort {

/// `*.knobs.json`, schema "effortlab-knobs/1".
std::string knobsToJson(const KnobSettings& settings);
/// Errors: Error{WrongFormat, InvalidArgument}, naming `file` and the field.
KnobSettings knobsFromJson(const std::string& text, const std::string& file);

KnobSettings readKnobs(const std::filesystem::path& file);
void writeKnobs(const std::filesystem::path& file, const KnobSettings& settings);

/// Checks that every layer exists, and that it has the knobs set on it.
/// Errors: Error{Mismatch} naming layer and knob, Error{InvalidArgument} for values out of range.
void checkKnobs(const KnobSettings& settings, std::span<const EffortLayer> layers);

/// Takes out every layer that checkKnobs() would refuse. Returns why, one line a layer.
std::vector<std::string> dropUnknownKnobs(KnobSettings& settings, std::span<const EffortLayer> layers);

/// "spet", "sdss", "sfma": as the file has them.
std::string_view knobKindName(KnobKind knob) noexcept;
std::string_view spetOrderName(SpetOrder order);
/// Errors: Error{InvalidArgument}.
SpetOrder spetOrderFromName(std::string_view name);

}  // namespace effortlab::effort
