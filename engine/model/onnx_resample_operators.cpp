#include "model/onnx_node.h"

#include <array>
#include <map>
#include <utility>

namespace effortlab::model {

namespace {

constexpr int resizedRank = 4;

template <typename Value>
Value namedOption(OnnxNode& node, const std::string& attribute, const std::string& otherwise,
                  const std::map<std::string, Value>& known) {
  const std::string text = node.attributes.text(attribute, otherwise);
  const auto found = known.find(text);
  if (found == known.end())
    throw node.unsupported(attribute + " " + inQuotes(text) + " is not supported");
  return found->second;
}

float paddingValue(OnnxNode& node, bool asInput) {
  if (!asInput)
    return node.attributes.number("value", 0.0F);
  if (!node.hasInput(2))
    return 0.0F;
  const TensorPtr value = node.floats(2);
  if (value->size() != 1)
    throw node.place.error(ErrorCode::WrongFormat,
                           "its padding value has the shape " + value->shape().toString() + ", one number expected");
  return value->data()[0];
}

void readPad(OnnxNode& node) {
  constexpr std::int64_t inputsSince = 11;
  const bool asInput = node.state.opset >= inputsSince;
  node.needInputs(asInput ? 2 : 1, asInput ? 3 : 1);
  node.takeData(0);
  PadParams params;
  params.mode =
      namedOption<PadMode>(node, "mode", "constant",
                           {{"constant", PadMode::Constant}, {"reflect", PadMode::Reflect}, {"edge", PadMode::Edge}});
  const auto pads = node.list("pads", 1, asInput);
  if (!pads || pads->size() % 2 != 0)
    throw node.place.error(ErrorCode::WrongFormat, "its pads are missing or odd in number");
  const auto axes = static_cast<std::ptrdiff_t>(pads->size() / 2);
  params.before.assign(pads->begin(), pads->begin() + axes);
  params.after.assign(pads->begin() + axes, pads->end());
  params.value = paddingValue(node, asInput);
  node.result.params = params;
}

/// Factors an axis; only the last two axes of maps may change.
void takeScales(OnnxNode& node, const std::vector<float>& scales, ResizeParams& params) {
  const int rank = static_cast<int>(scales.size());
  if (rank != resizedRank || scales[0] != 1.0F || scales[1] != 1.0F)
    throw node.unsupported("resizes other axes than the height and width of four-dimensional maps");
  params.scaleH = scales[2];
  params.scaleW = scales[3];
  if (!(params.scaleH > 0.0) || !(params.scaleW > 0.0))
    throw node.place.error(ErrorCode::InvalidArgument, "a scale is not above 0");
}

void takeSizes(OnnxNode& node, int input, ResizeParams& params) {
  const std::vector<std::int64_t> sizes = node.state.constants.integers(node.input(input), node.place);
  const Shape shape = node.knownShape();
  if (sizes.size() != resizedRank || shape.rank() != resizedRank || sizes[0] != shape[0] || sizes[1] != shape[1])
    throw node.unsupported("resizes other axes than the height and width of four-dimensional maps");
  params.height = checkExtent(sizes[2], "the height", node.place);
  params.width = checkExtent(sizes[3], "the width", node.place);
}

std::vector<float> scaleList(OnnxNode& node, int input) {
  const TensorPtr scales = node.floats(input);
  return {scales->values().begin(), scales->values().end()};
}

Interpolation interpolation(OnnxNode& node) {
  return namedOption<Interpolation>(node, "mode", "nearest",
                                    {{"nearest", Interpolation::Nearest}, {"linear", Interpolation::Linear}});
}

/// Upsample, and Resize of operator set 10: pixels at position * scale, rounded down.
void readOldResize(OnnxNode& node, bool scalesAsInput) {
  node.needInputs(scalesAsInput ? 2 : 1, scalesAsInput ? 2 : 1);
  node.takeData(0);
  ResizeParams params;
  params.mode = interpolation(node);
  params.coordinates = ResizeCoordinates::Asymmetric;
  params.rounding = ResizeRounding::Floor;
  takeScales(node, scalesAsInput ? scaleList(node, 1) : node.attributes.numbers("scales"), params);
  node.result.params = params;
}

void readUpsample(OnnxNode& node) {
  constexpr std::int64_t scalesAsInputSince = 9;
  readOldResize(node, node.state.opset >= scalesAsInputSince);
}

void readResizeOperator(OnnxNode& node) {
  constexpr std::int64_t coordinatesSince = 11;
  constexpr int scalesInput = 2;
  constexpr int sizesInput = 3;
  if (node.state.opset < coordinatesSince)
    return readOldResize(node, true);
  node.needInputs(1, sizesInput + 1);
  node.takeData(0);
  ResizeParams params;
  params.mode = interpolation(node);
  params.coordinates = namedOption<ResizeCoordinates>(node, "coordinate_transformation_mode", "half_pixel",
                                                      {{"half_pixel", ResizeCoordinates::HalfPixel},
                                                       {"pytorch_half_pixel", ResizeCoordinates::PytorchHalfPixel},
                                                       {"align_corners", ResizeCoordinates::AlignCorners},
                                                       {"asymmetric", ResizeCoordinates::Asymmetric}});
  params.rounding = namedOption<ResizeRounding>(node, "nearest_mode", "round_prefer_floor",
                                                {{"round_prefer_floor", ResizeRounding::RoundPreferFloor},
                                                 {"round_prefer_ceil", ResizeRounding::RoundPreferCeil},
                                                 {"floor", ResizeRounding::Floor},
                                                 {"ceil", ResizeRounding::Ceil}});
  node.attributes.ignore("cubic_coeff_a");        // of the mode cubic
  node.attributes.ignore("extrapolation_value");  // of tf_crop_and_resize
  if (node.attributes.integer("exclude_outside", 0) != 0)
    throw node.unsupported("exclude_outside is not supported");
  const bool hasScales =
      node.hasInput(scalesInput) && node.state.constants.count(node.input(scalesInput), node.place) > 0;
  if (hasScales)
    takeScales(node, scaleList(node, scalesInput), params);
  else if (node.hasInput(sizesInput))
    takeSizes(node, sizesInput, params);
  else
    throw node.place.error(ErrorCode::MissingData, "neither scales nor sizes are given");
  node.result.params = params;
}

struct BlockAxes {
  Shape in;
  std::int64_t block = 1;
};

BlockAxes blockAxes(OnnxNode& node) {
  node.takeOnlyData();
  BlockAxes axes{node.knownShape(), 1};
  axes.block = checkExtent(node.attributes.integer("blocksize", 0), "blocksize", node.place);
  if (axes.in.rank() != resizedRank)
    throw node.place.error(ErrorCode::ShapeMismatch,
                           "moves blocks of a tensor of shape " + axes.in.toString() + ", four dimensions expected");
  return axes;
}

/// Six axes, reordered, and read as four again; images stay apart.
void moveBlocks(OnnxNode& node, std::vector<std::int64_t> split, std::vector<int> order,
                std::vector<std::int64_t> joined) {
  const std::string pieces = node.addPart(ReshapeParams{std::move(split)}, {node.input(0)});
  node.result.inputs = {node.addPart(TransposeParams{std::move(order)}, {pieces})};
  node.result.params = ReshapeParams{std::move(joined)};
}

void readDepthToSpace(OnnxNode& node) {
  const auto [in, block] = blockAxes(node);
  const std::int64_t depth = in[1] / (block * block);
  if (depth < 1 || in[1] % (block * block) != 0)
    throw node.place.error(ErrorCode::ShapeMismatch, "a block of " + std::to_string(block) + " does not divide " +
                                                         std::to_string(in[1]) + " maps");
  const std::vector<std::int64_t> joined{0, depth, in[2] * block, in[3] * block};
  const bool blocksFirst =
      namedOption<bool>(node, "mode", "DCR", std::map<std::string, bool>{{"DCR", true}, {"CRD", false}});
  if (blocksFirst)
    moveBlocks(node, {0, block, block, depth, in[2], in[3]}, {0, 3, 4, 1, 5, 2}, joined);
  else
    moveBlocks(node, {0, depth, block, block, in[2], in[3]}, {0, 1, 4, 2, 5, 3}, joined);
}

void readSpaceToDepth(OnnxNode& node) {
  const auto [in, block] = blockAxes(node);
  if (in[2] % block != 0 || in[3] % block != 0)
    throw node.place.error(ErrorCode::ShapeMismatch,
                           "a block of " + std::to_string(block) + " does not divide a map of " + in.toString());
  moveBlocks(node, {0, in[1], in[2] / block, block, in[3] / block, block}, {0, 3, 5, 1, 2, 4},
             {0, in[1] * block * block, in[2] / block, in[3] / block});
}

constexpr std::array<OnnxOperator, 5> resampleReaders{{
    {{"DepthToSpace", "Depth to space"}, readDepthToSpace},
    {{"Pad", "Pad"}, readPad},
    {{"Resize", "Resize, upsample"}, readResizeOperator},
    {{"SpaceToDepth", "Depth to space"}, readSpaceToDepth},
    {{"Upsample", "Resize, upsample"}, readUpsample},
}};

}  // namespace

std::span<const OnnxOperator> onnxResampleOperators() {
  return resampleReaders;
}

}  // namespace effortlab::model
