#pragma once

#include "model/layer_params.h"

#include <cstdint>

namespace effortlab::nn {

/// One axis of a sliding window over a map.
struct WindowAxis {
  std::int64_t size = 0;  ///< of the map
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t padBefore = 0;
  std::int64_t padAfter = 0;
  std::int64_t dilation = 1;

  /// Elements from the first tap to the last.
  std::int64_t span() const noexcept { return (kernel - 1) * dilation + 1; }
  /// Map coordinate of a position's first tap; negative in the padding.
  std::int64_t start(std::int64_t position) const noexcept { return position * stride - padBefore; }
  /// Taps of a position whose coordinate lies in [low, high).
  std::int64_t tapsWithin(std::int64_t position, std::int64_t low, std::int64_t high) const noexcept;
};

/// Both axes of `window` over a map, automatic padding worked out. Errors: Error{ShapeMismatch} when a size, stride or
/// dilation is below 1, a padding is negative, or any is absurdly large.
WindowAxis verticalAxis(const model::Window2d& window, std::int64_t height);
WindowAxis horizontalAxis(const model::Window2d& window, std::int64_t width);

/// The same window with its padding in numbers for a map of that size. Same errors.
model::Window2d resolvedWindow(const model::Window2d& window, std::int64_t height, std::int64_t width);

/// Window positions along an axis; rounded up, the last window may reach beyond the padded map.
/// Errors: Error{ShapeMismatch} when there is none: the window is larger than the padded map.
std::int64_t positions(const WindowAxis& axis, model::PoolRounding rounding);

}  // namespace effortlab::nn
