#pragma once

#include "core/tensor.h"
#include "effort/knobs.h"
#include "effort/tap_order.h"
#include "effort/tap_products.h"
#include "model/layer_params.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace effortlab::effort {

/// Values a saturated neuron takes: what the activation tends to at its low and high end.
struct Saturation {
  float low = 0.0F;
  float high = 1.0F;
};
Saturation saturationOf(model::ActivationKind kind) noexcept;

/// f(x) of one activation, as the network's own layer computes it.
float activate(model::ActivationKind kind, float x) noexcept;

/// Weights cut into what the prediction uses and the rest, each as the left side of a matrix product.
struct SplitWeights {
  FloatBuffer first;   ///< [outputs][firstTaps]
  FloatBuffer second;  ///< [outputs][secondTaps]; empty without SPET and in exact order
  std::int64_t firstTaps = 0;
  std::int64_t secondTaps = 0;
};

/// A threshold of the knob for one of the layer's outputs.
float thresholdOf(const SpetKnob& knob, double threshold, std::int64_t output) noexcept;

/// SPET of one layer group, prepared once a setting. Without a knob it passes the weights through.
class SpetPlan {
public:
  /// Taps of the negative tail that exact order sums between two checks.
  static constexpr std::int64_t exactCheckPeriod = 8;

  /// `firstOutput`: of the layer's outputs, where the group begins.
  SpetPlan(const std::optional<SpetKnob>& knob, const TapMatrix& matrix, std::int64_t firstOutput = 0);

  bool active() const noexcept { return m_active; }
  bool exact() const noexcept { return m_active && m_knob.order == SpetOrder::Exact; }
  float low(std::int64_t output) const noexcept { return m_low[static_cast<std::size_t>(output)]; }
  float high(std::int64_t output) const noexcept { return m_high[static_cast<std::size_t>(output)]; }
  std::int64_t comparisonsPerNeuron() const noexcept { return (m_knob.low ? 1 : 0) + (m_knob.high ? 1 : 0); }

  /// Rows of im2col columns in the order split() expects; empty: natural order.
  std::span<const std::int32_t> rowOrder() const noexcept { return m_order; }

  /// The group's matrix, cut.
  SplitWeights split() const;

  /// Outputs have prediction sets of their own.
  bool differsByOutput() const noexcept { return exact() || !m_mask.empty(); }
  /// Without a knob all taps predict.
  bool inPredictionSet(std::int64_t output, std::int64_t tap) const noexcept;
  /// Taps of `output` in its prediction set (exact: all but the negative tail).
  std::int64_t predictionTapsOf(std::int64_t output) const { return m_predictedOf[static_cast<std::size_t>(output)]; }
  /// Exact order: the negative tail of `output`, most negative first.
  std::span<const std::int32_t> tailOf(std::int64_t output) const { return m_tails[static_cast<std::size_t>(output)]; }

private:
  SpetKnob m_knob;
  TapMatrix m_matrix;
  bool m_active = false;
  std::int64_t m_predicted = 0;
  std::vector<std::int32_t> m_order;               ///< odd, channel
  std::vector<std::int32_t> m_position;            ///< its inverse
  std::vector<std::uint8_t> m_mask;                ///< magnitude, listed: [outputs][taps]
  std::vector<std::vector<std::int32_t>> m_tails;  ///< exact: by output
  std::vector<std::int64_t> m_predictedOf;         ///< by output
  std::vector<float> m_low, m_high;                ///< by output
};

/// Overhead of exact order for a neuron that took `executed` of `kept` taps, `predicted` of them before the tail.
constexpr std::int32_t exactComparisons(std::int32_t predicted, std::int32_t kept, std::int32_t executed) noexcept {
  constexpr auto period = static_cast<std::uint32_t>(SpetPlan::exactCheckPeriod);
  const auto tail = static_cast<std::uint32_t>(executed - predicted);  // unsigned: a division without a branch
  return static_cast<std::int32_t>((tail + period - 1) / period) + (executed < kept ? 1 : 0);
}

/// One output map over a run of pixels (or one output over a run of images).
struct SpetRow {
  std::int64_t output = 0;        ///< in its group
  const float* first = nullptr;   ///< partial sums of the prediction set
  const float* second = nullptr;  ///< the rest; null without SPET
  float bias = 0.0F;
  const float* constants = nullptr;       ///< SFMA: added to the partial sum, by border case; null: none
  const std::int32_t* caseOf = nullptr;   ///< border case of each pixel
  const std::uint8_t* subject = nullptr;  ///< pixels SPET applies to; null: all
  std::int32_t predicted = 0;             ///< taps a stopped neuron took
  std::int32_t kept = 0;                  ///< taps an evaluated neuron took
  std::optional<model::ActivationKind> activation;
  std::int64_t count = 0;
};

/// Bias and constant of one pixel.
inline float knownAt(const SpetRow& row, std::int64_t pixel) noexcept {
  return row.constants == nullptr ? row.bias : row.bias + row.constants[row.caseOf[pixel]];
}

/// Adds bias and constants, stops what saturates, applies the activation. `executed` may be null without SPET.
void finishRow(const SpetRow& row, const SpetPlan& plan, float* out, std::int32_t* executed);

/// Not yet saturated neurons of a row.
struct AliveRow {
  std::int32_t* pixels = nullptr;  ///< [SpetRow::count + dotStep]: their positions in the row, ascending
  std::int64_t count = 0;
};
/// finishRow() up to the rest: writes what the stopped neurons became, the others' partial sums, and who they are.
void stopRow(const SpetRow& row, const SpetPlan& plan, float* out, std::int32_t* executed, AliveRow& alive);
/// ... and from there: `rest` are the sums over the rest, by place in `alive`.
void finishAlive(const AliveRow& alive, const float* rest, std::optional<model::ActivationKind> activation, float* out);

/// Exact order: continues the partial sums with the negative tail and counts taps until negative.
struct ExactTail {
  std::span<const ListTap> taps;
  TapColumns columns;              ///< natural order; `count` covers the row's pixels
  float* sums = nullptr;           ///< [columns.count]: the partial sums; overwritten
  std::int32_t* rounds = nullptr;  ///< [columns.count]: scratch
};
void finishExactRow(const SpetRow& row, const ExactTail& tail, float* out, std::int32_t* executed);

}  // namespace effortlab::effort
