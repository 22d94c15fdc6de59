#pragma once

#include <cstdint>

namespace effortlab {

struct Interval {
  double lo = 0.0;
  double hi = 0.0;
};

/// 95 % Wilson score interval of a fraction. Source: Wilson 1927. Units: fraction 0..1. [0, 1] for no trials.
Interval wilsonInterval(std::int64_t successes, std::int64_t trials);

/// Paired difference of two fractions on the same images.
struct PairedDifference {
  double value = 0.0;  ///< second minus first, fraction
  Interval interval;   ///< 95 %
};

/// Difference of two correlated proportions with Newcombe's hybrid-score 95 % interval (his method 10).
/// `both`, `onlyFirst`, `onlySecond`, `neither` count images that are right under both, one or no setting.
/// Source: Newcombe 1998, Statistics in Medicine 17, 2635-2650.
PairedDifference pairedDifference(std::int64_t both, std::int64_t onlyFirst, std::int64_t onlySecond,
                                  std::int64_t neither);

}  // namespace effortlab
