#include "model/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace effortlab::model {

namespace {

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

}  // namespace

Shape onnxTensorShape(const onnx::TensorProto& tensor, const ImportPlace& place) {
  std::vector<std::int64_t> dims(tensor.dims().begin(), tensor.dims().end());
  for (std::int64_t& dim : dims)
    dim = dim == 0 ? 1 : dim;
  Shape shape = checkShape(dims, place);
  for (int axis = 0; axis < shape.rank(); ++axis)
    shape[axis] = tensor.dims(axis);
  return shape;
}

bool holdsOnnxNumbers(const onnx::TensorProto& tensor) {
  switch (tensor.data_type()) {
    case onnx::TensorProto::INT64:
    case onnx::TensorProto::INT32:
    case onnx::TensorProto::UINT8:
    case onnx::TensorProto::BOOL: return true;
    default: return false;
  }
}

Tensor readOnnxFloats(const onnx::TensorProto& tensor, const ImportPlace& place) {
  refuseElsewhere(tensor, place);
  if (tensor.data_type() != onnx::TensorProto::FLOAT && tensor.data_type() != onnx::TensorProto::DOUBLE)
    throw place.error(ErrorCode::Unsupported, "has element type " + std::to_string(tensor.data_type()) +
                                                  "; float and double weights are supported");
  const Shape shape = checkShape({tensor.dims().data(), static_cast<std::size_t>(tensor.dims_size())}, place);
  const std::int64_t elements = shape.elementCount();
  refuseMoreThanStored(tensor, elements, place);
  Tensor result(shape);
  if (tensor.data_type() == onnx::TensorProto::FLOAT)
    copyElements<float>(tensor, tensor.float_data(), elements, result.data(), place);
  else
    copyElements<double>(tensor, tensor.double_data(), elements, result.data(), place);
  return result;
}

OnnxNumbers readOnnxNumbers(const onnx::TensorProto& tensor, const ImportPlace& place) {
  refuseElsewhere(tensor, place);
  OnnxNumbers result{onnxTensorShape(tensor, place), {}};
  const std::int64_t elements = result.shape.elementCount();
  if (elements > OnnxConstants::mostNumbers)
    throw place.error(ErrorCode::TooLarge, "holds " + std::to_string(elements) + " whole numbers; at most " +
                                               std::to_string(OnnxConstants::mostNumbers) + " are read");
  refuseMoreThanStored(tensor, elements, place);
  result.values.resize(static_cast<std::size_t>(elements));
  std::int64_t* out = result.values.data();
  switch (tensor.data_type()) {
    case onnx::TensorProto::INT64: copyElements<std::int64_t>(tensor, tensor.int64_data(), elements, out, place); break;
    case onnx::TensorProto::INT32: copyElements<std::int32_t>(tensor, tensor.int32_data(), elements, out, place); break;
    case onnx::TensorProto::UINT8:
    case onnx::TensorProto::BOOL: copyElements<std::uint8_t>(tensor, tensor.int32_data(), elements, out, place); break;
    default: throw place.error(ErrorCode::WrongFormat, "is no list of integers");
  }
  return result;
}

}  // namespace effortlab::model
