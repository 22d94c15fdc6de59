#include "jobs/kernel_plan.h"

#include "effort/scoring.h"
#include "fast/fast_engine.h"
#include "settings/plan_folder.h"

#include <algorithm>

namespace effortlab::app {

namespace {

constexpr std::int64_t batchImages = 16;  ///< effortlab-cli's: both find the same kept plan

}  // namespace

fast::FastPlan kernelPlan(const Workspace& workspace, const RunControl& control) {
  const std::int64_t wanted = effort::imagesPerRun(*workspace.model->graph, batchImages);
  const auto count = static_cast<std::size_t>(std::min(wanted, std::ssize(workspace.images)));
  const auto batch =
      std::make_shared<const Tensor>(workspace.inputs->batch(std::span(workspace.images).first(count), control));
  const auto engine = fast::makeFastEngine(*workspace.model, {.planFolder = planFolder()});
  return engine->plan(batch, control.stop);
}

}  // namespace effortlab::app
