// Layers that move elements: joining, cutting, reshaping, padding, resizing; and the ends of detectors.
#include "model/onnx_layer_writers.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>

namespace effortlab::model {

namespace {

std::vector<std::int64_t> layoutAxes(const std::vector<int>& axes, int rank) {
  std::vector<std::int64_t> result;
  for (const int axis : axes)
    result.push_back(nn::resolveAxis(axis, rank));
  return result;
}

std::string slicePart(const OnnxLayer& layer, const std::string& from, std::int64_t begin, std::int64_t end) {
  return layer.step("Slice", {from, layer.integers({begin}), layer.integers({end}), layer.integers({2})});
}

/// What each row of yolo's output [H W A, 2] is multiplied with and moved by, first for its centre, then its size.
struct YoloGrid {
  std::vector<float> centreFactor, centreShift, sizeFactor;
};

YoloGrid yoloGrid(const YoloParams& params, const Shape& map) {
  YoloGrid grid;
  const std::size_t anchors = params.anchors.size() / 2;
  const auto width = static_cast<float>(map[3]);
  const auto height = static_cast<float>(map[2]);
  const float margin = 0.5F - 0.5F * params.scaleXy;
  for (std::int64_t y = 0; y < map[2]; ++y)
    for (std::int64_t x = 0; x < map[3]; ++x)
      for (std::size_t a = 0; a < anchors; ++a) {
        grid.centreFactor.insert(grid.centreFactor.end(), {params.scaleXy / width, params.scaleXy / height});
        grid.centreShift.insert(grid.centreShift.end(),
                                {(static_cast<float>(x) + margin) / width, (static_cast<float>(y) + margin) / height});
        grid.sizeFactor.insert(grid.sizeFactor.end(), {params.anchors[2 * a] / static_cast<float>(params.imageW),
                                                       params.anchors[2 * a + 1] / static_cast<float>(params.imageH)});
      }
  return grid;
}

std::string_view coordinatesName(ResizeCoordinates coordinates) {
  switch (coordinates) {
    case ResizeCoordinates::HalfPixel: return "half_pixel";
    case ResizeCoordinates::PytorchHalfPixel: return "pytorch_half_pixel";
    case ResizeCoordinates::AlignCorners: return "align_corners";
    case ResizeCoordinates::Asymmetric: return "asymmetric";
  }
  return "";
}

std::string_view roundingName(ResizeRounding rounding) {
  switch (rounding) {
    case ResizeRounding::RoundPreferFloor: return "round_prefer_floor";
    case ResizeRounding::RoundPreferCeil: return "round_prefer_ceil";
    case ResizeRounding::Floor: return "floor";
    case ResizeRounding::Ceil: return "ceil";
  }
  return "";
}

}  // namespace

void writeOnnx(const OnnxLayer& layer, const ConcatParams& params) {
  layer.finish("Concat", layer.inputs, {{"axis", std::int64_t{params.axis}}});
}

void writeOnnx(const OnnxLayer& layer, const SplitParams& params) {
  const int axis = nn::resolveAxis(params.axis, layer.inputShapes[0].rank());
  std::vector<std::int64_t> sizes;
  for (const Shape& shape : layer.outputShapes)
    sizes.push_back(shape[axis]);
  OnnxNames from = layer.inputs;
  if (std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) != sizes.end())
    from.push_back(layer.integers(sizes));
  layer.finish("Split", from, {{"axis", std::int64_t{axis}}});
}

void writeOnnx(const OnnxLayer& layer, const StridedSliceParams& params) {
  std::vector<std::int64_t> starts, ends, axes, steps;
  for (const StridedSliceParams::Range& range : params.ranges) {
    starts.push_back(range.start);
    ends.push_back(range.end);
    axes.push_back(range.axis);
    steps.push_back(range.step);
  }
  if (axes.empty())
    return layer.finish("Identity", layer.inputs);
  OnnxNames from{layer.inputs[0], layer.integers(starts), layer.integers(ends), layer.integers(axes)};
  if (std::any_of(steps.begin(), steps.end(), [](std::int64_t step) { return step != 1; }))
    from.push_back(layer.integers(steps));
  layer.finish("Slice", from);
}

/// Axes from 1 to the last: ONNX's Flatten. Others by sizes, axis 0 left open where it counts images.
void writeOnnx(const OnnxLayer& layer, const FlattenParams& params) {
  const Shape& in = layer.inputShapes[0];
  const int rank = in.rank();
  if (params.onnxTwoDims)
    return layer.finish("Flatten", layer.inputs, {{"axis", std::int64_t{params.axis}}});
  const int axis = nn::resolveAxis(params.axis, rank);
  if (axis == 1 && nn::resolveAxis(params.endAxis, rank) == rank - 1)
    return layer.finish("Flatten", layer.inputs, {{"axis", std::int64_t{1}}});
  const Shape& out = layer.outputShapes[0];
  std::vector<std::int64_t> dims(out.dims().begin(), out.dims().end());
  dims[0] = -1;
  layer.finish("Reshape", {layer.inputs[0], layer.integers(dims)});
}

void writeOnnx(const OnnxLayer& layer, const ReshapeParams& params) {
  layer.finish("Reshape", {layer.inputs[0], layer.integers(params.dims)});
}

void writeOnnx(const OnnxLayer& layer, const SqueezeParams& params) {
  const Shape& in = layer.inputShapes[0];
  std::vector<std::int64_t> axes = layoutAxes(params.axes, in.rank());
  if (params.axes.empty())
    for (int axis = 0; axis < in.rank(); ++axis)
      if (in[axis] == 1)
        axes.push_back(axis);
  if (axes.empty())
    return layer.finish("Identity", layer.inputs);
  layer.finish("Squeeze", {layer.inputs[0], layer.integers(axes)});
}

void writeOnnx(const OnnxLayer& layer, const UnsqueezeParams& params) {
  layer.finish("Unsqueeze", {layer.inputs[0], layer.integers(layoutAxes(params.axes, layer.outputShapes[0].rank()))});
}

void writeOnnx(const OnnxLayer& layer, const TransposeParams& params) {
  layer.finish("Transpose", layer.inputs, {{"perm", layoutAxes(params.order, layer.inputShapes[0].rank())}});
}

void writeOnnx(const OnnxLayer& layer, const PadParams& params) {
  std::vector<std::int64_t> pads = params.before;
  pads.insert(pads.end(), params.after.begin(), params.after.end());
  OnnxNames from{layer.inputs[0], layer.integers(pads)};
  OnnxOptions options;
  if (params.mode == PadMode::Constant && params.value != 0.0F)
    from.push_back(layer.number(params.value));
  if (params.mode != PadMode::Constant)
    options.push_back({"mode", std::string(params.mode == PadMode::Edge ? "edge" : "reflect")});
  layer.finish("Pad", from, options);
}

/// As the file said: by sizes, or by factors, which some coordinates are worked out from.
void writeOnnx(const OnnxLayer& layer, const ResizeParams& params) {
  const Shape& in = layer.inputShapes[0];
  const Shape& out = layer.outputShapes[0];
  const bool line = in.rank() == 3;
  OnnxOptions options{{"mode", std::string(params.mode == Interpolation::Nearest ? "nearest" : "linear")},
                      {"coordinate_transformation_mode", std::string(coordinatesName(params.coordinates))}};
  if (params.mode == Interpolation::Nearest)
    options.push_back({"nearest_mode", std::string(roundingName(params.rounding))});
  const bool sized = params.height > 0 || params.width > 0;
  const auto isExact = [](std::int64_t from, std::int64_t to, std::int64_t size, double factor) {
    return size > 0 || static_cast<double>(from) * factor == static_cast<double>(to);
  };
  if (!sized) {
    std::vector<float> factors(2, 1.0F);
    if (!line)
      factors.push_back(static_cast<float>(params.scaleH));
    factors.push_back(static_cast<float>(params.scaleW));
    const auto count = static_cast<std::int64_t>(factors.size());
    return layer.finish("Resize", {layer.inputs[0], "", layer.numbers(factors, Shape({count}))}, options);
  }
  const int last = in.rank() - 1;
  if (!isExact(in[last], out[last], params.width, params.scaleW) ||
      (!line && !isExact(in[2], out[2], params.height, params.scaleH)))
    throw layer.unsupported("one side by its size and one by a factor that is no whole ratio has no counterpart");
  layer.fixedBatch = true;  // the sizes count the images, too
  const std::vector<std::int64_t> sizes(out.dims().begin(), out.dims().end());
  layer.finish("Resize", {layer.inputs[0], "", "", layer.integers(sizes)}, options);
}

/// One row a cell and anchor: [N, A R, H, W] -> [N, H W A, R], then the parts of a row.
void writeOnnx(const OnnxLayer& layer, const YoloParams& params) {
  const Shape& map = layer.inputShapes[0];
  const std::int64_t cells = map[2] * map[3];
  const auto anchors = static_cast<std::int64_t>(params.anchors.size() / 2);
  constexpr std::int64_t size = 2, objectness = 4, classes = 5;  // where the parts of a row begin
  const std::int64_t row = classes + params.classes;
  const YoloGrid grid = yoloGrid(params, map);
  const Shape pairs({1, cells * anchors, 2});
  const std::string split = layer.step("Reshape", {layer.inputs[0], layer.integers({0, anchors, row, cells})});
  const std::string sorted = layer.step("Transpose", {split}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
  const std::string rows = layer.step("Reshape", {sorted, layer.integers({0, cells * anchors, row})});
  const std::string spread = layer.step(
      "Mul", {layer.step("Sigmoid", {slicePart(layer, rows, 0, size)}), layer.numbers(grid.centreFactor, pairs)});
  const std::string centre = layer.step("Add", {spread, layer.numbers(grid.centreShift, pairs)});
  const std::string extent = layer.step(
      "Mul", {layer.step("Exp", {slicePart(layer, rows, size, objectness)}), layer.numbers(grid.sizeFactor, pairs)});
  const std::string object = layer.step("Sigmoid", {slicePart(layer, rows, objectness, classes)});
  const std::string scores = layer.step("Mul", {layer.step("Sigmoid", {slicePart(layer, rows, classes, row)}), object});
  const std::string kept = layer.step("ThresholdedRelu", {scores}, {{"alpha", params.threshold}});
  layer.finish("Concat", {centre, extent, object, kept}, {{"axis", std::int64_t{2}}});
}

void writeOnnx(const OnnxLayer& layer, const DetectionOutputParams&) {
  throw layer.unsupported(
      "SSD's detection output (box decoding and suppression) has no counterpart in ONNX, so no file is written; take "
      "this layer out of the network to export what stands before it");
}

void writeOnnx(const OnnxLayer& layer, const IdentityParams&) {
  layer.finish("Identity", layer.inputs);
}

/// Constants, default boxes among them, are stored as tensors before layers are written.
void writeOnnx(const OnnxLayer& layer, const ConstantParams&) {
  throw layer.unsupported("a constant without a value cannot be written");
}

void writeOnnx(const OnnxLayer& layer, const PriorBoxParams&) {
  throw layer.unsupported("default boxes of an unknown image size cannot be written");
}

}  // namespace effortlab::model
