#pragma once

#include "core/run_control.h"
#include "fast/quantization.h"
#include "nn/network.h"

#include <span>
#include <string_view>
#include <vector>

namespace effortlab::fast {

/// Which range of a value's numbers its 256 steps cover.
enum class RangeRule {
  MinMax,        ///< all that was seen
  Percentile,    ///< all but the outermost CalibrationOptions::tail
  SquaredError,  ///< that of the smallest mean squared error: clipping against rounding
};

struct CalibrationOptions {
  RangeRule rule = RangeRule::SquaredError;
  double tail = 1e-5;  ///< Percentile: share of the non-zero numbers left out
};

/// How the values of a graph are stored in 8 bits; plain data, to be kept with a plan.
struct Calibration {
  std::vector<Quantization> values;  ///< by value number
  std::int64_t images = 0;           ///< that it was measured on
  /// How sure the 8-bit network is of them (logitMargin()), ascending; empty: not asked.
  std::vector<float> margins = {};
  bool operator==(const Calibration&) const = default;
};

/// Runs the exact network on tuning images and chooses a step for each value. Values that are joined, pooled or only
/// renamed share one, so that no layer between has to convert.
/// Shapes: inputs [n, C, H, W] each.
/// Errors: Error{InvalidArgument} without images or for a network of several inputs; Error{NotFinite} when a value
///         overflows; Error{ShapeMismatch, Cancelled}.
Calibration calibrate(const nn::Network& network, std::span<const TensorPtr> inputs, const CalibrationOptions& options,
                      const RunControl& control);

}  // namespace effortlab::fast
