#include "model/import_checks.h"

namespace effortlab::model {

namespace {

constexpr std::size_t longestQuotedName = 120;
constexpr std::int64_t mostElements = std::int64_t{1} << 40;

void checkPadding(std::int64_t value, std::string_view field, const ImportPlace& place) {
  if (value < 0 || value > largestExtent)
    throw place.error(ErrorCode::InvalidArgument, std::string(field) + " is " + std::to_string(value) + "; 0 to " +
                                                      std::to_string(largestExtent) + " can be computed");
}

}  // namespace

ImportPlace ImportPlace::within(const std::string& inner) const {
  return {file, place.empty() ? inner : place + ": " + inner};
}

std::string inQuotes(std::string_view name) {
  std::string text(1, '\'');
  text += name.substr(0, longestQuotedName);
  text += name.size() > longestQuotedName ? "...'" : "'";
  return text;
}

std::int64_t checkExtent(std::int64_t value, std::string_view field, const ImportPlace& place) {
  if (value < 1 || value > largestExtent)
    throw place.error(ErrorCode::InvalidArgument, std::string(field) + " is " + std::to_string(value) + "; 1 to " +
                                                      std::to_string(largestExtent) + " can be computed");
  return value;
}

void checkWindow(const Window2d& window, const ImportPlace& place) {
  checkExtent(window.kernelH, "kernel height", place);
  checkExtent(window.kernelW, "kernel width", place);
  checkExtent(window.strideH, "vertical stride", place);
  checkExtent(window.strideW, "horizontal stride", place);
  checkExtent(window.dilationH, "vertical dilation", place);
  checkExtent(window.dilationW, "horizontal dilation", place);
  checkPadding(window.padTop, "top padding", place);
  checkPadding(window.padLeft, "left padding", place);
  checkPadding(window.padBottom, "bottom padding", place);
  checkPadding(window.padRight, "right padding", place);
}

void checkPoolPadding(const Window2d& window, const ImportPlace& place) {
  const std::int64_t reachH = (window.kernelH - 1) * window.dilationH + 1;
  const std::int64_t reachW = (window.kernelW - 1) * window.dilationW + 1;
  if (window.padTop >= reachH || window.padBottom >= reachH || window.padLeft >= reachW || window.padRight >= reachW)
    throw place.error(ErrorCode::InvalidArgument, "the padding is as large as the pooling window; make it smaller");
}

Shape checkShape(std::span<const std::int64_t> dims, const ImportPlace& place) {
  if (dims.size() > static_cast<std::size_t>(Shape::maxRank))
    throw place.error(ErrorCode::WrongFormat, "has " + std::to_string(dims.size()) + " dimensions; at most " +
                                                  std::to_string(Shape::maxRank) + " are read");
  std::int64_t elements = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 1)
      throw place.error(ErrorCode::WrongFormat, "dimension " + std::to_string(dim) + " is not positive");
    if (dim > mostElements / elements)
      throw place.error(ErrorCode::TooLarge, "declares more than 2^40 elements; the file is damaged");
    elements *= dim;
  }
  return Shape(dims);
}

}  // namespace effortlab::model
