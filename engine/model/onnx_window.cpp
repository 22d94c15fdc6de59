#include "model/onnx_window.h"

#include <algorithm>
#include <string>

namespace effortlab::model {

namespace {

constexpr std::size_t mapAxes = 2;

/// The attribute's `count` numbers, or `otherwise` where it is absent.
std::vector<std::int64_t> exactly(OnnxAttributes& attributes, const std::string& name, std::size_t count,
                                  std::int64_t otherwise, const ImportPlace& place) {
  std::vector<std::int64_t> values = attributes.integers(name);
  if (values.empty())
    return std::vector<std::int64_t>(count, otherwise);
  if (values.size() != count)
    throw place.error(ErrorCode::WrongFormat, "attribute " + inQuotes(name) + " has " + std::to_string(values.size()) +
                                                  " numbers, " + std::to_string(count) + " needed");
  return values;
}

/// A number an axis as height and width; a single one is the width.
struct HeightWidth {
  std::int64_t height = 1, width = 1;
};

HeightWidth heightWidth(const std::vector<std::int64_t>& values, std::size_t from, std::size_t axes,
                        std::int64_t otherwise) {
  if (axes == 1)
    return {otherwise, values[from]};
  return {values[from], values[from + 1]};
}

std::vector<std::int64_t> kernelOf(OnnxAttributes& attributes, const OnnxWindowSource& source) {
  std::vector<std::int64_t> kernel = attributes.integers("kernel_shape");
  if (kernel.empty())
    kernel = source.kernel;
  if (kernel.empty() || kernel.size() > mapAxes)
    throw source.place.error(ErrorCode::Unsupported, "has a window of " + std::to_string(kernel.size()) +
                                                         " dimensions; one- and two-dimensional windows are supported");
  if (!source.kernel.empty() && kernel != source.kernel)
    throw source.place.error(ErrorCode::ShapeMismatch, "kernel_shape differs from the weights' shape");
  return kernel;
}

}  // namespace

OnnxWindow readOnnxWindow(OnnxAttributes& attributes, const OnnxWindowSource& source) {
  const ImportPlace& place = source.place;
  const std::vector<std::int64_t> kernels = kernelOf(attributes, source);
  const std::size_t axes = kernels.size();
  const std::vector<std::int64_t> pads = exactly(attributes, "pads", 2 * axes, 0, place);
  const auto [kernelH, kernelW] = heightWidth(kernels, 0, axes, 1);
  const auto [strideH, strideW] = heightWidth(exactly(attributes, "strides", axes, 1, place), 0, axes, 1);
  const auto [dilationH, dilationW] = heightWidth(exactly(attributes, "dilations", axes, 1, place), 0, axes, 1);
  const auto [padTop, padLeft] = heightWidth(pads, 0, axes, 0);
  const auto [padBottom, padRight] = heightWidth(pads, axes, axes, 0);
  Window2d window{.kernelH = kernelH,
                  .kernelW = kernelW,
                  .strideH = strideH,
                  .strideW = strideW,
                  .padTop = padTop,
                  .padLeft = padLeft,
                  .padBottom = padBottom,
                  .padRight = padRight,
                  .dilationH = dilationH,
                  .dilationW = dilationW};
  checkWindow(window, place);
  const std::string mode = attributes.text("auto_pad", "NOTSET");
  if (mode == "NOTSET")
    return {window, false};
  if (std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; }))
    throw place.error(ErrorCode::WrongFormat, "gives pads and auto_pad; the standard allows one of them");
  if (mode == "SAME_UPPER")
    window.autoPad = AutoPad::SameUpper;
  else if (mode == "SAME_LOWER")
    window.autoPad = AutoPad::SameLower;
  else if (mode != "VALID")
    throw place.error(ErrorCode::Unsupported, "auto_pad " + inQuotes(mode) + " is not supported");
  return {window, true};
}

}  // namespace effortlab::model
