#pragma once

#include "core/error.h"
#include "core/shape.h"
#include "model/layer_params.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace effortlab::model {

/// Where in which file a reader is: what every import error starts with.
struct ImportPlace {
  std::string file;
  std::string place;  ///< "layer 'conv1'", "node 'Conv_0'"; empty for the file as a whole

  Error error(ErrorCode code, const std::string& detail) const { return Error::inFile(code, file, place, detail); }
  ImportPlace within(const std::string& inner) const;
};

/// A file's name for something, in quotes and cut to a length a message can bear.
std::string inQuotes(std::string_view name);

/// No real network has a window, a stride, a padding, a group or an output count beyond it; arithmetic stays far from
/// overflow.
inline constexpr std::int64_t largestExtent = std::int64_t{1} << 20;

/// Errors: Error{InvalidArgument} naming `field` unless 1 <= value <= largestExtent.
std::int64_t checkExtent(std::int64_t value, std::string_view field, const ImportPlace& place);

/// Errors: Error{InvalidArgument} unless kernel, stride and dilation are 1..largestExtent and paddings
/// 0..largestExtent.
void checkWindow(const Window2d& window, const ImportPlace& place);

/// Padding may not fill a whole pooling window: its result would be undefined. Errors: Error{InvalidArgument}.
void checkPoolPadding(const Window2d& window, const ImportPlace& place);

/// A shape from a file: at most Shape::maxRank positive dimensions and 2^40 elements, so that products cannot overflow.
/// Errors: Error{WrongFormat, TooLarge}.
Shape checkShape(std::span<const std::int64_t> dims, const ImportPlace& place);

}  // namespace effortlab::model
