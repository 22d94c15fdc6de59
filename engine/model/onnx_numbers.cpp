#include "model/onnx_numbers.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace effortlab::model {

namespace {

/// What one calculation of whole numbers works on.
struct NumbersNode {
  const onnx::NodeProto& proto;
  const ImportPlace& place;
  OnnxState& state;

  std::vector<OnnxNumbers> operands() const {
    std::vector<OnnxNumbers> result;
    for (const std::string& input : proto.input())
      result.push_back(state.constants.numbers(input, place));
    return result;
  }
  void finish(OnnxNumbers numbers) const { state.constants.addNumbers(proto.output(0), std::move(numbers), place); }
};

Shape commonShape(const std::vector<OnnxNumbers>& operands, const ImportPlace& place) {
  int rank = 0;
  for (const OnnxNumbers& operand : operands)
    rank = std::max(rank, operand.shape.rank());
  Shape common(std::vector<std::int64_t>(static_cast<std::size_t>(rank), 1));
  for (const OnnxNumbers& operand : operands)
    for (int axis = 0; axis < operand.shape.rank(); ++axis) {
      const std::int64_t dim = operand.shape[axis];
      std::int64_t& to = common[axis + rank - operand.shape.rank()];
      if (dim != 1 && to != 1 && dim != to)
        throw place.error(ErrorCode::ShapeMismatch, "its operands' shapes do not fit together");
      to = dim == 1 ? to : dim;
    }
  if (common.elementCount() > OnnxConstants::mostNumbers)
    throw place.error(ErrorCode::TooLarge, "computes with too many whole numbers");
  return common;
}

/// The operand repeated along its axes of one element.
std::vector<std::int64_t> spread(const OnnxNumbers& operand, const Shape& to) {
  std::vector<std::int64_t> result(static_cast<std::size_t>(to.elementCount()));
  for (std::size_t at = 0; at < result.size(); ++at) {
    std::int64_t rest = static_cast<std::int64_t>(at);
    std::int64_t from = 0;
    std::int64_t stride = 1;
    for (int axis = to.rank() - 1; axis >= 0; --axis) {
      const int own = axis - (to.rank() - operand.shape.rank());
      if (own >= 0) {
        from += operand.shape[own] == 1 ? 0 : rest % to[axis] * stride;
        stride *= operand.shape[own];
      }
      rest /= to[axis];
    }
    result[at] = operand.values[static_cast<std::size_t>(from)];
  }
  return result;
}

using NumberPair = std::int64_t (*)(std::int64_t a, std::int64_t b, const ImportPlace& place);

[[noreturn]] void failOutOfRange(const ImportPlace& place) {
  throw place.error(ErrorCode::InvalidArgument, "computes whole numbers beyond 64 bits");
}

std::int64_t addNumbers(std::int64_t a, std::int64_t b, const ImportPlace& place) {
  std::int64_t result = 0;
  return __builtin_add_overflow(a, b, &result) ? (failOutOfRange(place), 0) : result;
}
std::int64_t subtractNumbers(std::int64_t a, std::int64_t b, const ImportPlace& place) {
  std::int64_t result = 0;
  return __builtin_sub_overflow(a, b, &result) ? (failOutOfRange(place), 0) : result;
}
std::int64_t multiplyNumbers(std::int64_t a, std::int64_t b, const ImportPlace& place) {
  std::int64_t result = 0;
  return __builtin_mul_overflow(a, b, &result) ? (failOutOfRange(place), 0) : result;
}
std::int64_t divideNumbers(std::int64_t a, std::int64_t b, const ImportPlace& place) {
  if (b == 0)
    throw place.error(ErrorCode::InvalidArgument, "divides a whole number by 0");
  return b == -1 ? subtractNumbers(0, a, place) : a / b;
}
std::int64_t equalNumbers(std::int64_t a, std::int64_t b, const ImportPlace&) {
  return a == b ? 1 : 0;
}
std::int64_t leastNumber(std::int64_t a, std::int64_t b, const ImportPlace&) {
  return std::min(a, b);
}
std::int64_t largestNumber(std::int64_t a, std::int64_t b, const ImportPlace&) {
  return std::max(a, b);
}

constexpr std::array<std::pair<std::string_view, NumberPair>, 7> numberPairs{{{"Add", addNumbers},
                                                                              {"Div", divideNumbers},
                                                                              {"Equal", equalNumbers},
                                                                              {"Max", largestNumber},
                                                                              {"Min", leastNumber},
                                                                              {"Mul", multiplyNumbers},
                                                                              {"Sub", subtractNumbers}}};

void combineNumbers(const NumbersNode& node, NumberPair combine) {
  const std::vector<OnnxNumbers> operands = node.operands();
  const Shape shape = commonShape(operands, node.place);
  std::vector<std::int64_t> result = spread(operands[0], shape);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const std::vector<std::int64_t> other = spread(operands[i], shape);
    for (std::size_t at = 0; at < result.size(); ++at)
      result[at] = combine(result[at], other[at], node.place);
  }
  node.finish({shape, std::move(result)});
}

void chooseNumbers(const NumbersNode& node) {
  const std::vector<OnnxNumbers> operands = node.operands();
  if (operands.size() != 3)
    throw node.place.error(ErrorCode::WrongFormat, "Where needs three inputs");
  const Shape shape = commonShape(operands, node.place);
  const std::vector<std::int64_t> condition = spread(operands[0], shape);
  std::vector<std::int64_t> result = spread(operands[1], shape);
  const std::vector<std::int64_t> other = spread(operands[2], shape);
  for (std::size_t at = 0; at < result.size(); ++at)
    result[at] = condition[at] != 0 ? result[at] : other[at];
  node.finish({shape, std::move(result)});
}

/// Operators that move elements and compute nothing.
constexpr std::array<std::string_view, 11> movers{"Concat", "Expand",  "Flatten", "Gather",    "Reshape",  "Slice",
                                                  "Split",  "Squeeze", "Tile",    "Transpose", "Unsqueeze"};

bool isMover(const std::string& type) {
  return std::find(movers.begin(), movers.end(), type) != movers.end();
}

/// Moves whole numbers by moving their indices as floats, which a layer's kernel can: exact up to 2^24 of them.
void moveNumbers(const NumbersNode& node, const std::string& name) {
  onnx::NodeProto moved = node.proto;
  std::vector<std::int64_t> pool;
  const int operands = node.proto.op_type() == "Concat" ? node.proto.input_size() : 1;
  moved.clear_input();
  for (int i = 0; i < node.proto.input_size(); ++i) {
    if (i >= operands) {
      moved.add_input(node.proto.input(i));
      continue;
    }
    const OnnxNumbers numbers = node.state.constants.numbers(node.proto.input(i), node.place);
    if (numbers.values.empty() && operands > 1)
      continue;  // adds nothing to what is joined
    Tensor indices(numbers.shape);
    std::iota(indices.values().begin(), indices.values().end(), static_cast<float>(pool.size()));
    pool.insert(pool.end(), numbers.values.begin(), numbers.values.end());
    if (static_cast<std::int64_t>(pool.size()) > OnnxConstants::mostNumbers)
      throw node.place.error(ErrorCode::TooLarge, "moves too many whole numbers");
    moved.add_input(node.proto.output(0) + "/indices" + std::to_string(i));
    node.state.constants.addFloats(moved.input(moved.input_size() - 1), std::move(indices), node.place);
  }
  for (std::string& output : *moved.mutable_output())
    output += output.empty() ? "" : "/moved";
  readOnnxNode(moved, name, node.place, node.state);
  for (int i = 0; i < moved.output_size(); ++i) {
    if (moved.output(i).empty())
      continue;
    const TensorPtr indices = node.state.constants.floats(moved.output(i), node.place);
    if (indices->size() > OnnxConstants::mostNumbers)
      throw node.place.error(ErrorCode::TooLarge, "makes too many whole numbers");
    OnnxNumbers result{indices->shape(), {}};
    for (const float index : indices->values())
      result.values.push_back(pool.at(static_cast<std::size_t>(index)));
    node.state.constants.addNumbers(node.proto.output(i), std::move(result), node.place);
  }
}

}  // namespace

bool computeOnnxNumbers(const onnx::NodeProto& proto, const std::string& name, const ImportPlace& place,
                        OnnxState& state) {
  const NumbersNode node{proto, place, state};
  const auto isNumbers = [&](const std::string& input) { return state.constants.holdsNumbers(input); };
  if (proto.input_size() == 0 || proto.output_size() == 0 || proto.output(0).empty() || !isNumbers(proto.input(0)))
    return false;
  const bool all = std::all_of(proto.input().begin(), proto.input().end(),
                               [&](const std::string& input) { return input.empty() || isNumbers(input); });
  if (!all)
    return false;
  const auto pair = std::find_if(numberPairs.begin(), numberPairs.end(),
                                 [&](const auto& entry) { return entry.first == proto.op_type(); });
  if (pair != numberPairs.end())
    combineNumbers(node, pair->second);
  else if (proto.op_type() == "Where")
    chooseNumbers(node);
  else if (isMover(proto.op_type()))
    moveNumbers(node, name);
  else
    return false;
  return true;
}

}  // namespace effortlab::model
