#include "effort_cases.h"

#include "effort/measured_layer.h"
#include "effort/reference_effort.h"
#include "effort/skipped_layer.h"
#include "effort/tap_order.h"

#include <random>

namespace effortlab::tests {

using namespace effort;
using model::ActivationKind;

namespace {

TensorPtr shared(Tensor tensor) {
  return std::make_shared<Tensor>(std::move(tensor));
}

std::string inputOf(const SingleLayer& layer) {
  return layer.reluBefore ? "clamped" : "image";
}

}  // namespace

Tensor randomTensor(const Shape& shape, std::uint32_t seed, float low, float high) {
  std::mt19937 random(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = low + (high - low) * static_cast<float>(random() >> 8) / static_cast<float>(1U << 24);
  return tensor;
}

model::Window2d square(std::int64_t kernel, std::int64_t padding, std::int64_t stride) {
  return {kernel, kernel, stride, stride, padding, padding, padding, padding, 1, 1};
}

std::shared_ptr<const model::Graph> SingleLayer::graph() const {
  model::NamedGraph named;
  named.file = "single";
  named.inputs.push_back({"image", {1, channels, height, width}});
  if (reluBefore)
    named.nodes.push_back({"clamp", model::ActivationParams{model::ActivationKind::Relu}, {"image"}, {"clamped"}, {}});
  const Shape weights = convolution ? Shape{outputs, channels / groups, window.kernelH, window.kernelW}
                                    : Shape{outputs, channels * height * width};
  model::LayerParams params;
  if (convolution)
    params = model::ConvolutionParams{outputs, window, groups};
  else
    params = model::FullyConnectedParams{outputs};
  named.nodes.push_back(
      {"layer",
       params,
       {inputOf(*this)},
       {"sums"},
       {shared(randomTensor(weights, seed, -1.0F, 1.0F)), shared(randomTensor({outputs}, seed + 1, -0.5F, 0.5F))}});
  if (activation)
    named.nodes.push_back({"activation", model::ActivationParams{*activation}, {"sums"}, {"out"}, {}});
  return buildGraph(std::move(named));
}

std::string SingleLayer::describe() const {
  return std::to_string(channels) + "x" + std::to_string(height) + "x" + std::to_string(width) + " -> " +
         std::to_string(outputs) + ", kernel " + std::to_string(window.kernelH) + "x" + std::to_string(window.kernelW) +
         " stride " + std::to_string(window.strideH) + " pad " + std::to_string(window.padTop) + "," +
         std::to_string(window.padRight) + " groups " + std::to_string(groups) + (convolution ? "" : " (fc)");
}

LayerSetup::LayerSetup(const SingleLayer& single)
    : graph(single.graph()), layer(effort::findEffortLayers(*graph).front()) {}

const model::Node& LayerSetup::node() const {
  return graph->nodes[static_cast<std::size_t>(layer.node)];
}

Shape LayerSetup::outputShape(const Tensor& input) const {
  return nn::layerOps(node().params).outputShapes(node(), std::vector<Shape>{input.shape()}).front();
}

LayerOutcome LayerSetup::run(Execution execution, const Tensor& input, const LayerKnobs& knobs, bool parallel) const {
  LayerOutcome outcome{Tensor(outputShape(input)), {}};
  nn::KernelContext context;
  context.parallel = parallel;
  if (execution == Execution::Skip)
    outcome.counts = SkippedLayer(node(), layer, knobs).run(input, outcome.output, context);
  else
    outcome.counts = MeasuredLayer(node(), layer, knobs).run(input, outcome.output, context);
  return outcome;
}

LayerOutcome LayerSetup::reference(const Tensor& input, const LayerKnobs& knobs) const {
  LayerOutcome outcome{Tensor(outputShape(input)), {}};
  outcome.counts = runReferenceEffort(node(), layer, knobs, input, outcome.output);
  return outcome;
}

SpetKnob spet(double low, SpetOrder order, double interval) {
  return {low, std::nullopt, order, interval};
}

std::vector<std::pair<std::string, LayerKnobs>> knobCases(const EffortLayer& layer) {
  std::vector<std::pair<std::string, LayerKnobs>> cases;
  const auto add = [&](const std::string& name, const LayerKnobs& knobs) { cases.emplace_back(name, knobs); };
  std::vector<SpetKnob> spets;
  if (layer.hasSpet())
    for (const SpetOrder order : {SpetOrder::Odd, SpetOrder::Channel, SpetOrder::Magnitude})
      for (const double interval : {0.125, 0.5, 1.0})
        spets.push_back(spet(0.1, order, interval));
  if (layer.hasTwoSidedSpet())
    spets.push_back({-0.3, 0.4, SpetOrder::Odd, 0.5});
  if (layer.hasExactSpet())
    spets.push_back({std::nullopt, std::nullopt, SpetOrder::Exact, 0.5});
  // Thresholds, and sizes of the prediction set, of every output its own.
  if (layer.hasSpet()) {
    for (const SpetOrder order : {SpetOrder::Odd, SpetOrder::Magnitude}) {
      SpetKnob byMap = spet(0.1, order);
      for (std::int64_t m = 0; m < layer.outputs; ++m) {
        byMap.offsets.push_back(0.4 * static_cast<double>(m % 5) - 0.9);
        if (order == SpetOrder::Magnitude)
          byMap.intervals.push_back(0.1 + 0.2 * static_cast<double>(m % 4));
      }
      if (layer.hasTwoSidedSpet())
        byMap.high = 1.3;
      spets.push_back(byMap);
    }
  }
  if (layer.hasSpet()) {
    SpetKnob listed = spet(0.1, SpetOrder::Listed);
    const TapSets sets{layer.taps};
    listed.sets.resize(static_cast<std::size_t>(layer.outputs * sets.rowBytes()));
    for (std::int64_t m = 0; m < layer.outputs; ++m) {
      listed.offsets.push_back(0.3 * static_cast<double>(m % 3) - 0.4);
      for (std::int64_t tap = m % layer.taps; tap < layer.taps; tap += 2 + m % 3)
        sets.add(listed.sets, m, tap);
    }
    spets.push_back(listed);
  }
  for (const SpetKnob& knob : spets)
    add("spet", {knob, {}, {}});
  if (!layer.convolution)
    return cases;
  for (const int period : {2, 3, 5}) {
    const SdssKnob sdss{0.9, 0.6, period, period == 3};
    add("sdss", {{}, sdss, {}});
    for (const SpetKnob& knob : spets)
      add("spet+sdss", {knob, sdss, {}});
  }
  const SfmaKnob sfma{3.0, 0.34};
  add("sfma", {{}, {}, sfma});
  for (const SpetKnob& knob : spets) {
    add("spet+sfma", {knob, {}, sfma});
    add("all", {knob, SdssKnob{0.9, 0.6, 2, true}, sfma});
  }
  add("sdss+sfma", {{}, SdssKnob{0.9, 0.6, 2, false}, sfma});
  return cases;
}

std::vector<SingleLayer> layerCases() {
  std::vector<SingleLayer> cases;
  cases.push_back({});
  cases.push_back({.channels = 5, .height = 9, .width = 8, .outputs = 6, .window = square(3, 1), .reluBefore = true});
  cases.push_back({.channels = 4, .height = 11, .width = 5, .outputs = 3, .window = {5, 3, 2, 1, 2, 1, 1, 0, 1, 1}});
  cases.push_back(
      {.channels = 6, .height = 8, .width = 8, .outputs = 4, .window = square(3, 1), .groups = 2, .reluBefore = true});
  cases.push_back({.channels = 2, .height = 10, .width = 10, .outputs = 3, .window = {3, 3, 1, 1, 2, 2, 2, 2, 2, 2}});
  cases.push_back({.channels = 3,
                   .height = 6,
                   .width = 6,
                   .outputs = 5,
                   .window = square(3, 1),
                   .activation = ActivationKind::Sigmoid});
  cases.push_back(
      {.channels = 3, .height = 6, .width = 6, .outputs = 5, .window = square(1), .activation = ActivationKind::Tanh});
  cases.push_back({.channels = 3, .height = 5, .width = 5, .outputs = 4, .window = square(3, 1), .activation = {}});
  cases.push_back({.channels = 3, .height = 4, .width = 5, .outputs = 70, .convolution = false, .reluBefore = true});
  cases.push_back(
      {.channels = 24, .height = 20, .width = 19, .outputs = 20, .window = square(3, 1), .reluBefore = true});
  cases.push_back({.channels = 2, .height = 7, .width = 77, .outputs = 3, .window = square(3, 1)});
  model::Window2d same{.kernelH = 3, .kernelW = 4, .strideH = 2};
  same.autoPad = model::AutoPad::SameUpper;
  cases.push_back({.channels = 3, .height = 7, .width = 9, .outputs = 4, .window = same, .reluBefore = true});
  return cases;
}

std::shared_ptr<const model::Graph> tinyConvolution(std::span<const float> weights, std::int64_t kernel,
                                                    std::int64_t padding, float bias) {
  model::NamedGraph named;
  named.file = "tiny";
  named.inputs.push_back({"image", {1, 1, 3, 3}});
  named.nodes.push_back({"layer",
                         model::ConvolutionParams{1, square(kernel, padding), 1},
                         {"image"},
                         {"sums"},
                         {shared(Tensor({1, 1, kernel, kernel}, weights)), shared(Tensor({1}, bias))}});
  named.nodes.push_back({"relu", model::ActivationParams{}, {"sums"}, {"out"}, {}});
  return buildGraph(std::move(named));
}

std::shared_ptr<const model::Graph> mixingClassifier(bool mixed, std::int64_t batch) {
  model::NamedGraph named;
  named.file = "mixing";
  named.inputs.push_back({"image", {batch, 1, 8, 8}});
  named.nodes.push_back({"conv",
                         model::ConvolutionParams{4, square(3), 1},
                         {"image"},
                         {"sums"},
                         {shared(randomTensor({4, 1, 3, 3}, 3, -1.0F, 1.0F))}});
  named.nodes.push_back({"relu", model::ActivationParams{}, {"sums"}, {"maps"}, {}});
  named.nodes.push_back({"average",
                         model::PoolParams{.kind = model::PoolKind::Average, .global = true, .window = {}},
                         {"maps"},
                         {"means"},
                         {}});
  named.nodes.push_back({"join", model::FlattenParams{.axis = mixed ? 0 : 1}, {"means"}, {"scores"}, {}});
  return buildGraph(std::move(named));
}

std::shared_ptr<const model::Graph> smallClassifier(std::uint32_t seed) {
  model::NamedGraph named;
  named.file = "small";
  named.inputs.push_back({"image", {1, 1, 8, 8}});
  const auto convolution = [&](const std::string& name, const std::string& in, std::int64_t from, std::int64_t to,
                               std::int64_t kernel) {
    named.nodes.push_back({name,
                           model::ConvolutionParams{to, square(kernel, kernel / 2), 1},
                           {in},
                           {name + "_sums"},
                           {shared(randomTensor({to, from, kernel, kernel}, seed++, -0.5F, 0.5F)),
                            shared(randomTensor({to}, seed++, -0.2F, 0.2F))}});
    named.nodes.push_back({name + "_relu", model::ActivationParams{}, {name + "_sums"}, {name}, {}});
  };
  convolution("conv1", "image", 1, 6, 3);
  model::PoolParams pool;
  pool.window = square(2, 0, 2);
  named.nodes.push_back({"pool", pool, {"conv1"}, {"pooled"}, {}});
  convolution("conv2a", "pooled", 6, 5, 1);
  convolution("conv2b", "pooled", 6, 7, 3);
  named.nodes.push_back({"join", model::ConcatParams{1}, {"conv2a", "conv2b"}, {"joined"}, {}});
  named.nodes.push_back({"classifier",
                         model::FullyConnectedParams{4},
                         {"joined"},
                         {"scores"},
                         {shared(randomTensor({4, 12 * 16}, seed++, -0.3F, 0.3F)), shared(Tensor({4}, 0.0F))}});
  return buildGraph(std::move(named));
}

}  // namespace effortlab::tests
