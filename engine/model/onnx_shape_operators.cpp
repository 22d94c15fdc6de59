#include "model/onnx_node.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

constexpr std::int64_t squeezeAxesAsInputSince = 13;

void readFlatten(OnnxNode& node) {
  node.takeOnlyData();
  const int axis = node.axis(node.attributes.integer("axis", 1));
  node.result.params = FlattenParams{.axis = axis, .endAxis = -1, .onnxTwoDims = true};
}

/// A Reshape to one row an image is a Flatten. `target` holds two numbers, 0: as before, -1: what is left.
bool isOneRowAnImage(const OnnxNode& node, const std::vector<std::int64_t>& target) {
  const std::optional<Shape> shape = node.inputShape();
  if (target.size() != 2 || !shape || shape->rank() < 2)
    return false;
  const std::int64_t perImage = shape->elementCount(1, shape->rank());
  const std::int64_t columns = target[1] == 0 ? (*shape)[1] : target[1];
  if (columns == -1)
    return target[0] == 0 || target[0] == (*shape)[0];
  return columns == perImage && (target[0] == 0 || target[0] == -1 || target[0] == (*shape)[0]);
}

/// The first dimension as the input's where it is as long: then batches of any size fit.
void keepBatch(const Shape& input, std::vector<std::int64_t>& target) {
  if (target.empty() || input.rank() < 1 || input.elementCount() < 1)
    return;
  std::int64_t first = target[0];
  if (first == -1) {
    std::int64_t rest = 1;
    for (std::size_t i = 1; i < target.size(); ++i) {
      const std::int64_t dim =
          target[i] == 0 && static_cast<int>(i) < input.rank() ? input[static_cast<int>(i)] : target[i];
      if (dim < 1 || dim > input.elementCount() / rest)
        return;
      rest *= dim;
    }
    first = input.elementCount() / rest;
  }
  if (first == input[0])
    target[0] = 0;
}

void readReshape(OnnxNode& node) {
  node.needInputs(2, 2);
  node.takeData(0);
  std::vector<std::int64_t> target = node.state.constants.integers(node.input(1), node.place);
  const bool zeroIsZero = node.attributes.integer("allowzero", 0) != 0;
  if (zeroIsZero && std::find(target.begin(), target.end(), 0) != target.end())
    throw node.unsupported("Reshape to a tensor without elements is not supported");
  if (std::any_of(target.begin(), target.end(), [](std::int64_t dim) { return dim < -1; }) ||
      std::count(target.begin(), target.end(), -1) > 1)
    throw node.place.error(ErrorCode::WrongFormat,
                           "the target of Reshape has a dimension below -1 or more than one -1");
  if (isOneRowAnImage(node, target)) {
    node.result.params = FlattenParams{.axis = 1, .endAxis = -1, .onnxTwoDims = true};
    return;
  }
  if (const std::optional<Shape> shape = node.inputShape())
    keepBatch(*shape, target);
  node.result.params = ReshapeParams{target};
}

void readSqueeze(OnnxNode& node) {
  const bool asInput = node.state.opset >= squeezeAxesAsInputSince;
  node.needInputs(1, asInput ? 2 : 1);
  node.takeData(0);
  node.result.params = SqueezeParams{node.axes("axes", 1, asInput)};
}

void readUnsqueeze(OnnxNode& node) {
  const bool asInput = node.state.opset >= squeezeAxesAsInputSince;
  node.needInputs(asInput ? 2 : 1, asInput ? 2 : 1);
  node.takeData(0);
  const std::vector<int> axes = node.axes("axes", 1, asInput);
  if (axes.empty())
    throw node.place.error(ErrorCode::MissingData, "'axes' are missing");
  node.result.params = UnsqueezeParams{axes};
}

void readTranspose(OnnxNode& node) {
  node.takeOnlyData();
  TransposeParams params;
  params.order = node.axes("perm", 0, false);
  if (params.order.empty())
    for (int axis = node.knownShape().rank(); axis > 0; --axis)
      params.order.push_back(axis - 1);
  node.result.params = params;
}

void readIdentity(OnnxNode& node) {
  node.takeOnlyData();
  node.keep = !node.state.constants.takeNode(node.proto, node.place);  // of a constant: the same under another name
  node.result.params = IdentityParams{};
}

/// Inference mode only; the mask output is refused where something reads it.
void readDropout(OnnxNode& node) {
  node.needInputs(1, 3);
  node.takeData(0);
  node.attributes.ignore("ratio");
  node.attributes.ignore("seed");
  constexpr std::int64_t inferenceSince = 7;  // before, is_test chose
  if (node.state.opset < inferenceSince && node.attributes.integer("is_test", 0) == 0)
    throw node.unsupported("Dropout in training mode is not supported; export the network for inference");
  bool training = node.hasInput(2);
  if (training && node.isConstant(2) && node.state.constants.holdsNumbers(node.input(2))) {
    const std::vector<std::int64_t> mode = node.state.constants.integers(node.input(2), node.place, 1);
    training = mode != std::vector<std::int64_t>{0};
  }
  if (training)
    throw node.unsupported("Dropout with a training_mode input is not supported; export the network for inference");
  node.result.params = IdentityParams{IdentityKind::Dropout};
}

/// A product with ones of the wanted shape, one element wherever the input's axis is long enough already.
void readExpand(OnnxNode& node) {
  node.needInputs(2, 2);
  node.takeData(0);
  const std::vector<std::int64_t> target = node.state.constants.integers(node.input(1), node.place);
  const Shape input = node.knownShape();
  Shape ones = checkShape(target, node.place);
  const int shift = ones.rank() - input.rank();
  for (int axis = std::max(0, shift); axis < ones.rank(); ++axis)
    if (ones[axis] == input[axis - shift])
      ones[axis] = 1;
  node.state.constants.countMade(ones.elementCount(), node.place);
  node.result.weights.push_back(std::make_shared<const Tensor>(ones, 1.0F));
  node.result.params = ElementwiseParams{.kind = ElementwiseKind::Multiply, .coefficients = {}, .constantAt = 1};
}

constexpr std::array<OnnxOperator, 8> shapeReaders{{
    {{"Dropout", "Nothing to do at inference"}, readDropout},
    {{"Expand", "Expand, tile"}, readExpand},
    {{"Flatten", "Flatten, reshape, squeeze"}, readFlatten},
    {{"Identity", "Nothing to do at inference"}, readIdentity},
    {{"Reshape", "Flatten, reshape, squeeze"}, readReshape},
    {{"Squeeze", "Flatten, reshape, squeeze"}, readSqueeze},
    {{"Transpose", "Transpose"}, readTranspose},
    {{"Unsqueeze", "Flatten, reshape, squeeze"}, readUnsqueeze},
}};

}  // namespace

std::span<const OnnxOperator> onnxShapeOperators() {
  return shapeReaders;
}

}  // namespace effortlab::model
