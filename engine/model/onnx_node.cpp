#include "model/onnx_node.h"

#include <onnx/onnx_pb.h>

#include <utility>

namespace effortlab::model {

const std::string& OnnxNode::input(int i) const {
  return proto.input(i);
}

int OnnxNode::inputCount() const {
  return proto.input_size();
}

bool OnnxNode::hasInput(int i) const {
  return i < proto.input_size() && !proto.input(i).empty();
}

Shape OnnxNode::knownShape(int i) const {
  const std::optional<Shape> shape = inputShape(i);
  if (!shape)
    throw unsupported("reads " + inQuotes(input(i)) + ", whose shape is not known");
  return *shape;
}

void OnnxNode::needInputs(int least, int most) const {
  if (proto.input_size() < least || proto.input_size() > most)
    throw place.error(ErrorCode::WrongFormat, "has " + std::to_string(proto.input_size()) + " inputs; " +
                                                  std::to_string(least) + " to " + std::to_string(most) + " expected");
}

void OnnxNode::takeData(int i) {
  result.inputs.push_back(input(i));
}

void OnnxNode::takeOnlyData() {
  needInputs(1, 1);
  takeData(0);
}

std::optional<std::vector<std::int64_t>> OnnxNode::list(const std::string& attribute, int input, bool asInput) {
  constexpr std::int64_t longest = 1024;  // sizes of a Split, pads: a few an axis
  if (asInput) {
    if (!hasInput(input))
      return std::nullopt;
    return state.constants.integers(proto.input(input), place, longest);
  }
  if (!attributes.has(attribute))
    return std::nullopt;
  return attributes.integers(attribute);
}

std::vector<int> OnnxNode::axes(const std::string& attribute, int input, bool asInput) {
  std::vector<int> resolved;
  if (const auto values = list(attribute, input, asInput))
    for (const std::int64_t value : *values)
      resolved.push_back(axis(value));
  return resolved;
}

int OnnxNode::axis(std::int64_t value) const {
  if (value >= Shape::maxRank || value < -Shape::maxRank)
    throw place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(value) + " is out of range");
  return static_cast<int>(value);
}

std::string OnnxNode::addPart(LayerParams params, std::vector<std::string> inputs, std::vector<TensorPtr> weights) {
  const std::string name = result.name + "/" + std::to_string(parts.size() + 1);
  parts.push_back({name, std::move(params), std::move(inputs), {name}, std::move(weights)});
  return name;
}

}  // namespace effortlab::model
