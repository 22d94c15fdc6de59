#include "model/onnx_constants.h"

#include "model/onnx_attributes.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace effortlab::model {

namespace {

Shape tensorShape(const onnx::TensorProto& tensor, const ImportPlace& place) {
  return checkShape({tensor.dims().data(), static_cast<std::size_t>(tensor.dims_size())}, place);
}

void refuseElsewhere(const onnx::TensorProto& tensor, const ImportPlace& place) {
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0)
    throw place.error(ErrorCode::Unsupported,
                      "keeps its data in another file; save the network as one file with its weights inside");
  if (tensor.has_segment())
    throw place.error(ErrorCode::Unsupported, "is stored in segments, which is not supported");
}

/// Elements of type T from `raw_data` or from `typed`, converted; their number must be the declared one.
template <typename T, typename Out, typename Typed>
void copyElements(const onnx::TensorProto& tensor, const Typed& typed, std::int64_t elements, Out* out,
                  const ImportPlace& place) {
  const bool raw = tensor.has_raw_data();
  const auto stored =
      raw ? static_cast<std::int64_t>(tensor.raw_data().size() / sizeof(T)) : static_cast<std::int64_t>(typed.size());
  if (stored != elements || (raw && tensor.raw_data().size() % sizeof(T) != 0))
    throw place.error(stored < elements ? ErrorCode::Truncated : ErrorCode::WrongFormat,
                      "declares " + std::to_string(elements) + " elements, the file holds " + std::to_string(stored) +
                          "; the file is damaged");
  if (!raw) {
    std::transform(typed.begin(), typed.end(), out, [](auto value) { return static_cast<Out>(value); });
    return;
  }
  for (std::int64_t i = 0; i < elements; ++i) {
    T value;
    std::memcpy(&value, tensor.raw_data().data() + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
    out[i] = static_cast<Out>(value);
  }
}

/// Bytes an element takes in memory at least once per declared element: refuses before anything is allocated.
void refuseMoreThanStored(const onnx::TensorProto& tensor, std::int64_t elements, const ImportPlace& place) {
  const auto stored = static_cast<std::int64_t>(
      tensor.has_raw_data() ? tensor.raw_data().size()
                            : static_cast<std::size_t>(std::max({tensor.float_data_size(), tensor.double_data_size(),
                                                                 tensor.int64_data_size(), tensor.int32_data_size()})));
  if (elements > stored)
    throw place.error(ErrorCode::Truncated,
                      "declares " + std::to_string(elements) + " elements, the file holds fewer; the file is damaged");
}

Tensor readFloats(const onnx::TensorProto& tensor, const ImportPlace& place) {
  refuseElsewhere(tensor, place);
  const Shape shape = tensorShape(tensor, place);
  const std::int64_t elements = shape.elementCount();
  refuseMoreThanStored(tensor, elements, place);
  Tensor result(shape);
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      copyElements<float>(tensor, tensor.float_data(), elements, result.data(), place);
      break;
    case onnx::TensorProto::DOUBLE:
      copyElements<double>(tensor, tensor.double_data(), elements, result.data(), place);
      break;
    default:
      throw place.error(ErrorCode::Unsupported, "has element type " + std::to_string(tensor.data_type()) +
                                                    "; float and double weights are supported");
  }
  return result;
}

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

void OnnxConstants::add(const std::string& name, const onnx::TensorProto& tensor, const ImportPlace& place) {
  if (!m_tensors.emplace(name, &tensor).second)
    throw place.error(ErrorCode::WrongFormat, "tensor " + inQuotes(name) + " is defined twice");
}

bool OnnxConstants::takeNode(const onnx::NodeProto& node, const ImportPlace& place) {
  if (node.op_type() == "Identity" && node.input_size() == 1 && node.output_size() == 1 && contains(node.input(0))) {
    add(node.output(0), *m_tensors.at(node.input(0)), place);
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

TensorPtr OnnxConstants::floats(const std::string& name, const ImportPlace& place) {
  TensorPtr& kept = m_floats[name];
  if (kept == nullptr)
    kept = std::make_shared<const Tensor>(readFloats(find(name, place), place.within("tensor " + inQuotes(name))));
  return kept;
}

TensorPtr OnnxConstants::transposed(const std::string& name, const ImportPlace& place) {
  TensorPtr& kept = m_transposed[name];
  if (kept != nullptr)
    return kept;
  const Tensor stored = readFloats(find(name, place), place.within("tensor " + inQuotes(name)));
  if (stored.shape().rank() != 2)
    throw place.error(ErrorCode::Unsupported,
                      "weights " + inQuotes(name) + " of shape " + stored.shape().toString() + " are not a matrix");
  const std::int64_t rows = stored.shape()[0];
  const std::int64_t columns = stored.shape()[1];
  Tensor result(Shape({columns, rows}));
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column)
      result.data()[column * rows + row] = stored.data()[row * columns + column];
  kept = std::make_shared<const Tensor>(std::move(result));
  return kept;
}

TensorPtr OnnxConstants::asVector(const std::string& name, const ImportPlace& place) {
  TensorPtr& kept = m_vectors[name];
  if (kept == nullptr) {
    Tensor tensor = readFloats(find(name, place), place.within("tensor " + inQuotes(name)));
    tensor.reshape(Shape({tensor.size()}));
    kept = std::make_shared<const Tensor>(std::move(tensor));
  }
  return kept;
}

std::vector<std::int64_t> OnnxConstants::integers(const std::string& name, const ImportPlace& place) const {
  const onnx::TensorProto& tensor = find(name, place);
  const ImportPlace inside = place.within("tensor " + inQuotes(name));
  refuseElsewhere(tensor, inside);
  const std::int64_t elements = tensorShape(tensor, inside).elementCount();
  if (elements > Shape::maxRank)
    throw inside.error(ErrorCode::WrongFormat, "holds " + std::to_string(elements) + " numbers; a shape has at most " +
                                                   std::to_string(Shape::maxRank));
  std::vector<std::int64_t> values(static_cast<std::size_t>(elements));
  if (tensor.data_type() == onnx::TensorProto::INT64)
    copyElements<std::int64_t>(tensor, tensor.int64_data(), elements, values.data(), inside);
  else if (tensor.data_type() == onnx::TensorProto::INT32)
    copyElements<std::int32_t>(tensor, tensor.int32_data(), elements, values.data(), inside);
  else
    throw inside.error(ErrorCode::WrongFormat, "is no list of integers");
  return values;
}

}  // namespace effortlab::model
