#include "model/onnx_constants.h"

#include "model/onnx_attributes.h"
#include "model/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <utility>

namespace effortlab::model {

namespace {

std::shared_ptr<onnx::TensorProto> madeTensor(OnnxAttributes& attributes) {
  auto tensor = std::make_shared<onnx::TensorProto>();
  if (attributes.has("value_float") || attributes.has("value_floats")) {
    const bool one = attributes.has("value_float");
    const std::vector<float> values =
        one ? std::vector<float>{attributes.number("value_float", 0.0F)} : attributes.numbers("value_floats");
    tensor->set_data_type(onnx::TensorProto::FLOAT);
    tensor->mutable_float_data()->Add(values.begin(), values.end());
    if (!one)
      tensor->add_dims(static_cast<std::int64_t>(values.size()));
  } else if (attributes.has("value_int") || attributes.has("value_ints")) {
    const bool one = attributes.has("value_int");
    const std::vector<std::int64_t> values =
        one ? std::vector<std::int64_t>{attributes.integer("value_int", 0)} : attributes.integers("value_ints");
    tensor->set_data_type(onnx::TensorProto::INT64);
    tensor->mutable_int64_data()->Add(values.begin(), values.end());
    if (!one)
      tensor->add_dims(static_cast<std::int64_t>(values.size()));
  } else {
    return nullptr;
  }
  return tensor;
}

}  // namespace

OnnxConstants::OnnxConstants(const onnx::GraphProto& graph, const std::string& file) {
  for (const onnx::TensorProto& tensor : graph.initializer())
    add(tensor.name(), tensor, {file, "tensor " + inQuotes(tensor.name())});
  if (graph.sparse_initializer_size() > 0)
    throw Error::inFile(ErrorCode::Unsupported, file, "", "has sparse weights, which are not supported");
}

void OnnxConstants::refuseTwice(const std::string& name, const ImportPlace& place) const {
  if (contains(name))
    throw place.error(ErrorCode::WrongFormat, "tensor " + inQuotes(name) + " is defined twice");
}

void OnnxConstants::add(const std::string& name, const onnx::TensorProto& tensor, const ImportPlace& place) {
  refuseTwice(name, place);
  m_tensors.emplace(name, &tensor);
}

void OnnxConstants::countMade(std::int64_t elements, const ImportPlace& place) {
  if (elements > mostMade - m_elementsMade)
    throw place.error(ErrorCode::TooLarge, "its constants grow beyond " + std::to_string(mostMade) +
                                               " elements that are not in the file; is it damaged?");
  m_elementsMade += elements;
}

void OnnxConstants::addFloats(const std::string& name, Tensor tensor, const ImportPlace& place) {
  refuseTwice(name, place);
  m_computed.emplace(name, std::make_shared<const Tensor>(std::move(tensor)));
}

void OnnxConstants::addNumbers(const std::string& name, OnnxNumbers numbers, const ImportPlace& place) {
  refuseTwice(name, place);
  countMade(static_cast<std::int64_t>(numbers.values.size()), place);
  m_numbers.emplace(name, std::move(numbers));
}

bool OnnxConstants::holdsNumbers(const std::string& name) const {
  const auto stored = m_tensors.find(name);
  return stored != m_tensors.end() ? holdsOnnxNumbers(*stored->second) : m_numbers.contains(name);
}

void OnnxConstants::addAlias(const std::string& name, const std::string& of, const ImportPlace& place) {
  refuseTwice(name, place);
  if (const auto stored = m_tensors.find(of); stored != m_tensors.end())
    m_tensors.emplace(name, stored->second);
  else if (const auto computed = m_computed.find(of); computed != m_computed.end())
    m_computed.emplace(name, computed->second);
  else
    m_numbers.emplace(name, m_numbers.at(of));
}

bool OnnxConstants::takeNode(const onnx::NodeProto& node, const ImportPlace& place) {
  if (node.op_type() == "Identity" && node.input_size() == 1 && node.output_size() == 1 && contains(node.input(0))) {
    addAlias(node.output(0), node.input(0), place);
    return true;
  }
  if (node.op_type() != "Constant")
    return false;
  if (node.output_size() != 1)
    throw place.error(ErrorCode::WrongFormat, "a Constant needs exactly one output");
  OnnxAttributes attributes(node, place);
  if (const onnx::TensorProto* value = attributes.tensor("value"); value != nullptr) {
    add(node.output(0), *value, place);
  } else if (const auto made = madeTensor(attributes); made != nullptr) {
    m_made.push_back(made);
    add(node.output(0), *made, place);
  }
  attributes.refuseOthers();  // strings and sparse values
  if (!contains(node.output(0)))
    throw place.error(ErrorCode::MissingData, "the Constant has no value");
  return true;
}

const onnx::TensorProto& OnnxConstants::find(const std::string& name, const ImportPlace& place) const {
  const auto found = m_tensors.find(name);
  if (found == m_tensors.end())
    throw place.error(ErrorCode::Unsupported, "input " + inQuotes(name) +
                                                  " is not a constant of the file; weights that are computed or fed "
                                                  "from outside are not supported");
  return *found->second;
}

Shape OnnxConstants::shape(const std::string& name, const ImportPlace& place) const {
  if (const auto computed = m_computed.find(name); computed != m_computed.end())
    return computed->second->shape();
  if (const auto numbers = m_numbers.find(name); numbers != m_numbers.end())
    return numbers->second.shape;
  return onnxTensorShape(find(name, place), place.within("tensor " + inQuotes(name)));
}

std::int64_t OnnxConstants::count(const std::string& name, const ImportPlace& place) const {
  return shape(name, place).elementCount();
}

TensorPtr OnnxConstants::floats(const std::string& name, const ImportPlace& place) {
  if (const auto computed = m_computed.find(name); computed != m_computed.end())
    return computed->second;
  if (m_numbers.contains(name))
    throw place.error(ErrorCode::Unsupported,
                      "computes with the whole numbers " + inQuotes(name) + "; only float tensors are computed with");
  TensorPtr& kept = m_floats[name];
  if (kept == nullptr)
    kept = std::make_shared<const Tensor>(readOnnxFloats(find(name, place), place.within("tensor " + inQuotes(name))));
  return kept;
}

TensorPtr OnnxConstants::transposed(const std::string& name, const ImportPlace& place) {
  TensorPtr& kept = m_transposed[name];
  if (kept != nullptr)
    return kept;
  const TensorPtr stored = floats(name, place);
  if (stored->shape().rank() != 2)
    throw place.error(ErrorCode::Unsupported,
                      "weights " + inQuotes(name) + " of shape " + stored->shape().toString() + " are not a matrix");
  const std::int64_t rows = stored->shape()[0];
  const std::int64_t columns = stored->shape()[1];
  Tensor result(Shape({columns, rows}));
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column)
      result.data()[column * rows + row] = stored->data()[row * columns + column];
  kept = std::make_shared<const Tensor>(std::move(result));
  return kept;
}

TensorPtr OnnxConstants::asVector(const std::string& name, const ImportPlace& place) {
  TensorPtr& kept = m_vectors[name];
  if (kept == nullptr) {
    Tensor tensor = *floats(name, place);
    tensor.reshape(Shape({tensor.size()}));
    kept = std::make_shared<const Tensor>(std::move(tensor));
  }
  return kept;
}

OnnxNumbers OnnxConstants::numbers(const std::string& name, const ImportPlace& place) const {
  if (const auto computed = m_numbers.find(name); computed != m_numbers.end())
    return computed->second;
  const ImportPlace inside = place.within("tensor " + inQuotes(name));
  if (m_computed.contains(name))
    throw inside.error(ErrorCode::WrongFormat, "is no list of integers");
  return readOnnxNumbers(find(name, place), inside);
}

std::vector<std::int64_t> OnnxConstants::integers(const std::string& name, const ImportPlace& place,
                                                  std::int64_t most) const {
  OnnxNumbers read = numbers(name, place);
  if (static_cast<std::int64_t>(read.values.size()) > most)
    throw place.within("tensor " + inQuotes(name))
        .error(ErrorCode::WrongFormat,
               "holds " + std::to_string(read.values.size()) + " numbers; at most " + std::to_string(most) + " fit");
  return read.values;
}

}  // namespace effortlab::model
