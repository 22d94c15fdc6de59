#include "nn/flatten.h"

#include "core/error.h"
#include "nn/layer_checks.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<Shape> flattenShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::FlattenParams>(node.params);
  requireInputs(inputs, 1);
  const Shape& in = inputs[0];
  if (params.onnxTwoDims) {
    // ONNX allows the axis one past the end here: everything becomes one column.
    const int axis = params.axis == in.rank() ? in.rank() : resolveAxis(params.axis, in.rank());
    return {{in.elementCount(0, axis), in.elementCount(axis, in.rank())}};
  }
  const int first = resolveAxis(params.axis, in.rank());
  const int last = resolveAxis(params.endAxis, in.rank());
  if (last < first)
    throw Error(ErrorCode::ShapeMismatch,
                "end axis " + std::to_string(params.endAxis) + " lies before axis " + std::to_string(params.axis));
  std::vector<std::int64_t> dims(in.dims().begin(), in.dims().begin() + first);
  dims.push_back(in.elementCount(first, last + 1));
  dims.insert(dims.end(), in.dims().begin() + last + 1, in.dims().end());
  return {Shape(std::span<const std::int64_t>(dims))};
}

std::int64_t flattenMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) {
  return 0;
}

void flattenRun(const model::Node&, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                const KernelContext&) {
  std::copy_n(inputs[0]->data(), inputs[0]->size(), outputs[0].data());
}

}  // namespace

const LayerOps flattenOps{flattenShapes, flattenMacs, flattenRun};

}  // namespace effortlab::nn
