#pragma once

#include <cstdint>
#include <vector>

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

/// Linear between the two nearest ranks; 0 without values.
double quantile(std::vector<double> values, double share);

/// 95 % interval of the median, from order statistics; of less than 6 values their range, which covers less.
/// Source: Conover 1999, Practical Nonparametric Statistics, 3.2. [0, 0] without values.
Interval medianInterval(std::vector<double> values);

}  // namespace effortlab
