#include "nn/strided_slice.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/reference/strided_slice.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <limits>

namespace effortlab::nn {

namespace {

/// No axis is longer: steps beyond visit one element whatever their size.
constexpr std::int64_t sliceLongestStep = std::int64_t{1} << 40;
/// An end from here on means "all": files use the largest number of 32 or 64 bits.
constexpr std::int64_t sliceOpenEnd = std::numeric_limits<std::int32_t>::max();

/// Where a range starts on an axis of `size` elements and how many it takes, after ONNX's clamping.
struct SlicePart {
  std::int64_t start = 0, step = 1, count = 0;
};

SlicePart slicePart(const model::StridedSliceParams::Range& range, std::int64_t size) {
  if (range.step == 0)
    throw Error(ErrorCode::ShapeMismatch, "step 0 on axis " + std::to_string(range.axis) + " goes nowhere");
  const auto clamped = [&](std::int64_t at, std::int64_t low, std::int64_t high) {
    return std::clamp(at < 0 ? at + size : at, low, high);
  };
  const std::int64_t step = std::clamp(range.step, -sliceLongestStep, sliceLongestStep);
  if (step > 0) {
    const std::int64_t start = clamped(range.start, 0, size);
    return {start, step, (clamped(range.end, 0, size) - start + step - 1) / step};
  }
  const std::int64_t start = clamped(range.start, 0, size - 1);
  return {start, step, (start - clamped(range.end, -1, size - 1) - step - 1) / -step};
}

/// One part an axis of the input.
std::vector<SlicePart> sliceParts(const model::Node& node, const Shape& input) {
  const auto& ranges = std::get<model::StridedSliceParams>(node.params).ranges;
  std::vector<int> axes;
  axes.reserve(ranges.size());
  for (const auto& range : ranges)
    axes.push_back(range.axis);
  axes = resolveAxes(axes, input.rank());
  std::vector<SlicePart> parts;
  for (const std::int64_t dim : input.dims())
    parts.push_back({0, 1, dim});
  for (std::size_t i = 0; i < ranges.size(); ++i)
    parts[static_cast<std::size_t>(axes[i])] = slicePart(ranges[i], input[axes[i]]);
  return parts;
}

std::vector<Shape> stridedSliceShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  Shape out = inputs[0];
  const std::vector<SlicePart> parts = sliceParts(node, inputs[0]);
  for (int axis = 0; axis < out.rank(); ++axis)
    out[axis] = std::max<std::int64_t>(0, parts[static_cast<std::size_t>(axis)].count);
  requireFilled(out);
  return {out};
}

void stridedSliceRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                     const KernelContext& context) {
  const auto& params = std::get<model::StridedSliceParams>(node.params);
  if (context.kernels == KernelSet::Reference)
    return reference::stridedSlice(*inputs[0], params, outputs[0], context.stop);
  const AxisNumbers strides = rowMajorStrides(inputs[0]->shape());
  StridedAxes axes = broadcastAxes(outputs[0].shape(), outputs[0].shape());
  const std::vector<SlicePart> parts = sliceParts(node, inputs[0]->shape());
  std::int64_t first = 0;
  for (std::size_t axis = 0; axis < parts.size(); ++axis) {
    first += parts[axis].start * strides[axis];
    axes.strides[axis] = parts[axis].step * strides[axis];
  }
  copyStrided(inputs[0]->data() + first, axes, outputs[0], context);
}

/// A range that takes the first axis whole, however long it is, leaves the images alone.
bool stridedSlicePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const auto& ranges = std::get<model::StridedSliceParams>(node.params).ranges;
  const int rank = inputs[0].rank();
  return rank > 0 && std::all_of(ranges.begin(), ranges.end(), [&](const auto& range) {
           return resolveAxis(range.axis, rank) != 0 ||
                  (range.start == 0 && range.step == 1 && range.end >= sliceOpenEnd);
         });
}

}  // namespace

const LayerOps stridedSliceOps{stridedSliceShapes, noMacs, stridedSliceRun, stridedSlicePerImage};

}  // namespace effortlab::nn
