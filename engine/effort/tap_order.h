#pragma once

#include "effort/knobs.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort {

/// The weights of one layer group as a matrix, and how its taps belong to input maps.
struct TapMatrix {
  const float* weights = nullptr;  ///< [outputs][taps], row-major
  std::int64_t outputs = 0;
  std::int64_t maps = 0;
  std::int64_t tapsPerMap = 0;
  std::int64_t taps() const noexcept { return maps * tapsPerMap; }
};

/// Number of taps in the prediction set: round(interval * taps), at least 1.
std::int64_t predictionTaps(std::int64_t taps, double interval);

/// Prediction sets as SpetKnob::sets has them: one bit a tap, the lowest of a byte first; each output map begins a
/// byte.
struct TapSets {
  std::int64_t taps = 0;
  std::int64_t rowBytes() const noexcept { return (taps + 7) / 8; }
  bool has(std::span<const std::uint8_t> sets, std::int64_t output, std::int64_t tap) const noexcept {
    return (sets[static_cast<std::size_t>(output * rowBytes() + tap / 8)] >> (tap % 8) & 1) != 0;
  }
  void add(std::span<std::uint8_t> sets, std::int64_t output, std::int64_t tap) const noexcept {
    sets[static_cast<std::size_t>(output * rowBytes() + tap / 8)] |= static_cast<std::uint8_t>(1U << (tap % 8));
  }
  std::int64_t count(std::span<const std::uint8_t> sets, std::int64_t output) const noexcept;
};

/// Taps in the order `Odd` (odd-indexed first) or `Channel` (odd input maps first): the same for every output.
std::vector<std::int32_t> sharedTapOrder(SpetOrder order, std::int64_t maps, std::int64_t tapsPerMap);

/// [outputs][taps], 1 where the tap is among the `count` largest |w| of its output; equal weights by index.
std::vector<std::uint8_t> magnitudeMask(const TapMatrix& matrix, std::span<const std::int64_t> counts);

/// [outputs][taps], 1 where the tap is in the prediction set of order Magnitude or Listed. `firstOutput`: of the
/// layer's outputs, where the matrix begins.
std::vector<std::uint8_t> predictionMask(const SpetKnob& knob, const TapMatrix& matrix, std::int64_t firstOutput = 0);

/// Size of the prediction set of each of `outputs` outputs, from `firstOutput` on.
std::vector<std::int64_t> predictionSets(const SpetKnob& knob, std::int64_t taps, std::int64_t outputs,
                                         std::int64_t firstOutput = 0);

/// The negative weights of one output, most negative first; equal weights by index.
std::vector<std::int32_t> negativeTail(const TapMatrix& matrix, std::int64_t output);

}  // namespace effortlab::effort
