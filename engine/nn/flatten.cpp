#include "nn/flatten.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

namespace effortlab::nn {

namespace {

std::vector<Shape> flattenShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::FlattenParams>(node.params);
  requireInputs(inputs, 1);
  requireFilled(inputs);
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

bool flattenPerImage(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::FlattenParams>(node.params);
  const Shape& in = inputs[0];
  const int axis = params.axis < 0 ? params.axis + in.rank() : params.axis;
  const int endAxis = params.endAxis < 0 ? params.endAxis + in.rank() : params.endAxis;
  if (params.onnxTwoDims)  // axes of size 1 may join the first
    return axis > 0 && in.elementCount(1, axis) == 1;
  return axis > 0 || endAxis == 0;
}

}  // namespace

const LayerOps flattenOps{flattenShapes, noMacs, copyElements, flattenPerImage};

}  // namespace effortlab::nn
