#include "effort/spet.h"

#include "effort/skip_kernels.h"

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

EFFORTLAB_CLONES
void addOne(const float* first, float known, float* sums, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p)
    sums[p] = first[p] + known;
}

EFFORTLAB_CLONES
void addByCase(const float* first, float bias, const float* constants, const std::int32_t* caseOf, float* sums,
               std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p)
    sums[p] = first[p] + bias + constants[caseOf[p]];
}

/// Partial sums with everything known before the inputs are read.
void addKnown(const SpetRow& row, float* sums) {
  if (row.constants == nullptr)
    addOne(row.first, row.bias, sums, row.count);
  else
    addByCase(row.first, row.bias, row.constants, row.caseOf, sums, row.count);
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
void countExactTaps(const std::int32_t* rounds, std::int32_t predicted, std::int32_t kept, std::int32_t* executed,
                    std::int64_t count) {
  constexpr auto period = static_cast<std::int32_t>(SpetPlan::exactCheckPeriod);
  for (std::int64_t p = 0; p < count; ++p)
    executed[p] = std::min(predicted + rounds[p] * period, kept);
}

EFFORTLAB_CLONES
void clampNegative(const float* sums, float* out, std::int64_t count) {
  for (std::int64_t p = 0; p < count; ++p)
    out[p] = sums[p] > 0.0F ? sums[p] : 0.0F;
}

}  // namespace

Saturation saturationOf(model::ActivationKind kind) noexcept {
  switch (kind) {
    case model::ActivationKind::Relu: return {0.0F, infinity};
    case model::ActivationKind::Sigmoid: return {0.0F, 1.0F};
    case model::ActivationKind::Tanh: return {-1.0F, 1.0F};
    default: return {};  // findEffortLayers() names no other
  }
}

float activate(model::ActivationKind kind, float x) noexcept {
  switch (kind) {
    case model::ActivationKind::Relu: return x > 0.0F ? x : 0.0F;
    case model::ActivationKind::Sigmoid: return 1.0F / (1.0F + std::exp(-x));
    case model::ActivationKind::Tanh: return std::tanh(x);
    default: return x;
  }
}

float thresholdOf(const SpetKnob& knob, double threshold, std::int64_t output) noexcept {
  return static_cast<float>(threshold + (knob.offsets.empty() ? 0.0 : knob.offsets[static_cast<std::size_t>(output)]));
}

SpetPlan::SpetPlan(const std::optional<SpetKnob>& knob, const TapMatrix& matrix, std::int64_t firstOutput)
    : m_matrix(matrix) {
  if (!knob || (knob->order != SpetOrder::Exact && !knob->low && !knob->high))
    return;
  m_active = true;
  m_knob = *knob;
  const std::vector<std::int64_t> sets = predictionSets(*knob, matrix.taps(), matrix.outputs, firstOutput);
  m_predicted = sets.front();
  if (knob->order == SpetOrder::Exact) {
    for (std::int64_t m = 0; m < matrix.outputs; ++m)
      m_tails.push_back(negativeTail(matrix, m));
  } else if (knob->order == SpetOrder::Magnitude || knob->order == SpetOrder::Listed) {
    m_mask = predictionMask(*knob, matrix, firstOutput);
  } else {
    m_order = sharedTapOrder(knob->order, matrix.maps, matrix.tapsPerMap);
    m_position.resize(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i)
      m_position[static_cast<std::size_t>(m_order[i])] = static_cast<std::int32_t>(i);
  }
  for (std::int64_t m = 0; m < matrix.outputs; ++m) {
    m_predictedOf.push_back(exact()
                                ? matrix.taps() - static_cast<std::int64_t>(m_tails[static_cast<std::size_t>(m)].size())
                                : sets[static_cast<std::size_t>(m)]);
    m_low.push_back(knob->low ? thresholdOf(*knob, *knob->low, firstOutput + m) : -infinity);
    m_high.push_back(knob->high ? thresholdOf(*knob, *knob->high, firstOutput + m) : infinity);
  }
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
      const bool predicted = shared ? i < m_predicted : inPredictionSet(m, i);
      const float weight = shared ? row[m_order[static_cast<std::size_t>(i)]] : row[i];
      if (predicted)
        first[i] = weight;
      else if (!exact())
        second[shared ? i - m_predicted : i] = weight;
    }
  }
  return result;
}

bool SpetPlan::inPredictionSet(std::int64_t output, std::int64_t tap) const noexcept {
  if (!m_active)
    return true;
  if (exact())
    return !(m_matrix.weights[output * m_matrix.taps() + tap] < 0.0F);
  if (!m_mask.empty())
    return m_mask[static_cast<std::size_t>(output * m_matrix.taps() + tap)] != 0;
  return m_position[static_cast<std::size_t>(tap)] < m_predicted;
}

void finishRow(const SpetRow& row, const SpetPlan& plan, float* out, std::int32_t* executed) {
  addKnown(row, out);
  const bool relu = row.activation == model::ActivationKind::Relu;
  if (!plan.active()) {
    if (relu)
      clampNegative(out, out, row.count);
    else if (row.activation)
      for (std::int64_t p = 0; p < row.count; ++p)
        out[p] = activate(*row.activation, out[p]);
    return;
  }
  if (!relu) {
    stopTwoSided(row, {plan.low(row.output), plan.high(row.output), saturationOf(*row.activation)}, out, executed);
  } else if (row.subject == nullptr) {
    stopLowRelu(out, row.second, plan.low(row.output), row.predicted, row.kept, executed, row.count);
  } else {
    stopLowReluWhere(out, row.second, row.subject, plan.low(row.output), row.predicted, row.kept, executed, row.count);
  }
}

void stopRow(const SpetRow& row, const SpetPlan& plan, float* out, std::int32_t* executed, AliveRow& alive) {
  addKnown(row, out);
  const Saturation saturation = saturationOf(*row.activation);
  alive.count = skipKernels().stopSums({out, row.count, plan.low(row.output), plan.high(row.output), saturation.low,
                                        saturation.high, row.predicted, row.kept, executed, alive.pixels});
}

void finishAlive(const AliveRow& alive, const float* rest, std::optional<model::ActivationKind> activation,
                 float* out) {
  if (activation == model::ActivationKind::Relu) {
    for (std::int64_t i = 0; i < alive.count; ++i) {
      const float sum = out[alive.pixels[i]] + rest[i];
      out[alive.pixels[i]] = sum > 0.0F ? sum : 0.0F;
    }
    return;
  }
  for (std::int64_t i = 0; i < alive.count; ++i) {
    float& value = out[alive.pixels[i]];
    value = activation ? activate(*activation, value + rest[i]) : value + rest[i];
  }
}

void finishExactRow(const SpetRow& row, const ExactTail& tail, float* out, std::int32_t* executed) {
  addKnown(row, tail.sums);
  std::fill(tail.sums + row.count, tail.sums + tail.columns.count, -1.0F);  // what fills up the vectors is stopped
  std::fill_n(tail.rounds, tail.columns.count, 0);
  // A stopped sum only falls further: its output stays zero.
  tapKernels().continueTail({tail.taps.data(), static_cast<std::int64_t>(tail.taps.size()), SpetPlan::exactCheckPeriod,
                             tail.columns, tail.sums, tail.rounds});
  countExactTaps(tail.rounds, row.predicted, row.kept, executed, row.count);
  if (row.subject != nullptr)
    for (std::int64_t p = 0; p < row.count; ++p)
      executed[p] = row.subject[p] != 0 ? executed[p] : row.kept;
  clampNegative(tail.sums, out, row.count);
}

}  // namespace effortlab::effort
