#pragma once

#include "core/run_control.h"
#include "fast/fast_plan.h"
#include "jobs/model_loader.h"

namespace effortlab::app {

/// The plan of the engine `fast` for the network: the one kept in planFolder(), else measured on the first images and
/// kept there, as `effortlab-cli evaluate` does. Errors: of the engine and of the data; Error{Cancelled}.
fast::FastPlan kernelPlan(const Workspace& workspace, const RunControl& control);

}  // namespace effortlab::app
