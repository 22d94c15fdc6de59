#include "effort/tuner_lab.h"

#include "core/error.h"
#include "core/parallel.h"
#include "effort/histogram_collector.h"
#include "effort/sfma.h"
#include "nn/layer_ops.h"
#include "nn/line_maps.h"
#include "nn/window.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace effortlab::effort::tuning {

namespace {

/// Small sets of large weights save most; the paper's halves predict best.
constexpr double magnitudeIntervals[] = {0.03125, 0.0625, 0.09375, 0.125, 0.1875, 0.25, 0.375};
constexpr double listedIntervals[] = {0.03125, 0.0625, 0.09375, 0.125, 0.1875, 0.25, 0.3125, 0.375, 0.5};
constexpr double paperInterval[] = {0.5};
constexpr double twoSidedIntervals[] = {0.125, 0.25, 0.5};
constexpr double spetSides[] = {0.05, 0.1, 0.2, 0.3, 0.45};         ///< ... at each end of sigmoid and tanh
constexpr double sdssShares[] = {0.15, 0.3, 0.45, 0.6, 0.75, 0.9};  ///< of the neighbourhoods below `max`
constexpr double sdssRanges[] = {0.35, 0.7, 1.0};                   ///< ... and of those, below `delta`
constexpr double sfmaKernels[] = {0.1, 0.25, 0.45, 0.7, 1.0};
constexpr double sfmaMaps[] = {0.1, 0.25, 0.45, 0.7, 1.0};

LayerKnobs spetAlone(SpetKnob knob) {
  LayerKnobs knobs;
  knobs.spet = std::move(knob);
  return knobs;
}

/// The histograms of what the lab's inputs put to the thresholds; exact order is left to the lab itself.
LayerHistograms labHistograms(const LayerLab& lab, const LayerKnobs& knobs, const RunControl& control) {
  EffortLayer layer = lab.layer();
  layer.nonNegativeInputs = false;
  HistogramCollector collector(lab.node(), layer, knobs);
  nn::KernelContext context;
  context.stop = control.stop;
  for (std::size_t batch = 0; batch < lab.inputs().size(); ++batch)
    collector.add(*lab.inputs()[batch], lab.dense(batch).shape(), context);
  return collector.finish();
}

/// The value below which `share` of `sorted` lies; beyond the largest for all of them.
double quantileAbove(const std::vector<float>& sorted, double share) {
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  if (index >= sorted.size())
    return 1.001 * static_cast<double>(sorted.back()) + 1e-9;
  return static_cast<double>(sorted[index]);
}

/// Sum over all values of importance of the map times squared difference; `from` empty: zeros.
double weightedSquares(std::span<const float> values, std::span<const float> from, const std::vector<float>& importance,
                       std::int64_t images) {
  const std::size_t size = values.size() / (importance.size() * static_cast<std::size_t>(images));
  double sum = 0.0;
  for (std::size_t first = 0; first < values.size(); first += size) {
    double squares = 0.0;
    for (std::size_t i = first; i < first + size; ++i) {
      const double difference = static_cast<double>(values[i]) - (from.empty() ? 0.0 : static_cast<double>(from[i]));
      squares += difference * difference;
    }
    sum += static_cast<double>(importance[first / size % importance.size()]) * squares;
  }
  return sum;
}

/// Marks what is the largest of a window of `pool`.
void markLargest(const model::Node& pool, const Tensor& maps, std::vector<std::uint8_t>& marks) {
  const auto& params = std::get<model::PoolParams>(pool.params);
  const std::vector<Shape> shapes{maps.shape()};
  const nn::LayerOps& ops = nn::layerOps(pool.params);
  Tensor largest(ops.outputShapes(pool, shapes).front());
  const Tensor* input = &maps;
  ops.run(pool, std::span(&input, 1), std::span(&largest, 1), {});
  const std::int64_t height = maps.shape()[2], width = maps.shape()[3];
  const nn::WindowAxis rows =
      params.global ? nn::WindowAxis{.size = height, .kernel = height} : nn::verticalAxis(params.window, height);
  const nn::WindowAxis columns =
      params.global ? nn::WindowAxis{.size = width, .kernel = width} : nn::horizontalAxis(params.window, width);
  const float* best = largest.data();
  for (std::int64_t map = 0; map < maps.shape()[0] * maps.shape()[1]; ++map)
    for (std::int64_t i = 0; i < largest.shape()[2]; ++i)
      for (std::int64_t j = 0; j < largest.shape()[3]; ++j, ++best)
        for (std::int64_t r = 0; r < rows.kernel; ++r)
          for (std::int64_t c = 0; c < columns.kernel; ++c) {
            const std::int64_t y = rows.start(i) + r * rows.dilation, x = columns.start(j) + c * columns.dilation;
            if (y < 0 || x < 0 || y >= height || x >= width)
              continue;
            const std::int64_t at = (map * height + y) * width + x;
            if (maps.data()[at] >= *best)
              marks[static_cast<std::size_t>(at)] = 1;
          }
}

}  // namespace

LayerLab::LayerLab(const model::Graph& graph, const EffortLayer& layer, std::vector<TensorPtr> inputs)
    : m_node(graph.nodes[static_cast<std::size_t>(layer.node)]), m_layer(layer), m_inputs(std::move(inputs)) {
  for (const model::Node* last = &m_node;;) {
    const std::vector<int>& consumers = graph.values[static_cast<std::size_t>(last->outputs.front())].consumers;
    if (consumers.size() != 1 || last->outputs.size() != 1)
      break;
    const model::Node& next = graph.nodes[static_cast<std::size_t>(consumers.front())];
    const bool simple = std::holds_alternative<model::ActivationParams>(next.params) ||
                        std::holds_alternative<model::PoolParams>(next.params) ||
                        std::holds_alternative<model::LrnParams>(next.params);
    if (!simple || next.inputs.size() != 1)
      break;
    m_behind.push_back(&next);
    last = &next;
  }
  weighMaps(graph);
  for (std::size_t batch = 0; batch < m_inputs.size(); ++batch) {
    LayerCounts counts;
    m_dense.push_back(run({}, batch, counts, {}));
    m_expected.push_back(handedOn(m_dense.back()));
    m_energy += weightedSquares(m_expected.back().values(), {}, m_importance, m_expected.back().shape()[0]);
  }
  findWhatMatters();
}

void LayerLab::weighMaps(const model::Graph& graph) {
  const auto outputs = static_cast<std::size_t>(m_layer.outputs);
  m_importance.assign(outputs, 1.0F);
  const model::Node* last = m_behind.empty() ? &m_node : m_behind.back();
  const std::vector<int>* consumers = &graph.values[static_cast<std::size_t>(last->outputs.front())].consumers;
  while (consumers->size() == 1) {
    const model::Node& next = graph.nodes[static_cast<std::size_t>(consumers->front())];
    const auto* convolution = std::get_if<model::ConvolutionParams>(&next.params);
    const bool reads = (convolution != nullptr && convolution->groups == 1) ||
                       std::holds_alternative<model::FullyConnectedParams>(next.params);
    if (!reads) {
      if (!std::holds_alternative<model::FlattenParams>(next.params))
        return;
      consumers = &graph.values[static_cast<std::size_t>(next.outputs.front())].consumers;
      continue;
    }
    const Tensor& weights = *next.weights.front();
    const std::int64_t inputs = weights.size() / std::max<std::int64_t>(1, weights.shape()[0]);
    if (inputs % m_layer.outputs != 0)
      return;
    const std::int64_t taps = inputs / m_layer.outputs;
    std::vector<double> energy(outputs, 0.0);
    for (std::int64_t i = 0; i < weights.size(); ++i)
      energy[static_cast<std::size_t>(i % inputs / taps)] +=
          static_cast<double>(weights.data()[i]) * static_cast<double>(weights.data()[i]);
    const double mean = std::accumulate(energy.begin(), energy.end(), 0.0) / static_cast<double>(outputs);
    for (std::size_t m = 0; m < outputs && mean > 0.0; ++m)
      m_importance[m] = static_cast<float>(energy[m] / mean);
    return;
  }
}

void LayerLab::findWhatMatters() {
  const model::Node* pool = nullptr;
  for (const model::Node* node : m_behind)
    if (const auto* params = std::get_if<model::PoolParams>(&node->params)) {
      pool = params->kind == model::PoolKind::Max ? node : nullptr;
      break;
    }
  for (const Tensor& dense : m_dense) {
    const bool pooled = pool != nullptr && dense.shape().rank() == 4;
    m_matters.emplace_back(static_cast<std::size_t>(dense.size()), pooled ? std::uint8_t{0} : std::uint8_t{1});
    if (pooled)
      markLargest(*pool, dense, m_matters.back());
  }
}

Tensor LayerLab::handedOn(Tensor output) const {
  nn::KernelContext context;
  context.parallel = false;
  for (const model::Node* node : m_behind) {
    const nn::LayerOps& ops = nn::layerOps(node->params);
    const std::vector<Shape> shapes{output.shape()};
    Tensor next(ops.outputShapes(*node, shapes).front());
    const Tensor* input = &output;
    ops.run(*node, std::span(&input, 1), std::span(&next, 1), context);
    output = std::move(next);
  }
  return output;
}

Tensor LayerLab::run(const LayerKnobs& knobs, std::size_t batch, LayerCounts& counts, std::stop_token stop) const {
  nn::KernelContext context;
  context.parallel = false;
  context.stop = std::move(stop);
  const std::vector<Shape> shapes{m_inputs[batch]->shape()};
  Tensor output(nn::layerOps(m_node.params).outputShapes(m_node, shapes).front());
  for (const LayerCounts& image :
       makeKnobLayer(Execution::Measure, m_node, m_layer, knobs)->run(*m_inputs[batch], output, context))
    counts += image;
  return output;
}

std::vector<LayerOption> LayerLab::measure(std::span<const LayerKnobs> settings, const RunControl& control) const {
  std::vector<LayerOption> options(settings.size());
  parallelFor(std::ssize(settings), true, [&](std::int64_t i) {
    LayerOption& option = options[static_cast<std::size_t>(i)];
    option.knobs = settings[static_cast<std::size_t>(i)];
    LayerCounts counts;
    double squares = 0.0;
    for (std::size_t batch = 0; batch < m_inputs.size(); ++batch) {
      control.throwIfStopped();
      const Tensor output = handedOn(run(option.knobs, batch, counts, control.stop));
      control.throwIfStopped();
      squares += weightedSquares(output.values(), m_expected[batch].values(), m_importance, output.shape()[0]);
    }
    option.cost = 1.0 / opsRatio(counts);
    option.error = m_energy > 0.0 ? squares / m_energy : squares;
  });
  return options;
}

std::vector<SpetKnob> spetGrid(const LayerLab& lab, const TapRanking& ranking, const RunControl& control) {
  std::vector<SpetKnob> grid;
  const auto add = [&](const std::vector<SpetKnob>& knobs) { grid.insert(grid.end(), knobs.begin(), knobs.end()); };
  if (!lab.layer().hasSpet())
    return grid;
  if (lab.layer().hasExactSpet())
    grid.push_back({std::nullopt, std::nullopt, SpetOrder::Exact, 0.5});
  if (!lab.layer().hasTwoSidedSpet()) {
    if (!ranking.empty()) {  // better than any rule on the weights, at every error
      add(spetByMap(lab, SpetOrder::Listed, listedIntervals, control, ranking));
      return grid;
    }
    add(spetByMap(lab, SpetOrder::Magnitude, magnitudeIntervals, control));
    add(spetByMap(lab, SpetOrder::Odd, paperInterval, control));
    return grid;
  }
  for (const double interval : twoSidedIntervals) {
    const SpetKnob knob{std::nullopt, std::nullopt, SpetOrder::Magnitude, interval};
    const LayerHistograms histograms = labHistograms(lab, spetAlone(knob), control);
    if (!histograms.partialSums)
      continue;
    for (const double low : spetSides)
      for (const double high : spetSides)
        grid.push_back({histograms.partialSums->thresholdTaking(low),
                        histograms.partialSums->thresholdTaking(1.0 - high), SpetOrder::Magnitude, interval});
  }
  return grid;
}

std::vector<SdssKnob> sdssGrid(const LayerLab& lab, const RunControl& control) {
  std::vector<SdssKnob> grid;
  if (!lab.layer().hasSdss())
    return grid;
  const LayerHistograms histograms = labHistograms(lab, {}, control);
  if (!histograms.neighbours)
    return grid;
  // Behind a ReLU no range exceeds the maximum.
  const auto widest = [&](double max) {
    return lab.layer().activation == model::ActivationKind::Relu ? max : histograms.neighbours->yUpper;
  };
  const Histogram maxima = histograms.neighbours->xGiven(histograms.neighbours->yUpper);
  for (const double share : sdssShares) {
    const double max = maxima.thresholdTaking(share);
    const Histogram ranges = histograms.neighbours->yGiven(max);
    for (const double part : sdssRanges)
      grid.push_back({max, part < 1.0 ? ranges.thresholdTaking(part) : widest(max), 2, true});
  }
  return grid;
}

std::vector<SfmaKnob> sfmaGrid(const LayerLab& lab) {
  std::vector<SfmaKnob> grid;
  if (!lab.layer().hasSfma())
    return grid;
  const Tensor& weights = *lab.node().weights.front();
  const std::int64_t maps = weights.shape()[1];
  std::vector<float> magnitudes =
      kernelMagnitudes({weights.data(), lab.layer().outputs, maps, lab.layer().taps / maps});
  std::sort(magnitudes.begin(), magnitudes.end());
  std::vector<float> variances;
  for (const TensorPtr& input : lab.inputs()) {
    const Shape shape = nn::asMaps(input->shape());
    const auto size = static_cast<std::size_t>(shape[2] * shape[3]);
    for (std::int64_t map = 0; map < shape[0] * shape[1]; ++map)
      variances.push_back(mapStatistics(input->values().subspan(static_cast<std::size_t>(map) * size, size)).variance);
  }
  std::sort(variances.begin(), variances.end());
  // Kernels of zeros cost nothing to leave out, whatever the map.
  const auto positive = std::upper_bound(magnitudes.begin(), magnitudes.end(), 0.0F);
  if (positive != magnitudes.begin() && positive != magnitudes.end())
    grid.push_back({0.5 * static_cast<double>(*positive), quantileAbove(variances, 1.0)});
  for (const double kernels : sfmaKernels)
    for (const double quiet : sfmaMaps)
      if (kernels < 1.0 || quiet < 1.0)
        grid.push_back({quantileAbove(magnitudes, kernels), quantileAbove(variances, quiet)});
  std::erase_if(grid, [](const SfmaKnob& knob) { return !(knob.weight > 0.0) || !(knob.variance > 0.0); });
  return grid;
}

}  // namespace effortlab::effort::tuning
