#include "cli/kernel_plan.h"

#include "cli/common_options.h"
#include "cli/model_options.h"
#include "cli/table_output.h"
#include "core/random.h"
#include "data/labelled_set.h"
#include "data/preprocess.h"
#include "fast/fast_engine.h"
#include "fast/fast_planner.h"

#include <algorithm>
#include <numeric>

namespace effortlab::cli {

namespace {

constexpr float halfRange = 127.5F;  ///< of a pixel around a usual mean

/// Pixels of no picture: right for kernels whose time does not depend on the values.
TensorPtr randomBatch(const model::Model& model, std::int64_t images, std::uint64_t seed) {
  auto batch = std::make_shared<Tensor>(model.graph->inputs.front().shape.withBatch(images));
  RandomStream(seed, "plan").fillUniform(batch->values(), halfRange * model.manifest.input.scale);
  return batch;
}

TensorPtr imageBatch(const model::Model& model, const KernelPlanRequest& request, const RunControl& control) {
  const std::shared_ptr<const data::LabelledSet> set = data::openLabelledSet(request.data);
  std::vector<std::int64_t> images(static_cast<std::size_t>(std::min(request.batch, set->size())));
  std::iota(images.begin(), images.end(), std::int64_t{0});
  const data::InputCache inputs(set, model.manifest.input, inputCacheBytes);
  return std::make_shared<Tensor>(inputs.batch(images, control));
}

std::string alternatives(const fast::LayerPlan& layer) {
  constexpr int digits = 3;
  std::string text;
  for (const fast::KernelCost& cost : layer.candidates)
    if (cost.kernel != layer.kernel)
      text += (text.empty() ? "" : ", ") + cost.kernel + " " + fixed(cost.ms, digits);
  return text;
}

}  // namespace

fast::FastPlan kernelPlan(const model::Model& model, const KernelPlanRequest& request, const RunControl& control) {
  const bool real = !request.data.empty();
  const TensorPtr batch = real ? imageBatch(model, request, control) : randomBatch(model, request.batch, request.seed);
  // What random pixels measured must not stand in for real activations later.
  const std::filesystem::path folder = app::planFolder();
  const bool kept = std::filesystem::exists(fast::planFile(folder, model, fast::defaultIsa(), batch->shape()));
  const auto engine = fast::makeFastEngine(model, {.planFolder = real || kept ? folder : std::filesystem::path()});
  return engine->plan(batch, control.stop);
}

std::string planText(const model::Model& model, const fast::FastPlan& plan) {
  constexpr int digits = 3;
  using Align = TextTable::Align;
  TextTable table({{"layer", Align::Left},
                   {"type", Align::Left},
                   {"kernel", Align::Left},
                   {"ms an image"},
                   {"instead, ms", Align::Left}});
  double sum = 0.0;
  for (const model::Node& node : model.graph->nodes) {
    const fast::LayerPlan* layer = plan.find(node.name);
    const std::string type(model::layerTypeName(node.params));
    const bool measured = layer != nullptr && !layer->candidates.empty();
    if (layer == nullptr && !std::holds_alternative<model::ConvolutionParams>(node.params) &&
        !std::holds_alternative<model::FullyConnectedParams>(node.params))
      continue;
    const auto chosen = measured ? std::ranges::find(layer->candidates, layer->kernel, &fast::KernelCost::kernel)
                                 : std::vector<fast::KernelCost>::const_iterator();
    const double ms = measured && chosen != layer->candidates.end() ? chosen->ms : 0.0;
    sum += ms;
    table.addRow({node.name, type, layer == nullptr ? "row-major (eigen)" : layer->kernel,
                  measured ? fixed(ms, digits) : "-", layer == nullptr ? "" : alternatives(*layer)});
  }
  table.addRule();
  table.addRow({"all", "", "", fixed(sum, digits), ""});
  return printable(model.manifest.name) + ", kernels of the engine fast on " + printable(plan.cpu) + " (" +
         std::string(fast::isaName(plan.isa)) + "), one thread; vectors hold " +
         (plan.use == fast::LaneUse::Tiles ? "16 tiles of one image" : "16 images") + "\n\n" + table.toString();
}

}  // namespace effortlab::cli
