#pragma once

#include "effort/tuner_menu.h"
#include "fast/calibration.h"

#include <optional>
#include <vector>

namespace effortlab::effort::tuning {

/// Makes time what menus and search weigh: ms of each layer under each option in the execution `skip`, measured on a
/// batch; an option that takes longer than the dense layer is none. Errors: Error{Cancelled}.
void timeMenus(Search& search, std::vector<LayerMenu>& menus);

/// Dense time over that under `settings` in the execution `skip`: medians of interleaved rounds on tuning images.
/// `macs`: of one dense image. Errors: Error{Cancelled}.
double measuredTimeRatio(const TunePlan& plan, const KnobSettings& settings,
                         const std::shared_ptr<const fast::Calibration>& calibration, std::int64_t macs,
                         const RunControl& control);

}  // namespace effortlab::effort::tuning
