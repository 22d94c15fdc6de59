#pragma once

#include "effort/live_evaluator.h"
#include "effort/scoring.h"

#include <cstdint>

namespace effortlab::effort {

/// How often the network under knobs and the dense one were right, image by image.
struct LiveTally {
  std::int64_t images = 0;
  std::int64_t top1 = 0, top5 = 0, agree = 0;
  std::int64_t repeated = 0;  ///< by the gate; the caller counts them
  std::int64_t both = 0, onlyDense = 0, onlyKnobs = 0, neither = 0;

  void add(const Score& knobs, const Score& dense);
  LiveTally& operator+=(const LiveTally& other);
  /// `total`: the images that will have been counted in the end.
  LiveEstimate estimate(const EffortCounts& counts, std::int64_t total) const;
};

}  // namespace effortlab::effort
