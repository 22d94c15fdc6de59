#include "model/onnx_layers.h"

#include "model/onnx_window.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace effortlab::model {

namespace {

/// What an operator reader works on.
struct OnnxNode {
  const onnx::NodeProto& proto;
  const ImportPlace& place;
  OnnxState& state;
  OnnxAttributes attributes;
  NamedNode result;
  bool keep = true;  ///< false: joined with an earlier node

  Error unsupported(const std::string& what) const { return place.error(ErrorCode::Unsupported, what); }
  bool hasInput(int i) const { return i < proto.input_size() && !proto.input(i).empty(); }
  std::optional<Shape> inputShape() const { return state.shapeOf(proto.input(0)); }
};

void needInputs(const OnnxNode& node, int least, int most) {
  if (node.proto.input_size() < least || node.proto.input_size() > most)
    throw node.place.error(ErrorCode::WrongFormat, "has " + std::to_string(node.proto.input_size()) + " inputs; " +
                                                       std::to_string(least) + " to " + std::to_string(most) +
                                                       " expected");
}

void takeData(OnnxNode& node, int i) {
  const std::string& name = node.proto.input(i);
  if (node.state.constants.contains(name))
    throw node.unsupported("reads the constant " + inQuotes(name) + " as data, which is not supported");
  node.result.inputs.push_back(name);
}

void takeOnlyData(OnnxNode& node) {
  needInputs(node, 1, 1);
  takeData(node, 0);
}

/// Axis 0 numbers the images of a batch: an operator across it would mix them.
int perImageAxis(const OnnxNode& node, std::int64_t axis, const std::optional<Shape>& shape) {
  if (axis == 0 || (shape && axis == -shape->rank()))
    throw node.unsupported("axis " + std::to_string(axis) + " joins the images of a batch, which is not supported");
  if (axis >= Shape::maxRank || axis < -Shape::maxRank)
    throw node.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
  return static_cast<int>(axis);
}

void readConv(OnnxNode& node) {
  needInputs(node, 2, 3);
  takeData(node, 0);
  const TensorPtr weights = node.state.constants.floats(node.proto.input(1), node.place);
  if (weights->shape().rank() != 4)
    throw node.unsupported("weights of shape " + weights->shape().toString() +
                           " are not those of a two-dimensional convolution, which alone is supported");
  ConvolutionParams params;
  params.outputs = checkExtent(weights->shape()[0], "the number of output maps", node.place);
  params.groups = checkExtent(node.attributes.integer("group", 1), "group", node.place);
  params.window = readOnnxWindow(node.attributes, {.kernelH = weights->shape()[2],
                                                   .kernelW = weights->shape()[3],
                                                   .input = node.inputShape(),
                                                   .place = node.place})
                      .window;
  if (params.window.kernelH != weights->shape()[2] || params.window.kernelW != weights->shape()[3])
    throw node.place.error(ErrorCode::ShapeMismatch,
                           "kernel_shape differs from the weights' shape " + weights->shape().toString());
  node.result.weights.push_back(weights);
  if (node.hasInput(2))
    node.result.weights.push_back(node.state.constants.floats(node.proto.input(2), node.place));
  node.result.params = params;
}

void needMatrixInput(const OnnxNode& node) {
  if (const auto shape = node.inputShape(); !shape || shape->rank() != 2)
    throw node.unsupported("multiplies a tensor that is " +
                           (shape ? "of shape " + shape->toString() : std::string("of unknown shape")) +
                           "; only one row an image is supported");
}

/// Weights stored as [inputs, K] or, `rowsAreOutputs`, as [K, inputs].
void takeMatrix(OnnxNode& node, bool rowsAreOutputs) {
  const std::string& name = node.proto.input(1);
  const TensorPtr weights = rowsAreOutputs ? node.state.constants.floats(name, node.place)
                                           : node.state.constants.transposed(name, node.place);
  if (weights->shape().rank() != 2)
    throw node.unsupported("weights of shape " + weights->shape().toString() + " are not a matrix");
  node.result.params = FullyConnectedParams{checkExtent(weights->shape()[0], "the number of outputs", node.place)};
  node.result.weights.push_back(weights);
}

/// A bias of one number an output; a shorter one that ONNX would repeat is refused.
TensorPtr biasFor(const OnnxNode& node, const std::string& name, std::int64_t outputs) {
  const TensorPtr stored = node.state.constants.floats(name, node.place);
  if (stored->size() != outputs || stored->shape().rank() < 1 || stored->shape()[stored->shape().rank() - 1] != outputs)
    throw node.unsupported("the bias " + inQuotes(name) + " has the shape " + stored->shape().toString() + "; " +
                           std::to_string(outputs) + " numbers are supported");
  return node.state.constants.asVector(name, node.place);
}

void readGemm(OnnxNode& node) {
  needInputs(node, 2, 3);
  takeData(node, 0);
  needMatrixInput(node);
  if (node.attributes.number("alpha", 1.0F) != 1.0F)
    throw node.unsupported("alpha is not 1, which is not supported");
  if (node.attributes.number("beta", 1.0F) != 1.0F && node.hasInput(2))
    throw node.unsupported("beta is not 1, which is not supported");
  if (node.attributes.integer("transA", 0) != 0)
    throw node.unsupported("transA is not 0, which is not supported");
  takeMatrix(node, node.attributes.integer("transB", 0) != 0);
  if (node.hasInput(2))
    node.result.weights.push_back(biasFor(node, node.proto.input(2), node.result.weights[0]->shape()[0]));
}

void readMatMul(OnnxNode& node) {
  needInputs(node, 2, 2);
  takeData(node, 0);
  needMatrixInput(node);
  takeMatrix(node, false);
}

/// MatMul + Add with a constant is a fully connected layer with a bias; any other Add is not supported.
void readAdd(OnnxNode& node) {
  needInputs(node, 2, 2);
  OnnxState& state = node.state;
  const int constant = state.constants.contains(node.proto.input(0)) ? 0 : 1;
  const std::string& data = node.proto.input(1 - constant);
  const auto producer = state.from.find(data);
  if (!state.constants.contains(node.proto.input(constant)) || producer == state.from.end() || state.readers[data] != 1)
    throw node.unsupported("operator 'Add' is supported only as the constant bias of a MatMul or Gemm");
  NamedNode& product = state.nodes[producer->second];
  const auto* layer = std::get_if<FullyConnectedParams>(&product.params);
  if (layer == nullptr || product.weights.size() != 1)
    throw node.unsupported("operator 'Add' is supported only as the constant bias of a MatMul or Gemm");
  product.weights.push_back(biasFor(node, node.proto.input(constant), layer->outputs));
  product.outputs[0] = node.proto.output(0);
  state.from.emplace(node.proto.output(0), producer->second);
  if (const auto shape = state.shapeOf(data))
    state.shapes.emplace(node.proto.output(0), *shape);
  node.keep = false;
}

void readRelu(OnnxNode& node) {
  takeOnlyData(node);
  node.result.params = ActivationParams{ActivationKind::Relu};
}

void readSigmoid(OnnxNode& node) {
  takeOnlyData(node);
  node.result.params = ActivationParams{ActivationKind::Sigmoid};
}

void readTanh(OnnxNode& node) {
  takeOnlyData(node);
  node.result.params = ActivationParams{ActivationKind::Tanh};
}

/// ceil_mode: a last window that would start beyond the map and its leading padding is not there. The operator sets
/// read here leave that open; PyTorch, whose exporter writes ceil_mode, and later operator sets say so.
void readPool(OnnxNode& node, PoolParams params) {
  takeOnlyData(node);
  const bool ceil = node.attributes.integer("ceil_mode", 0) != 0;
  if (!node.attributes.has("kernel_shape"))
    throw node.place.error(ErrorCode::MissingData, "attribute 'kernel_shape' is missing");
  const OnnxWindow read = readOnnxWindow(node.attributes, {.input = node.inputShape(), .place = node.place});
  if (ceil && read.automatic)
    throw node.unsupported("ceil_mode together with auto_pad is not supported");
  params.window = read.window;
  checkPoolPadding(params.window, node.place);
  params.rounding = ceil ? PoolRounding::Ceil : PoolRounding::Floor;
  params.dropLastOutside = ceil;
  node.result.params = params;
}

void readMaxPool(OnnxNode& node) {
  node.attributes.ignore("storage_order");  // orders the second output, which is refused
  PoolParams params;
  params.kind = PoolKind::Max;
  readPool(node, params);
}

void readAveragePool(OnnxNode& node) {
  PoolParams params;
  params.kind = PoolKind::Average;
  const bool whole = node.attributes.integer("count_include_pad", 0) != 0;
  params.divisor = whole ? PoolDivisor::WholeKernel : PoolDivisor::InsideOnly;
  readPool(node, params);
}

void readGlobalPool(OnnxNode& node, PoolKind kind) {
  takeOnlyData(node);
  PoolParams params;
  params.kind = kind;
  params.global = true;
  node.result.params = params;
}

void readGlobalMaxPool(OnnxNode& node) {
  readGlobalPool(node, PoolKind::Max);
}

void readGlobalAveragePool(OnnxNode& node) {
  readGlobalPool(node, PoolKind::Average);
}

void readConcat(OnnxNode& node) {
  if (node.proto.input_size() < 1)
    throw node.place.error(ErrorCode::WrongFormat, "has no input");
  for (int i = 0; i < node.proto.input_size(); ++i)
    takeData(node, i);
  if (!node.attributes.has("axis"))
    throw node.place.error(ErrorCode::MissingData, "attribute 'axis' is missing");
  node.result.params = ConcatParams{perImageAxis(node, node.attributes.integer("axis", 1), node.inputShape())};
}

/// Before operator set 13 Softmax ran over all axes from `axis` on, joined into one. It is today's Softmax over a
/// single axis where all the others of them have one element.
std::int64_t singleSoftmaxAxis(const OnnxNode& node, std::int64_t axis) {
  const std::optional<Shape> shape = node.inputShape();
  if (!shape)
    throw node.unsupported("Softmax of operator set " + std::to_string(node.state.opset) +
                           " over a tensor of unknown shape is not supported");
  const std::int64_t first = axis < 0 ? axis + shape->rank() : axis;
  if (first < 1 || first >= shape->rank())
    return axis;  // refused by the caller, or where shapes are checked
  std::int64_t single = first;
  int wide = 0;
  for (int i = static_cast<int>(first); i < shape->rank(); ++i) {
    if ((*shape)[i] == 1)
      continue;
    single = i;
    ++wide;
  }
  if (wide > 1)
    throw node.unsupported("Softmax of operator set " + std::to_string(node.state.opset) + " over several axes of " +
                           shape->toString() + " at once is not supported");
  return single;
}

void readSoftmax(OnnxNode& node) {
  takeOnlyData(node);
  constexpr std::int64_t perAxisSince = 13;
  const bool perAxis = node.state.opset >= perAxisSince;
  std::int64_t axis = node.attributes.integer("axis", perAxis ? -1 : 1);
  if (!perAxis)
    axis = singleSoftmaxAxis(node, axis);
  node.result.params = SoftmaxParams{perImageAxis(node, axis, node.inputShape())};
}

void readFlatten(OnnxNode& node) {
  takeOnlyData(node);
  const int axis = perImageAxis(node, node.attributes.integer("axis", 1), node.inputShape());
  if (axis != 1 && !(node.inputShape() && axis + node.inputShape()->rank() == 1))
    throw node.unsupported("axis " + std::to_string(axis) +
                           " spreads an image over several rows, which is not "
                           "supported; only 1 is");
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
    return target[0] == 0 || target[0] == node.state.declaredBatch;
  return columns == perImage && (target[0] == 0 || target[0] == -1 || target[0] == node.state.declaredBatch);
}

void readReshape(OnnxNode& node) {
  needInputs(node, 2, 2);
  takeData(node, 0);
  const std::vector<std::int64_t> target = node.state.constants.integers(node.proto.input(1), node.place);
  const bool zeroIsZero = node.attributes.integer("allowzero", 0) != 0;
  if ((zeroIsZero && std::find(target.begin(), target.end(), 0) != target.end()) || !isOneRowAnImage(node, target))
    throw node.unsupported("Reshape is supported only to one row an image ([0, -1] or [batch, elements])");
  node.result.params = FlattenParams{.axis = 1, .endAxis = -1, .onnxTwoDims = true};
}

void readIdentity(OnnxNode& node) {
  takeOnlyData(node);
  node.result.params = IdentityParams{};
}

/// Inference mode only; a mask output stays unwritten, so a node that reads it is refused as reading nothing.
void readDropout(OnnxNode& node) {
  needInputs(node, 1, 3);
  takeData(node, 0);
  node.attributes.ignore("ratio");
  node.attributes.ignore("seed");
  if (node.hasInput(2))
    throw node.unsupported("Dropout with a training_mode input is not supported; export the network for inference");
  if (node.proto.output_size() == 2 && node.state.readers[node.proto.output(1)] == 0)
    node.result.outputs.resize(1);
  node.result.params = IdentityParams{};
}

struct OperatorReader {
  std::string_view type;
  void (*read)(OnnxNode&);
};

constexpr std::array<OperatorReader, 17> operatorReaders{{
    {"Add", readAdd},
    {"AveragePool", readAveragePool},
    {"Concat", readConcat},
    {"Conv", readConv},
    {"Dropout", readDropout},
    {"Flatten", readFlatten},
    {"Gemm", readGemm},
    {"GlobalAveragePool", readGlobalAveragePool},
    {"GlobalMaxPool", readGlobalMaxPool},
    {"Identity", readIdentity},
    {"MatMul", readMatMul},
    {"MaxPool", readMaxPool},
    {"Relu", readRelu},
    {"Reshape", readReshape},
    {"Sigmoid", readSigmoid},
    {"Softmax", readSoftmax},
    {"Tanh", readTanh},
}};

std::string supportedOperators() {
  std::string list = "Constant";
  for (const OperatorReader& reader : operatorReaders)
    list += ", " + std::string(reader.type);
  return list;
}

}  // namespace

std::optional<Shape> OnnxState::shapeOf(const std::string& value) const {
  const auto found = shapes.find(value);
  return found == shapes.end() ? std::nullopt : std::optional<Shape>(found->second);
}

void readOnnxNode(const onnx::NodeProto& proto, const std::string& name, const ImportPlace& place, OnnxState& state) {
  const auto reader = std::find_if(operatorReaders.begin(), operatorReaders.end(),
                                   [&](const OperatorReader& entry) { return entry.type == proto.op_type(); });
  if (reader == operatorReaders.end())
    throw place.error(ErrorCode::Unsupported, "operator " + inQuotes(proto.op_type()) +
                                                  " is not supported yet; supported are " + supportedOperators());
  OnnxNode node{proto, place, state, OnnxAttributes(proto, place), {}, true};
  node.result.name = name;
  node.result.outputs.assign(proto.output().begin(), proto.output().end());
  if (node.result.outputs.empty() || node.result.outputs[0].empty())
    throw place.error(ErrorCode::WrongFormat, "has no output");
  reader->read(node);
  node.attributes.refuseOthers();
  if (!node.keep)
    return;
  while (node.result.outputs.size() > 1 && node.result.outputs.back().empty())
    node.result.outputs.pop_back();
  if (node.result.outputs.size() != 1)
    throw node.unsupported("has " + std::to_string(node.result.outputs.size()) + " outputs; exactly one is supported");
  state.from.emplace(node.result.outputs[0], state.nodes.size());
  state.nodes.push_back(std::move(node.result));
}

}  // namespace effortlab::model
