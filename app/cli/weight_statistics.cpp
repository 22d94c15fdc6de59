#include "cli/weight_statistics.h"

#include <algorithm>
#include <cmath>

namespace effortlab::cli {

WeightStatistics weightStatistics(std::span<const float> values, int bins) {
  WeightStatistics result;
  result.count = static_cast<std::int64_t>(values.size());
  result.zeros = std::count(values.begin(), values.end(), 0.0F);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  result.min = *least;
  result.max = *most;
  double sum = 0.0;
  double sumAbs = 0.0;
  for (const float value : values) {
    sum += value;
    sumAbs += std::abs(value);
  }
  const auto count = static_cast<double>(values.size());
  result.mean = sum / count;
  result.meanAbs = sumAbs / count;

  result.bins.assign(static_cast<std::size_t>(bins), 0);
  const double width = (result.max - result.min) / bins;
  double squares = 0.0;
  for (const float value : values) {
    squares += (value - result.mean) * (value - result.mean);
    const double position = width > 0.0 ? (value - result.min) / width : 0.0;
    ++result.bins[static_cast<std::size_t>(std::clamp(static_cast<int>(position), 0, bins - 1))];
  }
  result.std = std::sqrt(squares / count);
  return result;
}

}  // namespace effortlab::cli
