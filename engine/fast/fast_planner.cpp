#include "fast/fast_planner.h"

#include "core/error.h"
#include "core/file_io.h"
#include "core/machine.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace effortlab::fast {

namespace {

using PlanClock = std::chrono::steady_clock;

/// Rounds of all candidates of a layer: at least three, and no more than the time allowed.
constexpr int minRounds = 3;
constexpr int maxRounds = 15;
constexpr double layerBudgetMs = 25.0;

double elapsedMs(PlanClock::time_point start) {
  return std::chrono::duration<double, std::milli>(PlanClock::now() - start).count();
}

/// Each candidate's best time on the operands of a layer, in turns: what else the machine does only adds to it. All
/// compute the same outputs.
std::vector<double> timeCandidates(const std::vector<std::shared_ptr<const ConvKernel>>& kernels,
                                   const ConvCall& call) {
  std::vector<double> best(kernels.size(), std::numeric_limits<double>::infinity());
  const PlanClock::time_point start = PlanClock::now();
  for (const auto& kernel : kernels)  // warms up caches and scratch
    kernel->run(call);
  for (int round = 0; round < maxRounds && (round < minRounds || elapsedMs(start) < layerBudgetMs); ++round) {
    for (std::size_t i = 0; i < kernels.size(); ++i) {
      const PlanClock::time_point begin = PlanClock::now();
      kernels[i]->run(call);
      best[i] = std::min(best[i], elapsedMs(begin));
    }
  }
  return best;
}

/// Kernels that read the input in place of the one in the program: the halo must be there for all that need one.
std::vector<std::shared_ptr<const ConvKernel>> comparable(const std::vector<std::shared_ptr<const ConvKernel>>& all,
                                                          const ConvKernel& current) {
  std::vector<std::shared_ptr<const ConvKernel>> result;
  for (const auto& kernel : all)
    if (current.needsHalo() || !kernel->needsHalo())
      result.push_back(kernel);
  return result;
}

LayerPlan planLayer(const FastNetwork& network, const LaneStep& step, const ConvCall& call, double images) {
  const auto kernels = comparable(step.candidates, *step.kernel);
  const std::vector<double> ms = timeCandidates(kernels, call);
  LayerPlan plan;
  plan.layer = network.network().graph().nodes[static_cast<std::size_t>(step.node)].name;
  for (std::size_t i = 0; i < kernels.size(); ++i)
    plan.candidates.push_back({std::string(kernels[i]->name()), ms[i] / images});
  std::stable_sort(plan.candidates.begin(), plan.candidates.end(),
                   [](const KernelCost& a, const KernelCost& b) { return a.ms < b.ms; });
  plan.kernel = plan.candidates.front().kernel;
  return plan;
}

TensorPtr firstImages(const Tensor& batch, std::int64_t count) {
  const std::int64_t images = std::min(count, batch.shape()[0]);
  const std::int64_t perImage = batch.size() / batch.shape()[0];
  return std::make_shared<Tensor>(batch.shape().withBatch(images),
                                  batch.values().first(static_cast<std::size_t>(images * perImage)));
}

/// The layers of one use of the lanes, and what an image then costs.
double planUse(const FastNetwork& network, const TensorPtr& unit, FastPlan& plan, std::stop_token stop) {
  FastRun run{.parallel = false, .stop = stop};
  const auto images = static_cast<double>(unit->shape()[0]);
  std::vector<LayerPlan> layers;
  run.onConvolution = [&](const LaneStep& step, const ConvCall& call) {
    layers.push_back(planLayer(network, step, call, images));
  };
  network.run(unit, plan, run);
  plan.layers = std::move(layers);
  run.onConvolution = nullptr;
  network.run(unit, plan, run);
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < minRounds; ++round) {
    const PlanClock::time_point start = PlanClock::now();
    network.run(unit, plan, run);
    best = std::min(best, elapsedMs(start));
  }
  return best / images;
}

}  // namespace

FastPlan measurePlan(const FastNetwork& network, const model::Model& model, const TensorPtr& batch,
                     std::stop_token stop) {
  FastPlan best;
  best.model = model.manifest.name;
  best.modelHash = model.hash;
  best.cpu = thisMachine().cpu;
  best.isa = network.isa();
  if (!network.usable())
    return best;
  double ms = planUse(network, firstImages(*batch, 1), best, stop);
  if (batch->shape()[0] < lanes)
    return best;
  FastPlan images = best;
  images.layers.clear();
  images.use = LaneUse::Images;
  if (planUse(network, firstImages(*batch, lanes), images, stop) < ms)
    best = std::move(images);
  return best;
}

std::filesystem::path planFile(const std::filesystem::path& folder, const model::Model& model, Isa isa,
                               const Shape& batch) {
  std::string key = model.hash + '\n' + thisMachine().cpu + '\n' + std::string(isaName(isa)) + '\n' +
                    batch.withBatch(batch[0] < lanes ? 1 : lanes).toString();
  return folder / (toHex(fnv1a(key.data(), key.size())) + ".plan.json");
}

void checkPlan(const FastPlan& plan, const model::Model& model, Isa isa) {
  if (plan.modelHash != model.hash)
    throw Error(ErrorCode::Mismatch, "the plan was measured for " +
                                         (plan.model.empty() ? "another model" : plan.model) +
                                         " with other weights or layers than " + model.manifest.name +
                                         "; leave it out to measure a new one");
  if (plan.isa != isa)
    throw Error(ErrorCode::Mismatch, "the plan was measured with " + std::string(isaName(plan.isa)) +
                                         " instructions, this run has " + std::string(isaName(isa)) +
                                         "; leave it out, or set EFFORTLAB_ISA=" + std::string(isaName(plan.isa)));
}

}  // namespace effortlab::fast
