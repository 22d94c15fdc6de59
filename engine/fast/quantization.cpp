#include "fast/quantization.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace effortlab::fast {

namespace {

constexpr float int8ActivationLevels = 255.0F;
constexpr float int8WeightLevels = 127.0F;

/// Rounds some weights of an output the other way, those that cost least, until its rounding errors add up to at most
/// half a step. Zeros stay: kernels leave them out.
void balanceRounding(std::span<const float> row, float step, std::span<std::int8_t> rounded) {
  const auto errorOf = [&](std::size_t i) {
    return static_cast<double>(rounded[i]) - static_cast<double>(row[i]) / static_cast<double>(step);
  };
  double sum = 0.0;
  for (std::size_t i = 0; i < row.size(); ++i)
    sum += errorOf(i);
  constexpr double most = 0.5;
  const double sign = sum < 0.0 ? -1.0 : 1.0;
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row[i] != 0.0F && sign * errorOf(i) > 0.0 && std::abs(rounded[i] - sign) <= int8WeightLevels)
      candidates.push_back(i);
  const std::size_t count =
      std::min(candidates.size(), static_cast<std::size_t>(std::max(0.0, std::ceil(std::abs(sum) - most))));
  const auto worse = [&](std::size_t a, std::size_t b) {
    const double left = sign * errorOf(a), right = sign * errorOf(b);
    return left > right || (left == right && a < b);
  };
  std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end(),
                   worse);
  for (std::size_t i = 0; i < count; ++i)
    rounded[candidates[i]] = static_cast<std::int8_t>(rounded[candidates[i]] - static_cast<int>(sign));
}

}  // namespace

Quantization quantizationFor(float low, float high) {
  if (!std::isfinite(low) || !std::isfinite(high))
    throw Error(ErrorCode::NotFinite, "a range of activations is not finite");
  low = std::min(low, 0.0F);
  high = std::max(high, 0.0F);
  // In double: the difference of two floats may overflow, and a step below the smallest float would be 0.
  const double step =
      (static_cast<double>(high) - static_cast<double>(low)) / static_cast<double>(int8ActivationLevels);
  if (step < static_cast<double>(std::numeric_limits<float>::min()))
    return {};
  const double zero = std::nearbyint(-static_cast<double>(low) / step);
  return {.step = static_cast<float>(step), .zero = static_cast<std::int32_t>(zero)};
}

QuantizedWeights quantizeWeights(std::span<const float> weights, std::int64_t outputs) {
  const std::size_t depth = weights.size() / static_cast<std::size_t>(std::max<std::int64_t>(1, outputs));
  QuantizedWeights result;
  result.values.resize(weights.size());
  for (std::size_t k = 0; k < static_cast<std::size_t>(outputs); ++k) {
    const std::span<const float> row = weights.subspan(k * depth, depth);
    float largest = 0.0F;
    for (const float w : row)
      largest = std::max(largest, std::abs(w));
    const float step = largest / int8WeightLevels;
    const bool empty = step < std::numeric_limits<float>::min();
    result.steps.push_back(empty ? 1.0F : step);
    for (std::size_t i = 0; i < depth; ++i) {
      const float q = empty ? 0.0F : std::nearbyintf(row[i] / step);
      result.values[k * depth + i] = static_cast<std::int8_t>(std::clamp(q, -int8WeightLevels, int8WeightLevels));
    }
    if (!empty)
      balanceRounding(row, step, std::span(result.values).subspan(k * depth, depth));
  }
  return result;
}

}  // namespace effortlab::fast
