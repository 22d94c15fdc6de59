#include "model/onnx_window.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace effortlab::model {

namespace {

/// The attribute's `Count` integers, or `otherwise` where it is absent.
template <std::size_t Count>
std::array<std::int64_t, Count> exactly(OnnxAttributes& attributes, const std::string& name,
                                        const std::array<std::int64_t, Count>& otherwise, const ImportPlace& place) {
  const std::vector<std::int64_t> values = attributes.integers(name);
  if (values.empty())
    return otherwise;
  if (values.size() != Count)
    throw place.error(ErrorCode::Unsupported, "attribute " + inQuotes(name) + " has " + std::to_string(values.size()) +
                                                  " numbers; only two-dimensional windows (" + std::to_string(Count) +
                                                  " numbers) are supported");
  std::array<std::int64_t, Count> result{};
  std::copy(values.begin(), values.end(), result.begin());
  return result;
}

struct Padding {
  std::int64_t before = 0;
  std::int64_t after = 0;
};

Padding samePadding(std::int64_t input, std::int64_t stride, std::int64_t reach, bool extraAtEnd) {
  const std::int64_t outputs = (input + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>(0, (outputs - 1) * stride + reach - input);
  const std::int64_t less = total / 2;
  return extraAtEnd ? Padding{less, total - less} : Padding{total - less, less};
}

void padSame(Window2d& window, bool extraAtEnd, const OnnxWindowSource& source) {
  if (!source.input || source.input->rank() != 4)
    throw source.place.error(ErrorCode::Unsupported, "auto_pad needs a four-dimensional input of known size");
  const Padding rows =
      samePadding((*source.input)[2], window.strideH, (window.kernelH - 1) * window.dilationH + 1, extraAtEnd);
  const Padding columns =
      samePadding((*source.input)[3], window.strideW, (window.kernelW - 1) * window.dilationW + 1, extraAtEnd);
  window.padTop = rows.before;
  window.padBottom = rows.after;
  window.padLeft = columns.before;
  window.padRight = columns.after;
}

}  // namespace

OnnxWindow readOnnxWindow(OnnxAttributes& attributes, const OnnxWindowSource& source) {
  const ImportPlace& place = source.place;
  const auto kernel = exactly<2>(attributes, "kernel_shape", {source.kernelH, source.kernelW}, place);
  const auto strides = exactly<2>(attributes, "strides", {1, 1}, place);
  const auto dilations = exactly<2>(attributes, "dilations", {1, 1}, place);
  const auto pads = exactly<4>(attributes, "pads", {0, 0, 0, 0}, place);
  Window2d window{.kernelH = kernel[0],
                  .kernelW = kernel[1],
                  .strideH = strides[0],
                  .strideW = strides[1],
                  .padTop = pads[0],
                  .padLeft = pads[1],
                  .padBottom = pads[2],
                  .padRight = pads[3],
                  .dilationH = dilations[0],
                  .dilationW = dilations[1]};
  checkWindow(window, place);
  const std::string mode = attributes.text("auto_pad", "NOTSET");
  if (mode == "NOTSET")
    return {window, false};
  if (std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; }))
    throw place.error(ErrorCode::WrongFormat, "gives pads and auto_pad; the standard allows one of them");
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER")
    padSame(window, mode == "SAME_UPPER", source);
  else if (mode != "VALID")
    throw place.error(ErrorCode::Unsupported, "auto_pad " + inQuotes(mode) + " is not supported");
  checkWindow(window, place);
  return {window, true};
}

}  // namespace effortlab::model
