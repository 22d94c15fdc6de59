#include "effort/histogram_collector.h"

#include "core/error.h"
#include "effort/measured_layer.h"
#include "effort/sdss.h"
#include "effort/sfma.h"
#include "effort/tap_order.h"
#include "nn/line_maps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr int bins1d = 256;
constexpr int bins2d = 160;
constexpr std::size_t maxPartialSums = std::size_t{4} << 20;
constexpr std::size_t partialSumsPerBatch = std::size_t{1} << 18;
constexpr std::size_t maxNeighbours = std::size_t{1} << 20;
constexpr std::int64_t exactImages = 4;  ///< exact order walks its tails tap by tap: a few images tell enough

struct Range {
  double lower = 0.0;
  double upper = 1.0;
};

/// A range with a little air above its maximum, so that a threshold there takes everything.
Range withAir(double lower, double upper) {
  const double width = std::max(upper - lower, 1e-6);
  return {lower, upper + width * 1e-3};
}

int binOf(double x, double lower, double upper, int bins) {
  return std::clamp(static_cast<int>((x - lower) / (upper - lower) * bins), 0, bins - 1);
}

Histogram histogramOf(std::span<const float> values) {
  Histogram histogram;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const Range range = values.empty() ? Range{} : withAir(std::min(*low, 0.0F), std::max(*high, 0.0F));
  histogram.lower = range.lower;
  histogram.upper = range.upper;
  histogram.bins.assign(bins1d, 0.0);
  for (const float value : values)
    histogram.bins[static_cast<std::size_t>(binOf(value, range.lower, range.upper, bins1d))] += 1.0;
  return histogram;
}

Histogram2d emptyHistogram(Range x, Range y) {
  return {x.lower,
          x.upper,
          y.lower,
          y.upper,
          bins2d,
          bins2d,
          std::vector<double>(static_cast<std::size_t>(bins2d) * bins2d, 0.0)};
}

void addTo(Histogram2d& histogram, double x, double y, double weight) {
  const int column = binOf(x, histogram.xLower, histogram.xUpper, histogram.xBins);
  const int row = binOf(y, histogram.yLower, histogram.yUpper, histogram.yBins);
  histogram.bins[static_cast<std::size_t>(row * histogram.xBins + column)] += weight;
}

/// Where the axis of every second value, from `first` on, should end: the largest hundredth would press the rest into a
/// few bins, and goes into the last one. Where nearly all values are `lowest`, at the largest.
float upperEnd(std::span<const float> pairs, std::size_t first, float lowest) {
  constexpr std::size_t enough = std::size_t{1} << 16;
  constexpr std::size_t hundredth = 100;
  const std::size_t step = 2 * std::max<std::size_t>(1, pairs.size() / 2 / enough);
  std::vector<float> values;
  for (std::size_t i = first; i < pairs.size(); i += step)
    values.push_back(pairs[i]);
  const auto end = values.end() - 1 - static_cast<std::ptrdiff_t>(values.size() / hundredth);
  std::nth_element(values.begin(), end, values.end());
  if (*end > lowest)
    return *end;
  float largest = lowest;
  for (std::size_t i = first; i < pairs.size(); i += 2)
    largest = std::max(largest, pairs[i]);
  return largest;
}

/// `pairs`: maximum and range of each neighbourhood.
Histogram2d neighbourHistogram(std::span<const float> pairs, std::span<const float> weights) {
  float lowest = 0.0F;
  for (std::size_t i = 0; i < pairs.size(); i += 2)
    lowest = std::min(lowest, pairs[i]);
  Histogram2d histogram =
      emptyHistogram(withAir(lowest, upperEnd(pairs, 0, lowest)), withAir(0.0, upperEnd(pairs, 1, 0.0F)));
  // Neighbourhoods that ReLU left all zero are many, and no bin could tell them from small values.
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (pairs[2 * i] == lowest && pairs[2 * i + 1] == 0.0F)
      histogram.atOrigin += weights[i];
    else
      addTo(histogram, pairs[2 * i], pairs[2 * i + 1], weights[i]);
  return histogram;
}

/// The layer's bare sums: no activation, no knob of another kind.
EffortLayer withoutActivation(EffortLayer layer) {
  layer.activation.reset();
  layer.activationNode = -1;
  return layer;
}

TapMatrix matrixOf(const model::Node& node, const EffortLayer& layer) {
  const Tensor& weights = *node.weights.front();
  const std::int64_t maps = weights.shape()[1];
  return {weights.data(), layer.outputs, maps, layer.taps / maps};
}

}  // namespace

HistogramCollector::HistogramCollector(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs)
    : m_node(node), m_layer(layer), m_spet(knobs.spet.value_or(SpetKnob{})) {
  if (m_spet.order == SpetOrder::Exact)
    m_spet.order = SpetOrder::Odd;
  if (knobs.sdss)
    m_period = knobs.sdss->samplingPeriod;
  if (layer.hasSfma())
    m_magnitudes = kernelMagnitudes(matrixOf(node, layer));
}

void HistogramCollector::add(const Tensor& input, const Shape& outputShape, const nn::KernelContext& context) {
  const auto throwIfStopped = [&] {
    if (context.stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
  };
  if (m_layer.hasSpet())
    addPartialSums(input, outputShape, context);
  throwIfStopped();
  if (m_layer.hasSdss()) {
    Tensor output(outputShape);
    MeasuredLayer(m_node, m_layer, {}).run(input, output, context);
    throwIfStopped();
    addNeighbours(output);
  }
  if (m_layer.hasSfma())
    addMaps(input);
  if (m_layer.hasExactSpet() && m_images < exactImages)
    addExact(input, outputShape, context);
  throwIfStopped();
  m_images += input.shape()[0];
}

Tensor predictionSums(const model::Node& layerNode, const EffortLayer& layer, const SpetKnob& knob, const Tensor& input,
                      const Shape& outputShape, const nn::KernelContext& context) {
  // The prediction set's sums are the layer's own with all other weights zero.
  const Tensor& weights = *layerNode.weights.front();
  const TapMatrix matrix = matrixOf(layerNode, layer);
  std::vector<std::uint8_t> mask;
  if (knob.order == SpetOrder::Magnitude || knob.order == SpetOrder::Listed) {
    mask = predictionMask(knob, matrix);
  } else {
    const std::vector<std::int32_t> order = sharedTapOrder(knob.order, matrix.maps, matrix.tapsPerMap);
    const std::int64_t predicted = predictionTaps(layer.taps, knob.interval);
    std::vector<std::uint8_t> row(static_cast<std::size_t>(layer.taps), 0);
    for (std::int64_t i = 0; i < predicted; ++i)
      row[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = 1;
    for (std::int64_t m = 0; m < layer.outputs; ++m)
      mask.insert(mask.end(), row.begin(), row.end());
  }
  auto masked = std::make_shared<Tensor>(weights.shape(), weights.values());
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i] == 0)
      masked->data()[i] = 0.0F;
  model::Node node = layerNode;
  node.weights.front() = masked;
  Tensor sums(outputShape);
  MeasuredLayer(node, withoutActivation(layer), {}).run(input, sums, context);
  return sums;
}

void HistogramCollector::addPartialSums(const Tensor& input, const Shape& outputShape,
                                        const nn::KernelContext& context) {
  const Tensor sums = predictionSums(m_node, m_layer, m_spet, input, outputShape, context);
  // Thinned evenly; an odd step does not keep to one column of the map.
  const auto values = sums.values();
  const std::size_t step = (values.size() / partialSumsPerBatch) | 1;
  const auto outputs = static_cast<std::size_t>(m_layer.outputs);
  const auto size = static_cast<std::size_t>(sums.size() / std::max<std::int64_t>(1, outputShape[0] * m_layer.outputs));
  for (std::size_t i = 0; i < values.size() && m_partialSums.size() < maxPartialSums; i += step)
    m_partialSums.push_back(values[i] - thresholdOf(m_spet, 0.0, static_cast<std::int64_t>(i / size % outputs)));
}

void HistogramCollector::addNeighbours(const Tensor& output) {
  const Shape shape = nn::asMaps(output.shape());
  const std::int64_t height = shape[2];
  const std::int64_t width = shape[3];
  const std::int64_t sampled = sampledNeurons(height, width, m_period);
  for (std::int64_t map = 0; map < shape[0] * shape[1]; ++map) {
    m_neurons += height * width;
    m_candidates += height * width - sampled;
    if (m_neighbourWeight.size() > maxNeighbours)
      continue;
    const float* values = output.data() + map * height * width;
    visitNeighbours({values, height, width, m_period}, [&](const NeighbourRow& row) {
      const auto take = [&](const NeighbourRow::Cells& cells, std::int64_t first, std::int64_t last) {
        for (std::int64_t j = 0; j < row.columns; ++j) {
          const std::int64_t begin = j * m_period + first;
          const std::int64_t end = std::min(width, j * m_period + last + 1);
          if (begin >= end)
            continue;
          const auto cell = static_cast<std::size_t>(j);
          m_neighbours.push_back(cells.maximum[cell]);
          m_neighbours.push_back(cells.maximum[cell] - cells.minimum[cell]);
          m_neighbourWeight.push_back(static_cast<float>(end - begin));
        }
      };
      if (!row.rowIsSampled)
        take(row.onGrid, 0, 0);
      take(row.between, 1, m_period - 1);
    });
  }
}

void HistogramCollector::addMaps(const Tensor& input) {
  const Shape shape = nn::asMaps(input.shape());
  const auto mapSize = static_cast<std::size_t>(shape[2] * shape[3]);
  for (std::int64_t map = 0; map < shape[0] * shape[1]; ++map)
    m_variances.push_back(
        mapStatistics(input.values().subspan(static_cast<std::size_t>(map) * mapSize, mapSize)).variance);
}

void HistogramCollector::addExact(const Tensor& input, const Shape& outputShape, const nn::KernelContext& context) {
  Tensor output(outputShape);
  LayerKnobs knobs;
  knobs.spet = SpetKnob{std::nullopt, std::nullopt, SpetOrder::Exact, 0.5};
  for (const LayerCounts& image : MeasuredLayer(m_node, m_layer, knobs).run(input, output, context)) {
    m_exactDense += image.macsDense;
    m_exactSaved += image.savedSpet;
  }
}

LayerHistograms HistogramCollector::finish() const {
  LayerHistograms result;
  result.node = m_layer.node;
  result.images = m_images;
  result.spetOrder = m_spet.order;
  result.spetInterval = m_spet.interval;
  result.samplingPeriod = m_period;
  const std::vector<std::int64_t> sets = predictionSets(m_spet, m_layer.taps, m_layer.outputs);
  result.spetSavedFraction = 1.0 - static_cast<double>(std::accumulate(sets.begin(), sets.end(), std::int64_t{0})) /
                                       static_cast<double>(std::max<std::int64_t>(1, m_layer.taps * m_layer.outputs));
  if (m_exactDense > 0)
    result.exactSpetSaving = static_cast<double>(m_exactSaved) / static_cast<double>(m_exactDense);
  if (m_layer.hasSpet())
    result.partialSums = histogramOf(m_partialSums);
  if (m_neurons > 0)
    result.sdssCandidateFraction = static_cast<double>(m_candidates) / static_cast<double>(m_neurons);
  if (m_layer.hasSdss() && !m_neighbourWeight.empty())
    result.neighbours = neighbourHistogram(m_neighbours, m_neighbourWeight);
  if (m_layer.hasSfma() && !m_variances.empty()) {
    const std::size_t groupMaps = m_magnitudes.size() / static_cast<std::size_t>(m_layer.outputs);
    const std::size_t maps = m_variances.size() / static_cast<std::size_t>(std::max<std::int64_t>(1, m_images));
    const std::size_t groupOutputs =
        static_cast<std::size_t>(m_layer.outputs) / std::max<std::size_t>(1, maps / groupMaps);
    Histogram2d histogram = emptyHistogram(withAir(0.0, *std::max_element(m_magnitudes.begin(), m_magnitudes.end())),
                                           withAir(0.0, *std::max_element(m_variances.begin(), m_variances.end())));
    // Variances of one map over all images share a row of weights: bin them first, then cross with the kernels.
    for (std::size_t n = 0; n < maps; ++n) {
      std::vector<double> rows(static_cast<std::size_t>(bins2d), 0.0);
      for (std::size_t image = 0; image < static_cast<std::size_t>(m_images); ++image)
        rows[static_cast<std::size_t>(
            binOf(m_variances[image * maps + n], histogram.yLower, histogram.yUpper, bins2d))] += 1.0;
      const std::size_t firstOutput = n / groupMaps * groupOutputs;
      for (std::size_t m = firstOutput; m < firstOutput + groupOutputs; ++m) {
        const int column =
            binOf(m_magnitudes[m * groupMaps + n % groupMaps], histogram.xLower, histogram.xUpper, bins2d);
        for (int row = 0; row < bins2d; ++row)
          histogram.bins[static_cast<std::size_t>(row * bins2d + column)] += rows[static_cast<std::size_t>(row)];
      }
    }
    result.mapPairs = std::move(histogram);
  }
  return result;
}

}  // namespace effortlab::effort
