#pragma once

#include "fovea/frame_record.h"
#include "fovea/policy_settings.h"

#include <optional>

namespace effortlab::fovea {

/// Side of the montage relative to the detector's input, by the number of objects; nothing: the whole frame is looked
/// at. Source: thesis table 3.1. `settings`: of policy thesis.
std::optional<double> montageScale(std::size_t objects, const PolicySettings& settings);

}  // namespace effortlab::fovea
