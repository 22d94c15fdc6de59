#include "nn/pad.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/reference/pad.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t padTask = 65536;                     ///< elements a task
constexpr std::int64_t padLargest = std::int64_t{1} << 40;  ///< no axis is longer
constexpr std::int64_t padOutside = -1;

std::vector<Shape> padShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::PadParams>(node.params);
  requireInputs(inputs, 1);
  requireFilled(inputs);
  const Shape& in = inputs[0];
  const auto rank = static_cast<std::size_t>(in.rank());
  if (params.before.size() != rank || params.after.size() != rank)
    throw Error(ErrorCode::ShapeMismatch, "pads " + std::to_string(params.before.size()) + " and " +
                                              std::to_string(params.after.size()) + " axes of the input " +
                                              in.toString());
  Shape out = in;
  for (int axis = 0; axis < in.rank(); ++axis) {
    const std::int64_t before = params.before[static_cast<std::size_t>(axis)];
    const std::int64_t after = params.after[static_cast<std::size_t>(axis)];
    const std::string numbers =
        std::to_string(before) + " and " + std::to_string(after) + " on axis " + std::to_string(axis);
    for (const std::int64_t pad : {before, after})
      if (pad > padLargest || pad < -padLargest)
        throw Error(ErrorCode::TooLarge, "padding of " + numbers + " is too large");
    const std::int64_t kept = in[axis] + std::min<std::int64_t>(before, 0) + std::min<std::int64_t>(after, 0);
    if (kept < 0 || (kept == 0 && params.mode != model::PadMode::Constant))
      throw Error(ErrorCode::ShapeMismatch, "padding of " + numbers + " cuts all of the input " + in.toString());
    out[axis] = in[axis] + before + after;
  }
  requireFilled(out);
  return {out};
}

/// For each output coordinate of one axis the input's, or padOutside where the constant stands.
std::vector<std::int64_t> padSources(const model::PadParams& params, std::size_t axis, std::int64_t size) {
  const std::int64_t before = params.before[axis];
  const std::int64_t first = std::max<std::int64_t>(0, -before);
  const std::int64_t end = size + std::min<std::int64_t>(0, params.after[axis]);
  const std::int64_t period = std::max<std::int64_t>(1, 2 * (end - first - 1));
  std::vector<std::int64_t> sources(static_cast<std::size_t>(size + before + params.after[axis]));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::int64_t at = static_cast<std::int64_t>(i) - before;
    if (at >= first && at < end) {
      sources[i] = at;
    } else if (params.mode == model::PadMode::Constant) {
      sources[i] = padOutside;
    } else if (params.mode == model::PadMode::Edge) {
      sources[i] = std::clamp(at, first, end - 1);
    } else {  // back and forth between the first and the last element, which are not repeated
      const std::int64_t phase = ((at - first) % period + period) % period;
      sources[i] = first + std::min(phase, period - phase) % period;
    }
  }
  return sources;
}

/// One row of the innermost axis from its elements' row in the input.
void padRow(const float* from, std::span<const std::int64_t> sources, float value, float* to) {
  for (std::size_t i = 0; i < sources.size(); ++i)
    to[i] = sources[i] == padOutside ? value : from[sources[i]];
}

/// Where each axis of the output finds its elements; a scalar counts as one axis of one element.
struct PadMap {
  PadMap(const model::PadParams& params, const Shape& in) : strides(rowMajorStrides(in)) {
    for (int axis = 0; axis < in.rank(); ++axis)
      sources.push_back(padSources(params, static_cast<std::size_t>(axis), in[axis]));
    if (sources.empty())
      sources.push_back({0});
  }

  /// The input's row behind output row `row`, or padOutside.
  std::int64_t rowOffset(std::int64_t row) const {
    std::int64_t offset = 0;
    for (std::size_t axis = sources.size() - 1; axis-- > 0;) {
      const auto size = static_cast<std::int64_t>(sources[axis].size());
      const std::int64_t source = sources[axis][static_cast<std::size_t>(row % size)];
      if (source == padOutside)
        return padOutside;
      offset += source * strides[axis];
      row /= size;
    }
    return offset;
  }

  AxisNumbers strides;
  std::vector<std::vector<std::int64_t>> sources;
};

void padRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
            const KernelContext& context) {
  const auto& params = std::get<model::PadParams>(node.params);
  if (context.kernels == KernelSet::Reference)
    return reference::pad(*inputs[0], params, outputs[0], context.stop);
  const PadMap map(params, inputs[0]->shape());
  const auto width = static_cast<std::int64_t>(map.sources.back().size());
  const std::int64_t rows = outputs[0].size() / width;
  const std::int64_t block = std::max<std::int64_t>(1, padTask / width);
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((rows + block - 1) / block, parallel, [&](std::int64_t task) {
    for (std::int64_t row = task * block; row < std::min(rows, (task + 1) * block); ++row) {
      if (context.stop.stop_requested())
        return;
      const std::int64_t offset = map.rowOffset(row);
      float* to = outputs[0].data() + row * width;
      if (offset == padOutside)
        std::fill_n(to, width, params.value);
      else
        padRow(inputs[0]->data() + offset, map.sources.back(), params.value, to);
    }
  });
}

bool padPerImage(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::PadParams>(node.params);
  return inputs[0].rank() > 0 && params.before[0] == 0 && params.after[0] == 0;
}

}  // namespace

const LayerOps padOps{padShapes, noMacs, padRun, padPerImage};

}  // namespace effortlab::nn
