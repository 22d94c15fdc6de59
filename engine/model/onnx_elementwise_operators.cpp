#include "model/onnx_node.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

constexpr std::int64_t anyBroadcastSince = 7;

/// A constant operand; whole numbers, as exponents may be, become floats.
TensorPtr operandConstant(const OnnxNode& node, int i, ElementwiseKind kind) {
  if (kind != ElementwiseKind::Power || i != 1 || !node.state.constants.holdsNumbers(node.input(i)))
    return node.floats(i);
  const OnnxNumbers whole = node.state.constants.numbers(node.input(i), node.place);
  const std::vector<float> values(whole.values.begin(), whole.values.end());
  return std::make_shared<const Tensor>(whole.shape, std::span<const float>(values));
}

void readOperands(OnnxNode& node, ElementwiseKind kind) {
  ElementwiseParams params{.kind = kind, .coefficients = {}, .constantAt = -1};
  int constants = 0;
  for (int i = 0; i < node.inputCount(); ++i) {
    if (!node.hasInput(i))
      throw node.place.error(ErrorCode::WrongFormat, "has no input " + std::to_string(i + 1));
    constants += node.isConstant(i) ? 1 : 0;
  }
  for (int i = 0; i < node.inputCount(); ++i) {
    if (node.isConstant(i) && constants == 1 && node.inputCount() > 1) {
      params.constantAt = i;
      node.result.weights.push_back(operandConstant(node, i, kind));
    } else {
      node.takeData(i);
    }
  }
  node.result.params = params;
}

/// Operator set 6 lays the second operand along the first from `axis` on: axes of one element follow to align the ends.
void alignSecond(OnnxNode& node, int axis) {
  const int missing = node.knownShape(0).rank() - axis - node.knownShape(1).rank();
  if (axis < 0 || missing < 0)
    throw node.place.error(ErrorCode::ShapeMismatch, "its second operand does not fit at axis " + std::to_string(axis));
  if (missing == 0)
    return;
  std::vector<std::int64_t> dims(static_cast<std::size_t>(node.knownShape(1).rank()), 0);
  dims.resize(dims.size() + static_cast<std::size_t>(missing), 1);
  if (node.result.weights.empty()) {
    node.result.inputs[1] = node.addPart(ReshapeParams{dims}, {node.input(1)});
    return;
  }
  for (int i = 0; i < node.knownShape(1).rank(); ++i)
    dims[static_cast<std::size_t>(i)] = node.knownShape(1)[i];
  Tensor aligned = *node.result.weights[0];
  aligned.reshape(Shape(dims));
  node.result.weights[0] = std::make_shared<const Tensor>(std::move(aligned));
}

void readPair(OnnxNode& node, ElementwiseKind kind) {
  readOperands(node, kind);
  if (node.state.opset >= anyBroadcastSince)
    return;
  node.attributes.ignore("broadcast");  // today's rule is wider
  if (node.attributes.has("axis") && !node.isConstant(0))
    alignSecond(node, node.axis(node.attributes.integer("axis", 0)));
}

template <ElementwiseKind Kind>
void readBinary(OnnxNode& node) {
  node.needInputs(2, 2);
  readPair(node, Kind);
}

template <ElementwiseKind Kind>
void readList(OnnxNode& node) {
  if (node.inputCount() < 1)
    throw node.place.error(ErrorCode::WrongFormat, "has no input");
  readOperands(node, Kind);
}

/// MatMul + Add with a constant is a fully connected layer with a bias.
bool joinAsBias(OnnxNode& node) {
  OnnxState& state = node.state;
  const int constant = node.isConstant(0) ? 0 : 1;
  const std::string& data = node.input(1 - constant);
  const auto producer = state.from.find(data);
  if (!node.isConstant(constant) || producer == state.from.end() || state.readers[data] != 1)
    return false;
  NamedNode& product = state.nodes[producer->second];
  const auto* layer = std::get_if<FullyConnectedParams>(&product.params);
  if (layer == nullptr || product.weights.size() != 1 || state.constants.holdsNumbers(node.input(constant)))
    return false;
  const TensorPtr stored = node.floats(constant);
  const Shape& shape = stored->shape();
  if (stored->size() != layer->outputs || shape.rank() < 1 || shape.rank() > 2 ||
      shape[shape.rank() - 1] != layer->outputs)
    return false;
  product.weights.push_back(state.constants.asVector(node.input(constant), node.place));
  product.outputs[0] = node.result.outputs[0];
  state.from.emplace(node.result.outputs[0], producer->second);
  if (const auto known = state.shapeOf(data))
    state.shapes.emplace(node.result.outputs[0], *known);
  node.keep = false;
  return true;
}

void readAdd(OnnxNode& node) {
  node.needInputs(2, 2);
  const bool laidAlong = node.attributes.has("axis");
  if (laidAlong || !joinAsBias(node))
    return readPair(node, ElementwiseKind::Add);
  if (node.state.opset < anyBroadcastSince)
    node.attributes.ignore("broadcast");
}

constexpr std::array<OnnxOperator, 9> elementwiseReaders{{
    {{"Add", "Element-wise sum, product, maximum"}, readAdd},
    {{"Div", "Element-wise sum, product, maximum"}, readBinary<ElementwiseKind::Divide>},
    {{"Max", "Element-wise sum, product, maximum"}, readList<ElementwiseKind::Max>},
    {{"Mean", "Element-wise sum, product, maximum"}, readList<ElementwiseKind::Mean>},
    {{"Min", "Element-wise sum, product, maximum"}, readList<ElementwiseKind::Min>},
    {{"Mul", "Element-wise sum, product, maximum"}, readBinary<ElementwiseKind::Multiply>},
    {{"Pow", "Element-wise sum, product, maximum"}, readBinary<ElementwiseKind::Power>},
    {{"Sub", "Element-wise sum, product, maximum"}, readBinary<ElementwiseKind::Subtract>},
    {{"Sum", "Element-wise sum, product, maximum"}, readList<ElementwiseKind::Add>},
}};

}  // namespace

std::span<const OnnxOperator> onnxElementwiseOperators() {
  return elementwiseReaders;
}

}  // namespace effortlab::model
