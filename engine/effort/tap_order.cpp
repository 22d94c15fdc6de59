#include "effort/tap_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace effortlab::effort {

std::int64_t predictionTaps(std::int64_t taps, double interval) {
  return std::clamp<std::int64_t>(std::llround(interval * static_cast<double>(taps)), 1, taps);
}

std::vector<std::int32_t> sharedTapOrder(SpetOrder order, std::int64_t maps, std::int64_t tapsPerMap) {
  std::vector<std::int32_t> taps(static_cast<std::size_t>(maps * tapsPerMap));
  std::iota(taps.begin(), taps.end(), 0);
  const std::int64_t group = order == SpetOrder::Channel ? tapsPerMap : 1;
  std::stable_partition(taps.begin(), taps.end(), [group](std::int32_t tap) { return (tap / group) % 2 == 1; });
  return taps;
}

std::vector<std::uint8_t> magnitudeMask(const TapMatrix& matrix, std::span<const std::int64_t> counts) {
  const auto taps = static_cast<std::size_t>(matrix.taps());
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(matrix.outputs) * taps, 0);
  std::vector<std::int32_t> order(taps);
  for (std::int64_t m = 0; m < matrix.outputs; ++m) {
    const float* row = matrix.weights + m * matrix.taps();
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [row](std::int32_t a, std::int32_t b) { return std::abs(row[a]) > std::abs(row[b]); });
    for (std::int64_t i = 0; i < counts[static_cast<std::size_t>(m)]; ++i)
      mask[static_cast<std::size_t>(m) * taps + static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = 1;
  }
  return mask;
}

std::int64_t TapSets::count(std::span<const std::uint8_t> sets, std::int64_t output) const noexcept {
  std::int64_t count = 0;
  for (const std::uint8_t byte :
       sets.subspan(static_cast<std::size_t>(output * rowBytes()), static_cast<std::size_t>(rowBytes())))
    count += std::popcount(byte);
  return count;
}

std::vector<std::int64_t> predictionSets(const SpetKnob& knob, std::int64_t taps, std::int64_t outputs,
                                         std::int64_t firstOutput) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(outputs), predictionTaps(taps, knob.interval));
  for (std::int64_t m = 0; m < outputs; ++m)
    if (knob.order == SpetOrder::Listed)
      counts[static_cast<std::size_t>(m)] = TapSets{taps}.count(knob.sets, firstOutput + m);
    else if (knob.order == SpetOrder::Magnitude && !knob.intervals.empty())
      counts[static_cast<std::size_t>(m)] =
          predictionTaps(taps, knob.intervals[static_cast<std::size_t>(firstOutput + m)]);
  return counts;
}

std::vector<std::uint8_t> predictionMask(const SpetKnob& knob, const TapMatrix& matrix, std::int64_t firstOutput) {
  if (knob.order == SpetOrder::Magnitude)
    return magnitudeMask(matrix, predictionSets(knob, matrix.taps(), matrix.outputs, firstOutput));
  const TapSets sets{matrix.taps()};
  std::vector<std::uint8_t> mask;
  for (std::int64_t m = 0; m < matrix.outputs; ++m)
    for (std::int64_t tap = 0; tap < matrix.taps(); ++tap)
      mask.push_back(sets.has(knob.sets, firstOutput + m, tap) ? 1 : 0);
  return mask;
}

std::vector<std::int32_t> negativeTail(const TapMatrix& matrix, std::int64_t output) {
  const float* row = matrix.weights + output * matrix.taps();
  std::vector<std::int32_t> tail;
  for (std::int32_t tap = 0; tap < matrix.taps(); ++tap)
    if (row[tap] < 0.0F)
      tail.push_back(tap);
  std::stable_sort(tail.begin(), tail.end(), [row](std::int32_t a, std::int32_t b) { return row[a] < row[b]; });
  return tail;
}

}  // namespace effortlab::effort
