#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::cli {

/// Distribution of the weights of one layer, biases left out.
struct WeightStatistics {
  std::int64_t count = 0;
  std::int64_t zeros = 0;
  double mean = 0.0;
  double meanAbs = 0.0;
  double std = 0.0;  ///< of the population: divided by the number of weights
  double min = 0.0;
  double max = 0.0;
  std::vector<std::int64_t> bins;  ///< equal parts of [min, max]; the last one includes max
};

/// Requires: values not empty, bins >= 1.
WeightStatistics weightStatistics(std::span<const float> values, int bins);

}  // namespace effortlab::cli
