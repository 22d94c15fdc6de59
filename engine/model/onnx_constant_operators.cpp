#include "model/onnx_node.h"
#include "model/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace effortlab::model {

namespace {

void finishNumbers(OnnxNode& node, OnnxNumbers numbers) {
  node.state.constants.addNumbers(node.result.outputs[0], std::move(numbers), node.place);
  node.keep = false;
}

void finishFloats(OnnxNode& node, Tensor tensor) {
  node.state.constants.addFloats(node.result.outputs[0], std::move(tensor), node.place);
  node.keep = false;
}

void readConstant(OnnxNode& node) {
  for (const onnx::AttributeProto& attribute : node.proto.attribute())
    node.attributes.ignore(attribute.name());  // looked at one by one where the value is taken
  node.state.constants.takeNode(node.proto, node.place);
  node.keep = false;
}

void readShape(OnnxNode& node) {
  node.needInputs(1, 1);
  const Shape shape = node.knownShape();
  const std::int64_t rank = shape.rank();
  const auto end = [&](const char* name, std::int64_t otherwise) {
    const std::int64_t value = node.attributes.integer(name, otherwise);
    return std::clamp<std::int64_t>(value < 0 ? value + rank : value, 0, rank);
  };
  const std::int64_t first = end("start", 0);
  const std::int64_t last = std::max(first, end("end", rank));
  finishNumbers(node, {Shape({last - first}), {shape.dims().begin() + first, shape.dims().begin() + last}});
}

void readSize(OnnxNode& node) {
  node.needInputs(1, 1);
  finishNumbers(node, {Shape(), {node.knownShape().elementCount()}});
}

void readConstantOfShape(OnnxNode& node) {
  node.needInputs(1, 1);
  const std::vector<std::int64_t> dims = node.state.constants.integers(node.input(0), node.place);
  const Shape shape = checkShape(dims, node.place);
  const onnx::TensorProto* value = node.attributes.tensor("value");
  const bool whole = value != nullptr && holdsOnnxNumbers(*value);
  if (whole && shape.elementCount() > OnnxConstants::mostNumbers)
    throw node.place.error(ErrorCode::TooLarge, "a constant of " + shape.toString() + " elements is too large");
  const ImportPlace inside = node.place.within("attribute 'value'");
  if (whole) {
    const OnnxNumbers one = readOnnxNumbers(*value, inside);
    if (one.values.size() != 1)
      throw inside.error(ErrorCode::WrongFormat, "is not a single number");
    return finishNumbers(
        node, {shape, std::vector<std::int64_t>(static_cast<std::size_t>(shape.elementCount()), one.values[0])});
  }
  float fill = 0.0F;
  if (value != nullptr) {
    const Tensor one = readOnnxFloats(*value, inside);
    if (one.size() != 1)
      throw inside.error(ErrorCode::WrongFormat, "is not a single number");
    fill = one.data()[0];
  }
  node.state.constants.countMade(shape.elementCount(), node.place);
  finishFloats(node, Tensor(shape, fill));
}

constexpr double farthestRange = 1e12;  ///< end of a Range: sums stay far from overflow

std::int64_t rangeCount(const OnnxNode& node, double start, double limit, double delta) {
  const double count = delta == 0.0 ? -1.0 : std::ceil((limit - start) / delta);
  const bool far = !(std::max({std::fabs(start), std::fabs(limit), std::fabs(delta)}) <= farthestRange);
  if (far || !(count >= 1.0) || count > static_cast<double>(OnnxConstants::mostNumbers))
    throw node.unsupported("a Range without elements, far out, or of more than " +
                           std::to_string(OnnxConstants::mostNumbers) + ", is not supported");
  return static_cast<std::int64_t>(count);
}

void readRange(OnnxNode& node) {
  node.needInputs(3, 3);
  if (node.state.constants.holdsNumbers(node.input(0))) {
    std::array<std::int64_t, 3> ends{};
    for (int i = 0; i < 3; ++i) {
      const std::vector<std::int64_t> value = node.state.constants.integers(node.input(i), node.place, 1);
      ends[static_cast<std::size_t>(i)] = value.empty() ? 0 : value[0];
    }
    const std::int64_t count =
        rangeCount(node, static_cast<double>(ends[0]), static_cast<double>(ends[1]), static_cast<double>(ends[2]));
    OnnxNumbers numbers{Shape({count}), {}};
    for (std::int64_t i = 0; i < count; ++i)
      numbers.values.push_back(ends[0] + i * ends[2]);
    return finishNumbers(node, std::move(numbers));
  }
  std::array<float, 3> ends{};
  for (int i = 0; i < 3; ++i) {
    const TensorPtr value = node.floats(i);
    ends[static_cast<std::size_t>(i)] = value->size() == 1 ? value->data()[0] : 0.0F;
  }
  Tensor tensor(Shape({rangeCount(node, ends[0], ends[1], ends[2])}));
  for (std::int64_t i = 0; i < tensor.size(); ++i)
    tensor.data()[i] = ends[0] + static_cast<float>(i) * ends[2];
  finishFloats(node, std::move(tensor));
}

OnnxNumbers truncated(const OnnxNode& node, const Tensor& tensor) {
  constexpr float beyond = 9.2e18F;  // just within 64 bits
  OnnxNumbers numbers{tensor.shape(), {}};
  if (tensor.size() > OnnxConstants::mostNumbers)
    throw node.place.error(ErrorCode::TooLarge, "casts too many numbers");
  for (const float value : tensor.values()) {
    if (!(std::fabs(value) < beyond))
      throw node.place.error(ErrorCode::InvalidArgument, "casts a number that no integer holds");
    numbers.values.push_back(static_cast<std::int64_t>(value));
  }
  return numbers;
}

/// Constants between floats and whole numbers; of data, float to float only.
void readCast(OnnxNode& node) {
  node.needInputs(1, 1);
  const std::int64_t to = node.attributes.integer("to", 0);
  const bool toFloat = to == onnx::TensorProto::FLOAT;
  const bool toWhole = to == onnx::TensorProto::INT64 || to == onnx::TensorProto::INT32;
  if (node.isConstant(0) && node.state.constants.holdsNumbers(node.input(0)) && (toFloat || toWhole)) {
    OnnxNumbers numbers = node.state.constants.numbers(node.input(0), node.place);
    if (toWhole)
      return finishNumbers(node, std::move(numbers));
    const std::vector<float> values(numbers.values.begin(), numbers.values.end());
    return finishFloats(node, Tensor(numbers.shape, std::span<const float>(values)));
  }
  if (node.isConstant(0) && toWhole)
    return finishNumbers(node, truncated(node, *node.floats(0)));
  if (!toFloat)
    throw node.unsupported("Cast to element type " + std::to_string(to) + " is not supported; only float is computed");
  node.takeData(0);
  node.result.params = IdentityParams{};
}

/// What only constant whole numbers can be: those have been computed before.
void refuseData(OnnxNode& node) {
  throw node.unsupported("operator " + inQuotes(node.proto.op_type()) +
                         " is supported only on whole numbers known when the file is read");
}

constexpr std::array<OnnxOperator, 8> constantReaders{{
    {{"Cast", "Nothing to do at inference"}, readCast},
    {{"Constant", "Constants, shape arithmetic"}, readConstant},
    {{"ConstantOfShape", "Constants, shape arithmetic"}, readConstantOfShape},
    {{"Equal", "Constants, shape arithmetic"}, refuseData},
    {{"Range", "Constants, shape arithmetic"}, readRange},
    {{"Shape", "Constants, shape arithmetic"}, readShape},
    {{"Size", "Constants, shape arithmetic"}, readSize},
    {{"Where", "Constants, shape arithmetic"}, refuseData},
}};

}  // namespace

std::span<const OnnxOperator> onnxConstantOperators() {
  return constantReaders;
}

}  // namespace effortlab::model
