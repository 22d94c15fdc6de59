#include "nn/resize.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/line_maps.h"
#include "nn/reference/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t resizeLimit = std::int64_t{1} << 24;  ///< of a map's side; beyond: a damaged file

/// By a factor in single precision, as the exporters' frameworks do: 0.7F of 10 is 7.
std::int64_t resizedSize(std::int64_t from, std::int64_t size, double factor) {
  if (from < 1 || from > resizeLimit || size < 0 || size > resizeLimit)
    throw Error(ErrorCode::ShapeMismatch,
                "a side of " + std::to_string(from) + " cannot become one of " + std::to_string(size));
  if (size > 0)
    return size;
  const float to = std::floor(static_cast<float>(from) * static_cast<float>(factor));
  if (!(to >= 1.0F) || to > static_cast<float>(resizeLimit))
    throw Error(ErrorCode::ShapeMismatch,
                "a side of " + std::to_string(from) + " cannot be scaled by " + std::to_string(factor));
  return static_cast<std::int64_t>(to);
}

std::vector<Shape> resizeShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::ResizeParams>(node.params);
  requireInputs(inputs, 1);
  const Shape in = asMaps(inputs[0]);
  return {asInput(
      {in[0], in[1], resizedSize(in[2], params.height, params.scaleH), resizedSize(in[3], params.width, params.scaleW)},
      inputs[0])};
}

/// Both rows and both columns each output pixel needs.
struct ResizeMap {
  std::int64_t width = 0;  ///< of the input
  std::vector<ResizeTap> rows, columns;

  void nearest(const float* map, float* out) const {
    for (const ResizeTap& row : rows)
      for (const ResizeTap& column : columns)
        *out++ = map[row.low * width + column.low];
  }

  void linear(const float* map, float* out) const {
    FloatBuffer blended(static_cast<std::size_t>(width));
    for (const ResizeTap& row : rows) {
      const float* low = map + row.low * width;
      const float* high = map + row.high * width;
      for (std::int64_t x = 0; x < width; ++x)
        blended[static_cast<std::size_t>(x)] = low[x] * (1.0F - row.share) + high[x] * row.share;
      for (const ResizeTap& column : columns)
        *out++ = blended[static_cast<std::size_t>(column.low)] * (1.0F - column.share) +
                 blended[static_cast<std::size_t>(column.high)] * column.share;
    }
  }
};

void resizeMaps(const model::ResizeParams& params, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& in = input.shape();
  const Shape& out = output.shape();
  const ResizeMap map{in[3], resizeTaps(params, in[2], out[2], params.height > 0 ? 0.0 : params.scaleH),
                      resizeTaps(params, in[3], out[3], params.width > 0 ? 0.0 : params.scaleW)};
  parallelFor(in[0] * in[1], context.parallel, [&](std::int64_t index) {
    if (context.stop.stop_requested())
      return;
    const float* from = input.data() + index * in[2] * in[3];
    float* to = output.data() + index * out[2] * out[3];
    if (params.mode == model::Interpolation::Nearest)
      map.nearest(from, to);
    else
      map.linear(from, to);
  });
}

void resizeRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  const auto& params = std::get<model::ResizeParams>(node.params);
  runAsMaps(*inputs[0], outputs[0], [&](const Tensor& input, Tensor& output) {
    if (context.kernels == KernelSet::Eigen)
      resizeMaps(params, input, output, context);
    else
      reference::resize(params, input, output, context);
  });
}

/// Where the output element lies in the input. With a size the ratio is exact; with a factor the division is single
/// precision like the factor: 3 / 0.6F is 5 there and 4.9999998 in double precision.
double resizePosition(model::ResizeCoordinates coordinates, std::int64_t at, const std::array<std::int64_t, 2>& sizes,
                      double factor) {
  const auto [from, to] = sizes;
  const auto unscaled = [&](double value) {
    if (factor > 0.0)
      return static_cast<double>(static_cast<float>(value) / static_cast<float>(factor));
    return value * static_cast<double>(from) / static_cast<double>(to);
  };
  const auto index = static_cast<double>(at);
  switch (coordinates) {
    case model::ResizeCoordinates::HalfPixel: return unscaled(index + 0.5) - 0.5;
    case model::ResizeCoordinates::PytorchHalfPixel: return to > 1 ? unscaled(index + 0.5) - 0.5 : 0.0;
    case model::ResizeCoordinates::AlignCorners: {
      // With a factor ONNX's cases take the length before it is rounded down.
      const double length = factor > 0.0 ? static_cast<double>(from) * factor : static_cast<double>(to);
      return to > 1 ? index * static_cast<double>(from - 1) / (length - 1.0) : 0.0;
    }
    case model::ResizeCoordinates::Asymmetric: return unscaled(index);
  }
  return 0.0;
}

double resizeRounded(model::ResizeRounding rounding, double position) {
  switch (rounding) {
    case model::ResizeRounding::RoundPreferFloor: return std::ceil(position - 0.5);
    case model::ResizeRounding::RoundPreferCeil: return std::floor(position + 0.5);
    case model::ResizeRounding::Floor: return std::floor(position);
    case model::ResizeRounding::Ceil: return std::ceil(position);
  }
  return position;
}

}  // namespace

const LayerOps resizeOps{resizeShapes, noMacs, resizeRun, alwaysPerImage};

std::vector<ResizeTap> resizeTaps(const model::ResizeParams& params, std::int64_t from, std::int64_t to,
                                  double factor) {
  std::vector<ResizeTap> taps;
  const auto last = static_cast<double>(from - 1);
  for (std::int64_t at = 0; at < to; ++at) {
    const double position = resizePosition(params.coordinates, at, {from, to}, factor);
    const bool nearest = params.mode == model::Interpolation::Nearest;
    const double inside = std::clamp(nearest ? resizeRounded(params.rounding, position) : position, 0.0, last);
    const double low = std::floor(inside);
    taps.push_back({static_cast<std::int64_t>(low), static_cast<std::int64_t>(std::min(low + 1.0, last)),
                    static_cast<float>(inside - low)});
  }
  return taps;
}

}  // namespace effortlab::nn
