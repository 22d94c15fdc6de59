#include "fast/calibration.h"

#include "core/error.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace effortlab::fast {

namespace {

/// Counts of numbers between -range and range, which doubles as larger ones come. Zeros, which every step meets
/// exactly, are not counted.
class RangeHistogram {
public:
  /// One image's numbers: all of them for the range, of many every so many-th for the counts.
  void add(std::span<const float> numbers) {
    std::uint32_t unusable = 0;
    for (const float x : numbers) {
      unusable |= (std::bit_cast<std::uint32_t>(x) & exponentBits) == exponentBits ? 1U : 0U;
      m_low = x < m_low ? x : m_low;
      m_high = x > m_high ? x : m_high;
    }
    if (unusable != 0)
      throw Error(ErrorCode::NotFinite, "a value of the network is not finite on the tuning images");
    while (std::max(-m_low, m_high) >= m_range)
      widen();
    const float bins = static_cast<float>(binCount / 2) / m_range;
    // Odd, so that it does not keep to some columns of a map.
    const std::size_t step = numbers.size() / counted | 1U;
    for (std::size_t i = 0; i < numbers.size(); i += step)
      if (const float x = numbers[i]; x != 0.0F)
        ++m_counts[static_cast<std::size_t>(std::min((x + m_range) * bins, static_cast<float>(binCount - 1)))];
  }

  Quantization chosen(const CalibrationOptions& options) const {
    switch (options.rule) {
      case RangeRule::MinMax: break;
      case RangeRule::Percentile: return percentile(options.tail);
      case RangeRule::SquaredError: return smallestError();
    }
    return quantizationFor(m_low, m_high);
  }

private:
  static constexpr std::size_t binCount = 8192;
  /// About as many numbers of an image's value are counted.
  static constexpr std::size_t counted = 32768;
  static constexpr std::uint32_t exponentBits = 0x7F800000U;  ///< all set: infinite or no number
  /// Ranges tried: this share of the largest number and steps up to 1.
  static constexpr double smallestShare = 0.1;
  static constexpr int shares = 91;

  double centre(std::size_t bin) const {
    return (static_cast<double>(bin) + 0.5 - static_cast<double>(binCount / 2)) * 2.0 * static_cast<double>(m_range) /
           static_cast<double>(binCount);
  }

  void widen() {
    m_range *= 2.0F;
    std::vector<std::int64_t> wide(binCount, 0);
    for (std::size_t i = 0; i < binCount; ++i)
      wide[binCount / 4 + i / 2] += m_counts[i];
    m_counts = std::move(wide);
  }

  Quantization percentile(double tail) const {
    const auto total = static_cast<double>(std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t{0}));
    const auto end = [&](auto begin, auto last) {
      double seen = 0.0;
      while (begin != last && (seen += static_cast<double>(*begin)) <= tail * total)
        ++begin;
      return begin;
    };
    const auto first = static_cast<std::size_t>(end(m_counts.begin(), m_counts.end()) - m_counts.begin());
    const auto last = static_cast<std::size_t>(m_counts.rend() - end(m_counts.rbegin(), m_counts.rend()));
    if (first >= last)
      return quantizationFor(m_low, m_high);
    return quantizationFor(std::max(m_low, static_cast<float>(centre(first))),
                           std::min(m_high, static_cast<float>(centre(last - 1))));
  }

  /// What clipping the numbers beyond `end` (of one sign) to it costs, for each share of the largest.
  std::vector<double> clippingErrors(double largest) const {
    std::vector<double> errors;
    for (int i = 0; i < shares; ++i) {
      const double end = shareOf(i) * largest;
      double error = 0.0;
      for (std::size_t bin = 0; bin < binCount; ++bin)
        if (const double x = centre(bin); m_counts[bin] > 0 && (largest > 0.0 ? x > end : x < end))
          error += static_cast<double>(m_counts[bin]) * (x - end) * (x - end);
      errors.push_back(error);
    }
    return errors;
  }

  static double shareOf(int i) { return smallestShare + (1.0 - smallestShare) * i / (shares - 1); }

  Quantization smallestError() const {
    const auto total = static_cast<double>(std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t{0}));
    const auto low = static_cast<double>(m_low), high = static_cast<double>(m_high);
    const std::vector<double> below = clippingErrors(low), above = clippingErrors(high);
    double best = std::numeric_limits<double>::infinity();
    double bestLow = low, bestHigh = high;
    constexpr double stepError = 1.0 / 12.0;
    constexpr double steps = 255.0;
    for (int l = low < 0.0 ? 0 : shares - 1; l < shares; ++l)
      for (int h = high > 0.0 ? 0 : shares - 1; h < shares; ++h) {
        const double step = (shareOf(h) * high - shareOf(l) * low) / steps;
        const double error = stepError * step * step * total + (low < 0.0 ? below[static_cast<std::size_t>(l)] : 0.0) +
                             (high > 0.0 ? above[static_cast<std::size_t>(h)] : 0.0);
        if (error < best) {
          best = error;
          bestLow = shareOf(l) * low;
          bestHigh = shareOf(h) * high;
        }
      }
    return quantizationFor(static_cast<float>(bestLow), static_cast<float>(bestHigh));
  }

  std::vector<std::int64_t> m_counts = std::vector<std::int64_t>(binCount, 0);
  float m_range = 0x1p-20F;
  float m_low = 0.0F, m_high = 0.0F;
};

/// Which values share a step: sets joined step by step, each named by its smallest number.
class SharedSteps {
public:
  explicit SharedSteps(const model::Graph& graph) : m_set(graph.values.size()) {
    std::iota(m_set.begin(), m_set.end(), std::size_t{0});
    for (const model::Node& node : graph.nodes)
      if (keepsNumbers(node.params))
        for (const int input : node.inputs)
          join(static_cast<std::size_t>(input), static_cast<std::size_t>(node.outputs[0]));
  }

  std::size_t setOf(std::size_t value) const {
    while (m_set[value] != value)
      value = m_set[value];
    return value;
  }

private:
  static bool keepsNumbers(const model::LayerParams& params) {
    if (const auto* pool = std::get_if<model::PoolParams>(&params))
      return pool->kind == model::PoolKind::Max;
    return std::holds_alternative<model::ConcatParams>(params) ||
           std::holds_alternative<model::IdentityParams>(params) ||
           std::holds_alternative<model::FlattenParams>(params) || std::holds_alternative<model::ReshapeParams>(params);
  }

  void join(std::size_t a, std::size_t b) {
    a = setOf(a);
    b = setOf(b);
    m_set[std::max(a, b)] = std::min(a, b);
  }

  std::vector<std::size_t> m_set;
};

}  // namespace

Calibration calibrate(const nn::Network& network, std::span<const TensorPtr> inputs, const CalibrationOptions& options,
                      const RunControl& control) {
  const model::Graph& graph = network.graph();
  if (graph.inputs.size() != 1)
    throw Error(ErrorCode::InvalidArgument,
                "8-bit networks have one input, this one has " + std::to_string(graph.inputs.size()));
  Calibration calibration;
  const SharedSteps shared(graph);
  std::vector<RangeHistogram> histograms(graph.values.size());
  nn::RunOptions run;
  run.context.stop = control.stop;
  std::int64_t done = 0;
  for (const TensorPtr& input : inputs) {
    control.throwIfStopped();
    nn::Values values(graph.values.size());
    const auto add = [&](int value) {
      if (const TensorPtr& tensor = values[static_cast<std::size_t>(value)])
        for (std::int64_t n = 0; n < tensor->shape()[0]; ++n)
          histograms[shared.setOf(static_cast<std::size_t>(value))].add(tensor->image(n));
    };
    const Shape shape = input->shape();
    static_cast<void>(network.shapes(std::span(&shape, 1)));
    values[static_cast<std::size_t>(graph.inputs[0].value)] = input;
    add(graph.inputs[0].value);
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
      network.runRange(values, node, node + 1, run);
      for (const int output : graph.nodes[static_cast<std::size_t>(node)].outputs)
        add(output);
    }
    calibration.images += shape[0];
    control.report(++done, static_cast<std::int64_t>(inputs.size()), "calibrating");
  }
  if (calibration.images == 0)
    throw Error(ErrorCode::InvalidArgument, "8-bit steps are measured on tuning images, and there are none");
  std::vector<Quantization> steps(graph.values.size());
  for (std::size_t value = 0; value < steps.size(); ++value)
    if (shared.setOf(value) == value)
      steps[value] = histograms[value].chosen(options);
  for (std::size_t value = 0; value < steps.size(); ++value)
    calibration.values.push_back(steps[shared.setOf(value)]);
  return calibration;
}

}  // namespace effortlab::fast
