#include "nn/window.h"

#include "core/error.h"

#include <algorithm>
#include <string>

namespace effortlab::nn {

namespace {

/// Larger values come from damaged files only, and would overflow the arithmetic below.
constexpr std::int64_t windowLimit = std::int64_t{1} << 24;

void checkRange(const char* what, std::int64_t value, std::int64_t least) {
  if (value < least || value > windowLimit)
    throw Error(ErrorCode::ShapeMismatch, std::string(what) + " is " + std::to_string(value) + ", expected " +
                                              std::to_string(least) + " to " + std::to_string(windowLimit));
}

WindowAxis checked(WindowAxis axis, model::AutoPad autoPad) {
  if (autoPad != model::AutoPad::None)
    axis.padBefore = axis.padAfter = 0;
  checkRange("map size", axis.size, 1);
  checkRange("kernel size", axis.kernel, 1);
  checkRange("stride", axis.stride, 1);
  checkRange("dilation", axis.dilation, 1);
  checkRange("padding", axis.padBefore, 0);
  checkRange("padding", axis.padAfter, 0);
  if (autoPad != model::AutoPad::None) {
    const std::int64_t outputs = (axis.size + axis.stride - 1) / axis.stride;
    const std::int64_t total = std::max<std::int64_t>(0, (outputs - 1) * axis.stride + axis.span() - axis.size);
    axis.padBefore = autoPad == model::AutoPad::SameLower ? total - total / 2 : total / 2;
    axis.padAfter = total - axis.padBefore;
  }
  return axis;
}

std::int64_t divideUp(std::int64_t value, std::int64_t divisor) noexcept {
  return (value + divisor - 1) / divisor;
}

}  // namespace

std::int64_t WindowAxis::tapsWithin(std::int64_t position, std::int64_t low, std::int64_t high) const noexcept {
  const std::int64_t first = start(position);
  const std::int64_t from = first >= low ? 0 : divideUp(low - first, dilation);
  const std::int64_t to = first >= high ? 0 : divideUp(high - first, dilation);
  return std::max<std::int64_t>(0, std::min(to, kernel) - from);
}

WindowAxis verticalAxis(const model::Window2d& window, std::int64_t height) {
  return checked({height, window.kernelH, window.strideH, window.padTop, window.padBottom, window.dilationH},
                 window.autoPad);
}

WindowAxis horizontalAxis(const model::Window2d& window, std::int64_t width) {
  return checked({width, window.kernelW, window.strideW, window.padLeft, window.padRight, window.dilationW},
                 window.autoPad);
}

model::Window2d resolvedWindow(const model::Window2d& window, std::int64_t height, std::int64_t width) {
  const WindowAxis vertical = verticalAxis(window, height);
  const WindowAxis horizontal = horizontalAxis(window, width);
  model::Window2d resolved = window;
  resolved.padTop = vertical.padBefore;
  resolved.padBottom = vertical.padAfter;
  resolved.padLeft = horizontal.padBefore;
  resolved.padRight = horizontal.padAfter;
  resolved.autoPad = model::AutoPad::None;
  return resolved;
}

std::int64_t positions(const WindowAxis& axis, model::PoolRounding rounding) {
  const std::int64_t slack = axis.size + axis.padBefore + axis.padAfter - axis.span();
  // Caffe's ceil lets a window reach beyond the map by less than a stride even where it is the only one.
  const std::int64_t reach = rounding == model::PoolRounding::Ceil ? axis.stride - 1 : 0;
  if (slack + reach < 0)
    throw Error(ErrorCode::ShapeMismatch, "a window of " + std::to_string(axis.span()) +
                                              " does not fit into a map of " + std::to_string(axis.size) + " + " +
                                              std::to_string(axis.padBefore + axis.padAfter) + " padding");
  return (slack + reach) / axis.stride + 1;
}

}  // namespace effortlab::nn
