#pragma once

#include "core/run_control.h"
#include "fast/fast_plan.h"
#include "model/manifest.h"

#include <cstdint>
#include <string>

namespace effortlab::cli {

struct KernelPlanRequest {
  std::string data;  ///< images to measure on; empty: random pixels, and the plan is not kept
  std::int64_t batch = fast::lanes;
  std::uint64_t seed = 1;
};

/// The plan of the engine fast: one kept from an earlier run on such batches, else measured now.
/// Errors: those of the data and of the network.
fast::FastPlan kernelPlan(const model::Model& model, const KernelPlanRequest& request, const RunControl& control);

/// A table of layers, kernels and what the alternatives cost.
std::string planText(const model::Model& model, const fast::FastPlan& plan);

}  // namespace effortlab::cli
