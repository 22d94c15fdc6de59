#include "model/onnx_node.h"

#include <array>
#include <limits>
#include <utility>

namespace effortlab::model {

namespace {

constexpr std::int64_t mostCopies = 1024;  ///< pieces a Gather or a Tile may be made of

void readConcat(OnnxNode& node) {
  if (node.inputCount() < 1)
    throw node.place.error(ErrorCode::WrongFormat, "has no input");
  for (int i = 0; i < node.inputCount(); ++i)
    node.takeData(i);
  if (!node.attributes.has("axis"))
    throw node.place.error(ErrorCode::MissingData, "attribute 'axis' is missing");
  node.result.params = ConcatParams{node.axis(node.attributes.integer("axis", 1))};
}

void readSplit(OnnxNode& node) {
  constexpr std::int64_t sizesAsInputSince = 13;
  const bool asInput = node.state.opset >= sizesAsInputSince;
  node.needInputs(1, asInput ? 2 : 1);
  node.takeData(0);
  SplitParams params;
  params.axis = node.axis(node.attributes.integer("axis", 0));
  if (const auto sizes = node.list("split", 1, asInput))
    params.sizes = *sizes;
  node.outputs = static_cast<int>(node.result.outputs.size());
  params.parts = node.outputs;
  for (const std::int64_t size : params.sizes)
    if (size < 1)
      throw node.unsupported("a part of " + std::to_string(size) + " elements is not supported");
  if (!params.sizes.empty() && params.sizes.size() != node.result.outputs.size())
    throw node.place.error(ErrorCode::WrongFormat, "names " + std::to_string(params.sizes.size()) + " sizes for " +
                                                       std::to_string(params.parts) + " outputs");
  node.result.params = params;
}

void readSlice(OnnxNode& node) {
  constexpr std::int64_t inputsSince = 10;
  constexpr int stepsInput = 4;
  const bool asInput = node.state.opset >= inputsSince;
  node.needInputs(asInput ? 3 : 1, asInput ? stepsInput + 1 : 1);
  node.takeData(0);
  const auto starts = node.list("starts", 1, asInput);
  const auto ends = node.list("ends", 2, asInput);
  std::vector<int> axes = node.axes("axes", 3, asInput);
  const auto steps = asInput ? node.list("steps", stepsInput, true) : std::nullopt;
  if (!starts || !ends)
    throw node.place.error(ErrorCode::MissingData, "its starts or ends are missing");
  if (axes.empty())
    for (std::size_t i = 0; i < starts->size(); ++i)
      axes.push_back(node.axis(static_cast<std::int64_t>(i)));
  if (starts->size() != ends->size() || starts->size() != axes.size() || (steps && steps->size() != axes.size()))
    throw node.place.error(ErrorCode::WrongFormat, "names different numbers of starts, ends, axes and steps");
  StridedSliceParams params;
  for (std::size_t i = 0; i < axes.size(); ++i)
    params.ranges.push_back({axes[i], (*starts)[i], (*ends)[i], steps ? (*steps)[i] : 1});
  node.result.params = params;
}

StridedSliceParams oneElement(int axis, std::int64_t index) {
  const std::int64_t end = index == -1 ? std::numeric_limits<std::int64_t>::max() : index + 1;
  return {{{axis, index, end, 1}}};
}

void checkIndex(const OnnxNode& node, std::int64_t index, std::int64_t size) {
  if (index >= size || index < -size)
    throw node.place.error(ErrorCode::InvalidArgument, "index " + std::to_string(index) + " is out of range");
}

/// One constant index cuts a piece and drops its axis; a list of them joins pieces.
void readGather(OnnxNode& node) {
  node.needInputs(2, 2);
  const int axis = node.axis(node.attributes.integer("axis", 0));
  const OnnxNumbers indices = node.state.constants.numbers(node.input(1), node.place);
  if (const auto shape = node.inputShape(); shape && axis < shape->rank() && axis >= -shape->rank()) {
    const std::int64_t size = (*shape)[axis < 0 ? axis + shape->rank() : axis];
    for (const std::int64_t index : indices.values)
      checkIndex(node, index, size);
  }
  for (const std::int64_t index : indices.values)
    checkIndex(node, index, std::numeric_limits<std::int32_t>::max());
  if (indices.shape.rank() > 1 || indices.values.empty() ||
      static_cast<std::int64_t>(indices.values.size()) > mostCopies)
    throw node.unsupported("Gather with indices of shape " + indices.shape.toString() +
                           " is not supported; one index or a list of at most " + std::to_string(mostCopies) + " is");
  std::vector<std::string> pieces;
  for (const std::int64_t index : indices.values)
    pieces.push_back(node.addPart(oneElement(axis, index), {node.input(0)}));
  node.result.inputs = pieces;
  if (indices.shape.rank() == 0)
    node.result.params = SqueezeParams{{axis}};
  else
    node.result.params = ConcatParams{axis};
}

void readTile(OnnxNode& node) {
  node.needInputs(2, 2);
  const std::vector<std::int64_t> repeats = node.state.constants.integers(node.input(1), node.place);
  std::string value = node.input(0);
  std::int64_t copies = 1;
  for (std::size_t axis = 0; axis < repeats.size(); ++axis) {
    if (repeats[axis] < 1 || repeats[axis] > mostCopies / copies)
      throw node.unsupported("repeats " + std::to_string(repeats[axis]) + " times, which is not supported");
    copies *= repeats[axis];
    if (repeats[axis] > 1)
      value = node.addPart(ConcatParams{static_cast<int>(axis)},
                           std::vector<std::string>(static_cast<std::size_t>(repeats[axis]), value));
  }
  node.result.inputs = {value};
  node.result.params = IdentityParams{};
}

constexpr std::array<OnnxOperator, 5> joinReaders{{
    {{"Concat", "Concat"}, readConcat},
    {{"Gather", "Slice, split"}, readGather},
    {{"Slice", "Slice, split"}, readSlice},
    {{"Split", "Slice, split"}, readSplit},
    {{"Tile", "Expand, tile"}, readTile},
}};

}  // namespace

std::span<const OnnxOperator> onnxJoinOperators() {
  return joinReaders;
}

}  // namespace effortlab::model
