#include "model/onnx_node.h"

#include <array>
#include <utility>

namespace effortlab::model {

namespace {

constexpr std::int64_t newAxesSince = 13;  ///< ReduceSum's axes are an input, Softmax runs over one axis

template <ReduceKind Kind>
void readReduce(OnnxNode& node) {
  const bool asInput = Kind == ReduceKind::Sum && node.state.opset >= newAxesSince;
  node.needInputs(1, asInput ? 2 : 1);
  node.takeData(0);
  ReduceParams params{.kind = Kind, .axes = node.axes("axes", 1, asInput), .keepDims = true};
  params.keepDims = node.attributes.integer("keepdims", 1) != 0;
  if (asInput && node.attributes.integer("noop_with_empty_axes", 0) != 0 && params.axes.empty())
    node.result.params = IdentityParams{};
  else
    node.result.params = params;
}

/// Before operator set 13 Softmax ran over all axes from `axis` on, joined into one. It is today's Softmax over a
/// single axis where all the others of them have one element.
SoftmaxParams joinedSoftmax(const OnnxNode& node, int axis, bool log) {
  SoftmaxParams params{.axis = axis, .log = log, .joined = true};
  const std::optional<Shape> shape = node.inputShape();
  const int first = axis < 0 && shape ? axis + shape->rank() : axis;
  if (!shape || first < 0 || first >= shape->rank())
    return params;
  int single = first;
  int wide = 0;
  for (int i = first; i < shape->rank(); ++i)
    if ((*shape)[i] != 1) {
      single = i;
      ++wide;
    }
  return wide > 1 ? params : SoftmaxParams{.axis = single, .log = log, .joined = false};
}

template <bool Log>
void readSoftmax(OnnxNode& node) {
  node.takeOnlyData();
  const bool perAxis = node.state.opset >= newAxesSince;
  const int axis = node.axis(node.attributes.integer("axis", perAxis ? -1 : 1));
  node.result.params =
      perAxis ? SoftmaxParams{.axis = axis, .log = Log, .joined = false} : joinedSoftmax(node, axis, Log);
}

constexpr std::array<OnnxOperator, 12> reduceReaders{{
    {{"LogSoftmax", "Softmax"}, readSoftmax<true>},
    {{"ReduceL1", "Reductions"}, readReduce<ReduceKind::L1>},
    {{"ReduceL2", "Reductions"}, readReduce<ReduceKind::L2>},
    {{"ReduceLogSum", "Reductions"}, readReduce<ReduceKind::LogSum>},
    {{"ReduceLogSumExp", "Reductions"}, readReduce<ReduceKind::LogSumExp>},
    {{"ReduceMax", "Reductions"}, readReduce<ReduceKind::Max>},
    {{"ReduceMean", "Reductions"}, readReduce<ReduceKind::Mean>},
    {{"ReduceMin", "Reductions"}, readReduce<ReduceKind::Min>},
    {{"ReduceProd", "Reductions"}, readReduce<ReduceKind::Product>},
    {{"ReduceSum", "Reductions"}, readReduce<ReduceKind::Sum>},
    {{"ReduceSumSquare", "Reductions"}, readReduce<ReduceKind::SumSquare>},
    {{"Softmax", "Softmax"}, readSoftmax<false>},
}};

}  // namespace

std::span<const OnnxOperator> onnxReduceOperators() {
  return reduceReaders;
}

}  // namespace effortlab::model
