#include "model/onnx_layers.h"

#include "model/onnx_node.h"
#include "model/onnx_numbers.h"
#include "nn/layer_ops.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace effortlab::model {

namespace {

constexpr std::size_t mostOnnxLayers = 100'000;  ///< an operator may become several

/// All operators, sorted by name.
const std::vector<OnnxOperator>& allOnnxOperators() {
  static const std::vector<OnnxOperator> operators = [] {
    std::vector<OnnxOperator> list;
    for (const auto topic :
         {onnxWindowOperators(), onnxMatrixOperators(), onnxActivationOperators(), onnxElementwiseOperators(),
          onnxNormOperators(), onnxReduceOperators(), onnxShapeOperators(), onnxJoinOperators(),
          onnxResampleOperators(), onnxConstantOperators()})
      list.insert(list.end(), topic.begin(), topic.end());
    std::sort(list.begin(), list.end(),
              [](const OnnxOperator& a, const OnnxOperator& b) { return a.name.type < b.name.type; });
    return list;
  }();
  return operators;
}

Node plainNode(const NamedNode& node) {
  return {.name = node.name, .params = node.params, .inputs = {}, .outputs = {}, .weights = node.weights};
}

std::vector<Shape> shapesAt(const Node& node, const std::vector<Shape>& inputs, const ImportPlace& place) {
  try {
    return nn::layerOps(node.params).outputShapes(node, inputs);
  } catch (const Error& error) {
    throw place.error(error.code(), error.what());
  }
}

/// Outputs the reader does not write may be named where nothing reads them.
void cutOutputs(OnnxNode& node) {
  std::vector<std::string>& outputs = node.result.outputs;
  const auto wanted = static_cast<std::size_t>(node.outputs);
  for (std::size_t i = wanted; i < outputs.size(); ++i)
    if (!outputs[i].empty() && node.state.readers[outputs[i]] > 0)
      throw node.unsupported("its output " + std::to_string(i + 1) + " of " + std::to_string(outputs.size()) +
                             " outputs is read, which is not supported");
  outputs.resize(std::min(outputs.size(), wanted));
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (outputs[i].empty())
      outputs[i] = node.result.name + "/unread" + std::to_string(i);
}

}  // namespace

std::span<const FormatLayer> onnxOperators() {
  static const std::vector<FormatLayer> names = [] {
    std::vector<FormatLayer> list;
    for (const OnnxOperator& entry : allOnnxOperators())
      list.push_back(entry.name);
    return list;
  }();
  return names;
}

std::optional<Shape> OnnxState::shapeOf(const std::string& value) const {
  if (constants.contains(value))
    return constants.shape(value, {file, ""});
  const auto found = shapes.find(value);
  return found == shapes.end() ? std::nullopt : std::optional<Shape>(found->second);
}

void OnnxState::needAsData(const std::string& constant, const ImportPlace& place) {
  if (!from.emplace(constant, nodes.size()).second)
    return;
  nodes.push_back({constant, ConstantParams{}, {}, {constant}, {constants.floats(constant, place)}});
}

/// Follows shapes as far as they are clear; a misfit is left to buildGraph(), which checks and names everything.
void OnnxState::noteShapes(const NamedNode& node) {
  std::vector<Shape> inputs;
  for (const std::string& input : node.inputs) {
    const std::optional<Shape> shape = shapeOf(input);
    if (!shape)
      return;
    inputs.push_back(*shape);
  }
  try {
    const std::vector<Shape> outputs = nn::layerOps(node.params).outputShapes(plainNode(node), inputs);
    for (std::size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i)
      shapes.emplace(node.outputs[i], outputs[i]);
  } catch (const Error&) {
  }
}

void OnnxState::computeNow(const NamedNode& node, const ImportPlace& place) {
  std::vector<TensorPtr> kept;
  std::vector<const Tensor*> inputs;
  std::vector<Shape> shapesIn;
  for (const std::string& input : node.inputs) {
    kept.push_back(constants.floats(input, place));
    inputs.push_back(kept.back().get());
    shapesIn.push_back(kept.back()->shape());
  }
  const Node plain = plainNode(node);
  std::vector<Tensor> outputs;
  for (const Shape& shape : shapesAt(plain, shapesIn, place)) {
    constants.countMade(shape.elementCount(), place);
    outputs.emplace_back(shape);
  }
  try {
    nn::layerOps(node.params)
        .run(plain, inputs, outputs, {.kernels = nn::KernelSet::Eigen, .parallel = false, .stop = {}});
  } catch (const Error& error) {
    throw place.error(error.code(), error.what());
  }
  if (outputs.size() != node.outputs.size())
    throw place.error(ErrorCode::WrongFormat, "names " + std::to_string(node.outputs.size()) + " outputs, expected " +
                                                  std::to_string(outputs.size()));
  for (std::size_t i = 0; i < outputs.size(); ++i)
    constants.addFloats(node.outputs[i], std::move(outputs[i]), place);
}

void OnnxState::append(NamedNode node, const ImportPlace& place) {
  if (nodes.size() >= mostOnnxLayers)
    throw place.error(ErrorCode::TooLarge, "is one of more than " + std::to_string(mostOnnxLayers) + " layers");
  const auto isConstant = [this](const std::string& input) { return constants.contains(input); };
  if (!node.inputs.empty() && std::all_of(node.inputs.begin(), node.inputs.end(), isConstant))
    return computeNow(node, place);
  for (const std::string& input : node.inputs)
    if (isConstant(input))
      needAsData(input, place);
  noteShapes(node);
  for (const std::string& output : node.outputs)
    from.emplace(output, nodes.size());
  nodes.push_back(std::move(node));
}

void readOnnxNode(const onnx::NodeProto& proto, const std::string& name, const ImportPlace& place, OnnxState& state) {
  if (computeOnnxNumbers(proto, name, place, state))
    return;
  const auto& table = allOnnxOperators();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const OnnxOperator& entry) { return entry.name.type == proto.op_type(); });
  if (found == table.end())
    throw place.error(ErrorCode::Unsupported, "operator " + inQuotes(proto.op_type()) +
                                                  " is not supported; effortlab-cli layers lists those that are");
  OnnxNode node{
      .proto = proto, .place = place, .state = state, .attributes = OnnxAttributes(proto, place), .result = {}};
  node.result.name = name;
  node.result.outputs.assign(proto.output().begin(), proto.output().end());
  if (node.result.outputs.empty() || node.result.outputs[0].empty())
    throw place.error(ErrorCode::WrongFormat, "has no output");
  found->read(node);
  node.attributes.refuseOthers();
  if (!node.keep)
    return;
  cutOutputs(node);
  for (NamedNode& part : node.parts)
    state.append(std::move(part), place);
  state.append(std::move(node.result), place);
}

}  // namespace effortlab::model
