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

/// Taps in the order `Odd` (odd-indexed first) or `Channel` (odd input maps first): the same for every output.
std::vector<std::int32_t> sharedTapOrder(SpetOrder order, std::int64_t maps, std::int64_t tapsPerMap);

/// [outputs][taps], 1 where the tap is among the `count` largest |w| of its output; equal weights by index.
std::vector<std::uint8_t> magnitudeMask(const TapMatrix& matrix, std::span<const std::int64_t> counts);

/// The negative weights of one output, most negative first; equal weights by index.
std::vector<std::int32_t> negativeTail(const TapMatrix& matrix, std::int64_t output);

}  // namespace effortlab::effort
