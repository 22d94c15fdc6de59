#include "effort/reference_effort.h"

#include "effort/spet.h"
#include "nn/line_maps.h"
#include "nn/window.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace effortlab::effort {

namespace {

using model::Window2d;

/// The layer as a convolution: a fully connected one has one output pixel and 1x1 maps.
struct Problem {
  const model::Node& node;
  const EffortLayer& layer;
  const LayerKnobs& knobs;
  Window2d window;
  std::int64_t groups = 1;
  std::int64_t channels = 1, height = 1, width = 1;
  std::int64_t outHeight = 1, outWidth = 1;
  std::int64_t groupMaps() const { return channels / groups; }
  std::int64_t kernelSize() const { return window.kernelH * window.kernelW; }
};

class ReferenceImage {
public:
  ReferenceImage(const Problem& problem, std::span<const float> input, std::span<float> output)
      : m_problem(problem), m_input(input), m_output(output) {}

  LayerCounts run() {
    const Problem& p = m_problem;
    prepareSfma();
    m_counts.macsDense = p.layer.outputs * p.outHeight * p.outWidth * p.layer.taps;
    for (std::int64_t m = 0; m < p.layer.outputs; ++m) {
      prepareOrder(m);
      for (std::int64_t y = 0; y < p.outHeight; ++y)
        for (std::int64_t x = 0; x < p.outWidth; ++x)
          if (!p.knobs.sdss || isSampled(y, x))
            evaluate(m, y, x, true);
      for (std::int64_t y = 0; p.knobs.sdss && y < p.outHeight; ++y)
        for (std::int64_t x = 0; x < p.outWidth; ++x)
          if (!isSampled(y, x) && !approximate(m, y, x))
            evaluate(m, y, x, p.knobs.sdss->spetEverywhere);
    }
    return m_counts;
  }

private:
  float weight(std::int64_t m, std::int64_t tap) const {
    return m_problem.node.weights.front()->data()[m * m_problem.layer.taps + tap];
  }

  /// Input of a tap, zero in the padding; `inside` tells which.
  float inputAt(std::int64_t m, std::int64_t tap, std::int64_t y, std::int64_t x, bool* inside = nullptr) const {
    const Problem& p = m_problem;
    const std::int64_t group = m / (p.layer.outputs / p.groups);
    const std::int64_t map = group * p.groupMaps() + tap / p.kernelSize();
    const std::int64_t r = tap % p.kernelSize() / p.window.kernelW;
    const std::int64_t s = tap % p.window.kernelW;
    const std::int64_t row = y * p.window.strideH - p.window.padTop + r * p.window.dilationH;
    const std::int64_t column = x * p.window.strideW - p.window.padLeft + s * p.window.dilationW;
    const bool within = row >= 0 && row < p.height && column >= 0 && column < p.width;
    if (inside != nullptr)
      *inside = within;
    return within ? m_input[static_cast<std::size_t>((map * p.height + row) * p.width + column)] : 0.0F;
  }

  bool isSampled(std::int64_t y, std::int64_t x) const {
    const int period = m_problem.knobs.sdss->samplingPeriod;
    return y % period == 0 && x % period == 0;
  }

  float& out(std::int64_t m, std::int64_t y, std::int64_t x) {
    return m_output[static_cast<std::size_t>((m * m_problem.outHeight + y) * m_problem.outWidth + x)];
  }

  /// Finds the replaced pairs and charges means, variances and one MAC a pair and border case.
  void prepareSfma() {
    const Problem& p = m_problem;
    m_replaced.assign(static_cast<std::size_t>(p.layer.outputs * p.groupMaps()), 0);
    m_means.assign(static_cast<std::size_t>(p.channels), 0.0);
    if (!p.knobs.sfma)
      return;
    const std::int64_t groupOutputs = p.layer.outputs / p.groups;
    for (std::int64_t n = 0; n < p.channels; ++n) {
      const auto map = m_input.subspan(static_cast<std::size_t>(n * p.height * p.width),
                                       static_cast<std::size_t>(p.height * p.width));
      const double mean = std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(map.size());
      double variance = 0.0;
      for (const float value : map)
        variance += (value - mean) * (value - mean) / static_cast<double>(map.size());
      m_means[static_cast<std::size_t>(n)] = mean;
      const std::int64_t firstOutput = n / p.groupMaps() * groupOutputs;
      bool anySmall = false;
      for (std::int64_t m = firstOutput; m < firstOutput + groupOutputs; ++m) {
        double magnitude = 0.0;
        for (std::int64_t k = 0; k < p.kernelSize(); ++k)
          magnitude += std::abs(weight(m, n % p.groupMaps() * p.kernelSize() + k));
        const bool small = static_cast<float>(magnitude) < static_cast<float>(p.knobs.sfma->weight);
        anySmall = anySmall || small;
        if (small && static_cast<float>(variance) < static_cast<float>(p.knobs.sfma->variance))
          m_replaced[static_cast<std::size_t>(m * p.groupMaps() + n % p.groupMaps())] = 1;
      }
      if (anySmall)
        m_counts.overheadOps += 3 * static_cast<std::int64_t>(map.size()) + 1;
    }
    const auto pairs = std::count(m_replaced.begin(), m_replaced.end(), 1);
    m_counts.macsExecuted += pairs * borderCaseCount();
    m_counts.savedSfma -= pairs * borderCaseCount();
  }

  /// Different sets of kernel positions inside the map, over all output positions.
  std::int64_t borderCaseCount() const {
    const Problem& p = m_problem;
    std::set<std::vector<bool>> cases;
    for (std::int64_t y = 0; y < p.outHeight; ++y)
      for (std::int64_t x = 0; x < p.outWidth; ++x) {
        // Rows and columns vary on their own, so the positions of one map describe the case.
        std::vector<bool> rows, columns;
        for (std::int64_t r = 0; r < p.window.kernelH; ++r) {
          const std::int64_t row = y * p.window.strideH - p.window.padTop + r * p.window.dilationH;
          rows.push_back(row >= 0 && row < p.height);
        }
        for (std::int64_t s = 0; s < p.window.kernelW; ++s) {
          const std::int64_t column = x * p.window.strideW - p.window.padLeft + s * p.window.dilationW;
          columns.push_back(column >= 0 && column < p.width);
        }
        rows.insert(rows.end(), columns.begin(), columns.end());
        cases.insert(rows);
      }
    return static_cast<std::int64_t>(cases.size());
  }

  bool isReplaced(std::int64_t m, std::int64_t tap) const {
    return m_replaced[static_cast<std::size_t>(m * m_problem.groupMaps() + tap / m_problem.kernelSize())] != 0;
  }

  /// The taps of one output in the order SPET reads them, and how many of them predict; replaced taps are left out.
  void prepareOrder(std::int64_t m) {
    const Problem& p = m_problem;
    m_order.resize(static_cast<std::size_t>(p.layer.taps));
    std::iota(m_order.begin(), m_order.end(), std::int64_t{0});
    std::int64_t predicted = p.layer.taps;
    if (p.knobs.spet) {
      const SpetKnob& knob = *p.knobs.spet;
      const double interval = knob.intervals.empty() ? knob.interval : knob.intervals[static_cast<std::size_t>(m)];
      predicted = std::clamp<std::int64_t>(std::llround(interval * static_cast<double>(p.layer.taps)), 1, p.layer.taps);
      switch (p.knobs.spet->order) {
        case SpetOrder::Odd: sortOrder([](std::int64_t tap) { return tap % 2 == 1 ? 0.0 : 1.0; }); break;
        case SpetOrder::Channel:
          sortOrder([&](std::int64_t tap) { return tap / p.kernelSize() % 2 == 1 ? 0.0 : 1.0; });
          break;
        case SpetOrder::Magnitude: sortOrder([&](std::int64_t tap) { return -std::abs(weight(m, tap)); }); break;
        case SpetOrder::Listed: {
          const auto listed = [&](std::int64_t tap) {
            return (knob.sets[static_cast<std::size_t>(m * ((p.layer.taps + 7) / 8) + tap / 8)] >> (tap % 8)) % 2 == 1;
          };
          sortOrder([&](std::int64_t tap) { return listed(tap) ? 0.0 : 1.0; });
          predicted = std::count_if(m_order.begin(), m_order.end(), listed);
          break;
        }
        case SpetOrder::Exact:
          sortOrder([&](std::int64_t tap) { return weight(m, tap) < 0 ? weight(m, tap) : -INFINITY; });
          predicted =
              std::count_if(m_order.begin(), m_order.end(), [&](std::int64_t t) { return !(weight(m, t) < 0); });
          break;
      }
    }
    std::vector<std::int64_t> kept;
    m_predicted = 0;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
      if (isReplaced(m, m_order[i]))
        continue;
      kept.push_back(m_order[i]);
      m_predicted += static_cast<std::int64_t>(i) < predicted ? 1 : 0;
    }
    m_order = kept;
  }

  template <typename Key>
  void sortOrder(Key key) {
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::int64_t a, std::int64_t b) { return key(a) < key(b); });
  }

  /// Bias and what SFMA put in the place of the replaced pairs.
  double knownSum(std::int64_t m, std::int64_t y, std::int64_t x) {
    const Problem& p = m_problem;
    double sum = p.node.weights.size() > 1 ? p.node.weights[1]->data()[m] : 0.0;
    const std::int64_t group = m / (p.layer.outputs / p.groups);
    bool any = false;
    for (std::int64_t tap = 0; tap < p.layer.taps; ++tap) {
      if (!isReplaced(m, tap))
        continue;
      any = true;
      bool inside = false;
      static_cast<void>(inputAt(m, tap, y, x, &inside));
      if (inside)
        sum += m_means[static_cast<std::size_t>(group * p.groupMaps() + tap / p.kernelSize())] * weight(m, tap);
    }
    m_counts.overheadOps += any ? 1 : 0;
    return sum;
  }

  void evaluate(std::int64_t m, std::int64_t y, std::int64_t x, bool spetApplies) {
    const Problem& p = m_problem;
    const auto kept = static_cast<std::int64_t>(m_order.size());
    double sum = knownSum(m, y, x);
    std::int64_t executed = 0;
    const auto addUpTo = [&](std::int64_t end) {
      for (; executed < end; ++executed) {
        const std::int64_t tap = m_order[static_cast<std::size_t>(executed)];
        sum += static_cast<double>(weight(m, tap)) * inputAt(m, tap, y, x);
      }
    };
    m_counts.savedSfma += p.layer.taps - kept;
    std::optional<float> saturated;
    if (p.knobs.spet && spetApplies) {
      addUpTo(m_predicted);
      saturated = p.knobs.spet->order == SpetOrder::Exact ? stopExact(sum, kept, executed, addUpTo) : stop(m, sum);
    }
    if (!saturated)
      addUpTo(kept);
    m_counts.macsExecuted += executed;
    m_counts.savedSpet += kept - executed;
    const auto value = static_cast<float>(sum);
    out(m, y, x) = saturated ? *saturated : (p.layer.activation ? activate(*p.layer.activation, value) : value);
  }

  std::optional<float> stop(std::int64_t m, double sum) {
    const SpetKnob& knob = *m_problem.knobs.spet;
    const Saturation saturation = saturationOf(*m_problem.layer.activation);
    m_counts.overheadOps += (knob.low ? 1 : 0) + (knob.high ? 1 : 0);
    if (knob.low && static_cast<float>(sum) < thresholdOf(knob, *knob.low, m))
      return saturation.low;
    if (knob.high && static_cast<float>(sum) > thresholdOf(knob, *knob.high, m))
      return saturation.high;
    return std::nullopt;
  }

  template <typename AddUpTo>
  std::optional<float> stopExact(const double& sum, std::int64_t kept, const std::int64_t& executed, AddUpTo addUpTo) {
    while (executed < kept) {
      ++m_counts.overheadOps;
      if (static_cast<float>(sum) < 0.0F)
        return 0.0F;
      addUpTo(std::min(kept, executed + SpetPlan::exactCheckPeriod));
    }
    return std::nullopt;
  }

  /// SDSS step 2 for a neuron that is not sampled: true when its neighbours' average took its place.
  bool approximate(std::int64_t m, std::int64_t y, std::int64_t x) {
    const Problem& p = m_problem;
    const SdssKnob& knob = *p.knobs.sdss;
    const std::int64_t top = y - y % knob.samplingPeriod;
    const std::int64_t left = x - x % knob.samplingPeriod;
    std::set<std::pair<std::int64_t, std::int64_t>> corners;
    for (const std::int64_t row : {top, y % knob.samplingPeriod == 0 ? top : top + knob.samplingPeriod})
      for (const std::int64_t column : {left, x % knob.samplingPeriod == 0 ? left : left + knob.samplingPeriod})
        if (row < p.outHeight && column < p.outWidth)
          corners.insert({row, column});
    float maximum = -INFINITY;
    float minimum = INFINITY;
    double sum = 0.0;
    for (const auto& [row, column] : corners) {
      maximum = std::max(maximum, out(m, row, column));
      minimum = std::min(minimum, out(m, row, column));
      sum += out(m, row, column);
    }
    const auto count = static_cast<std::int64_t>(corners.size());
    m_counts.overheadOps += 2 * (count - 1) + 3;
    if (!(maximum < static_cast<float>(knob.max) && maximum - minimum < static_cast<float>(knob.delta)))
      return false;
    m_counts.overheadOps += count > 1 ? count : 0;
    m_counts.savedSdss += p.layer.taps;
    out(m, y, x) = static_cast<float>(sum / static_cast<double>(count));
    return true;
  }

  const Problem& m_problem;
  std::span<const float> m_input;
  std::span<float> m_output;
  LayerCounts m_counts;
  std::vector<std::uint8_t> m_replaced;  ///< [outputs][maps of the group]
  std::vector<double> m_means;           ///< by input map
  std::vector<std::int64_t> m_order;
  std::int64_t m_predicted = 0;
};

}  // namespace

std::vector<LayerCounts> runReferenceEffort(const model::Node& node, const EffortLayer& layer, const LayerKnobs& knobs,
                                            const Tensor& input, Tensor& output) {
  Problem problem{node, layer, knobs, {}};
  if (const auto* convolution = std::get_if<model::ConvolutionParams>(&node.params)) {
    const Shape in = nn::asMaps(input.shape());
    const Shape out = nn::asMaps(output.shape());
    problem.window = nn::resolvedWindow(convolution->window, in[2], in[3]);
    problem.groups = convolution->groups;
    problem.channels = in[1];
    problem.height = in[2];
    problem.width = in[3];
    problem.outHeight = out[2];
    problem.outWidth = out[3];
  } else {
    problem.channels = layer.taps;
  }
  std::vector<LayerCounts> counts;
  for (std::int64_t n = 0; n < input.shape()[0]; ++n)
    counts.push_back(ReferenceImage(problem, input.image(n), output.image(n)).run());
  return counts;
}

}  // namespace effortlab::effort
