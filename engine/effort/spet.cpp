#include "effort/spet.h"

#include "nn/clones.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace effortlab::effort {

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

struct Thresholds {
  float low = -infinity;
  float high = infinity;
  Saturation saturation;
};

/// Partial sums with everything known before the inputs are read.
void addKnown(const SpetRow& row, float* sums) {
  for (std::int64_t p = 0; p < row.count; ++p)
    sums[p] = row.first[p] + row.bias;
  if (row.constants == nullptr)
    return;
  for (std::int64_t p = 0; p < row.count; ++p)
    sums[p] += row.constants[row.caseOf[p]];
}

EFFORTLAB_CLONES
void reluInPlace(float* values, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p)
    values[p] = values[p] > 0.0F ? values[p] : 0.0F;
}

EFFORTLAB_CLONES
void stopLowRelu(float* sums, const float* rest, float low, std::int32_t predicted, std::int32_t kept,
                 std::int32_t* executed, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p) {
    const bool stopped = sums[p] < low;
    const float full = sums[p] + rest[p];
    sums[p] = stopped ? 0.0F : (full > 0.0F ? full : 0.0F);
    executed[p] = stopped ? predicted : kept;
  }
}

EFFORTLAB_CLONES
void stopLowReluWhere(float* sums, const float* rest, const std::uint8_t* subject, float low, std::int32_t predicted,
                      std::int32_t kept, std::int32_t* executed, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p) {
    const bool stopped = (sums[p] < low) & (subject[p] != 0);
    const float full = sums[p] + rest[p];
    sums[p] = stopped ? 0.0F : (full > 0.0F ? full : 0.0F);
    executed[p] = stopped ? predicted : kept;
  }
}

void stopTwoSided(const SpetRow& row, const Thresholds& limits, float* sums, std::int32_t* executed) {
  for (std::int64_t p = 0; p < row.count; ++p) {
    const bool subject = row.subject == nullptr || row.subject[p] != 0;
    const bool low = subject && sums[p] < limits.low;
    const bool high = subject && !low && sums[p] > limits.high;
    if (low || high)
      sums[p] = low ? limits.saturation.low : limits.saturation.high;
    else
      sums[p] = activate(*row.activation, sums[p] + row.second[p]);
    executed[p] = low || high ? row.predicted : row.kept;
  }
}

EFFORTLAB_CLONES
void addTaps(const ExactTail& tail, std::size_t begin, std::size_t end, float* sums, std::int64_t count) {
  for (std::size_t i = begin; i < end; ++i) {
    const float weight = tail.weights[tail.taps[i]];
    const float* column = tail.columns + tail.taps[i] * tail.stride;
    for (std::int64_t p = 0; p < count; ++p)
      sums[p] += weight * column[p];
  }
}

EFFORTLAB_CLONES
void countAlive(const float* sums, std::int32_t taps, std::int32_t* executed, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p)
    executed[p] += sums[p] >= 0.0F ? taps : 0;
}

}  // namespace

Saturation saturationOf(model::ActivationKind kind) noexcept {
  switch (kind) {
    case model::ActivationKind::Relu: return {0.0F, infinity};
    case model::ActivationKind::Sigmoid: return {0.0F, 1.0F};
    case model::ActivationKind::Tanh: return {-1.0F, 1.0F};
  }
  return {};
}

float activate(model::ActivationKind kind, float x) noexcept {
  switch (kind) {
    case model::ActivationKind::Relu: return x > 0.0F ? x : 0.0F;
    case model::ActivationKind::Sigmoid: return 1.0F / (1.0F + std::exp(-x));
    case model::ActivationKind::Tanh: return std::tanh(x);
  }
  return x;
}

SpetPlan::SpetPlan(const std::optional<SpetKnob>& knob, const TapMatrix& matrix) : m_matrix(matrix) {
  if (!knob || (knob->order != SpetOrder::Exact && !knob->low && !knob->high))
    return;
  m_active = true;
  m_knob = *knob;
  m_predicted = predictionTaps(matrix.taps(), knob->interval);
  if (knob->order == SpetOrder::Exact) {
    for (std::int64_t m = 0; m < matrix.outputs; ++m)
      m_tails.push_back(negativeTail(matrix, m));
  } else if (knob->order == SpetOrder::Magnitude) {
    m_mask = magnitudeMask(matrix, m_predicted);
  } else {
    m_order = sharedTapOrder(knob->order, matrix.maps, matrix.tapsPerMap);
    m_position.resize(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i)
      m_position[static_cast<std::size_t>(m_order[i])] = static_cast<std::int32_t>(i);
  }
  for (std::int64_t m = 0; m < matrix.outputs; ++m)
    m_predictedOf.push_back(
        exact() ? matrix.taps() - static_cast<std::int64_t>(m_tails[static_cast<std::size_t>(m)].size()) : m_predicted);
}

float SpetPlan::low() const noexcept {
  return m_knob.low ? static_cast<float>(*m_knob.low) : -infinity;
}
float SpetPlan::high() const noexcept {
  return m_knob.high ? static_cast<float>(*m_knob.high) : infinity;
}

SplitWeights SpetPlan::split() const {
  const std::int64_t taps = m_matrix.taps();
  const std::int64_t outputs = m_matrix.outputs;
  SplitWeights result;
  const bool shared = !m_order.empty();
  result.firstTaps = shared ? m_predicted : taps;
  result.secondTaps = !m_active || exact() ? 0 : (shared ? taps - m_predicted : taps);
  result.first.assign(static_cast<std::size_t>(outputs * result.firstTaps), 0.0F);
  result.second.assign(static_cast<std::size_t>(outputs * result.secondTaps), 0.0F);
  for (std::int64_t m = 0; m < outputs; ++m) {
    const float* row = m_matrix.weights + m * taps;
    float* first = result.first.data() + m * result.firstTaps;
    float* second = result.second.data() + m * result.secondTaps;
    for (std::int64_t i = 0; i < taps; ++i) {
      const bool predicted = !m_active || (shared ? i < m_predicted : inPredictionSet(m, i));
      const float weight = shared ? row[m_order[static_cast<std::size_t>(i)]] : row[i];
      if (predicted)
        first[i] = weight;
      else if (!exact())
        second[shared ? i - m_predicted : i] = weight;
    }
  }
  return result;
}

SplitWeights SpetPlan::without(const SplitWeights& whole, std::span<const std::uint8_t> replaced) const {
  SplitWeights result = whole;
  for (std::size_t pair = 0; pair < replaced.size(); ++pair) {
    if (replaced[pair] == 0)
      continue;
    const auto output = static_cast<std::int64_t>(pair) / m_matrix.maps;
    const std::int64_t begin = static_cast<std::int64_t>(pair) % m_matrix.maps * m_matrix.tapsPerMap;
    float* first = result.first.data() + output * whole.firstTaps;
    float* second = result.second.data() + output * whole.secondTaps;
    for (std::int64_t tap = begin; tap < begin + m_matrix.tapsPerMap; ++tap) {
      if (m_order.empty()) {
        first[tap] = 0.0F;
        if (whole.secondTaps > 0)
          second[tap] = 0.0F;
        continue;
      }
      const std::int64_t position = m_position[static_cast<std::size_t>(tap)];
      (position < m_predicted ? first[position] : second[position - m_predicted]) = 0.0F;
    }
  }
  return result;
}

bool SpetPlan::inPredictionSet(std::int64_t output, std::int64_t tap) const noexcept {
  if (exact())
    return !(m_matrix.weights[output * m_matrix.taps() + tap] < 0.0F);
  if (!m_mask.empty())
    return m_mask[static_cast<std::size_t>(output * m_matrix.taps() + tap)] != 0;
  return m_position[static_cast<std::size_t>(tap)] < m_predicted;
}

std::int64_t SpetPlan::predictionTapsOf(std::int64_t output, const std::uint8_t* replaced) const {
  std::int64_t count = m_predictedOf[static_cast<std::size_t>(output)];
  if (replaced == nullptr)
    return count;
  for (std::int64_t n = 0; n < m_matrix.maps; ++n) {
    if (replaced[n] == 0)
      continue;
    for (std::int64_t k = 0; k < m_matrix.tapsPerMap; ++k)
      count -= inPredictionSet(output, n * m_matrix.tapsPerMap + k) ? 1 : 0;
  }
  return count;
}

std::vector<std::int32_t> SpetPlan::tailOf(std::int64_t output, const std::uint8_t* replaced) const {
  std::vector<std::int32_t> tail = m_tails[static_cast<std::size_t>(output)];
  if (replaced != nullptr)
    std::erase_if(tail, [&](std::int32_t tap) { return replaced[tap / m_matrix.tapsPerMap] != 0; });
  return tail;
}

void finishRow(const SpetRow& row, const SpetPlan& plan, float* out, std::int32_t* executed) {
  addKnown(row, out);
  const bool relu = row.activation == model::ActivationKind::Relu;
  if (!plan.active()) {
    if (relu)
      reluInPlace(out, row.count);
    else if (row.activation)
      for (std::int64_t p = 0; p < row.count; ++p)
        out[p] = activate(*row.activation, out[p]);
    return;
  }
  if (!relu) {
    stopTwoSided(row, {plan.low(), plan.high(), saturationOf(*row.activation)}, out, executed);
  } else if (row.subject == nullptr) {
    stopLowRelu(out, row.second, plan.low(), row.predicted, row.kept, executed, row.count);
  } else {
    stopLowReluWhere(out, row.second, row.subject, plan.low(), row.predicted, row.kept, executed, row.count);
  }
}

void finishExactRow(const SpetRow& row, const ExactTail& tail, float* out, std::int32_t* executed) {
  addKnown(row, out);
  std::fill(executed, executed + row.count, row.predicted);
  constexpr std::size_t period = SpetPlan::exactCheckPeriod;
  for (std::size_t begin = 0; begin < tail.taps.size(); begin += period) {
    const std::size_t end = std::min(begin + period, tail.taps.size());
    countAlive(out, static_cast<std::int32_t>(end - begin), executed, row.count);
    addTaps(tail, begin, end, out, row.count);  // a stopped sum only falls further: its output stays zero
  }
  if (row.subject != nullptr)
    for (std::int64_t p = 0; p < row.count; ++p)
      executed[p] = row.subject[p] != 0 ? executed[p] : row.kept;
  reluInPlace(out, row.count);
}

}  // namespace effortlab::effort
