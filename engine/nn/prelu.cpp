#include "nn/prelu.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

constexpr std::int64_t preluTask = 65536;  ///< elements a task

/// The slopes' shape with one slope a channel moved to axis 1.
Shape slopeShape(const Shape& slopes, const Shape& input) {
  if (slopes.rank() != 1 || input.rank() < 2 || slopes[0] != input[1])
    return slopes;
  Shape perChannel = input;
  for (int axis = 0; axis < input.rank(); ++axis)
    perChannel[axis] = axis == 1 ? slopes[0] : 1;
  return perChannel;
}

std::vector<Shape> preluShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  if (node.weights.size() != 1 || !node.weights[0])
    throw Error(ErrorCode::MissingData, "has " + std::to_string(node.weights.size()) + " tensors of slopes, not one");
  requireFilled(node.weights[0]->shape());
  const Shape shapes[] = {inputs[0], slopeShape(node.weights[0]->shape(), inputs[0])};
  if (broadcastShape(shapes) != inputs[0])
    throw Error(ErrorCode::ShapeMismatch, "slopes " + node.weights[0]->shape().toString() +
                                              " do not stretch to the input " + inputs[0].toString());
  return {inputs[0]};
}

void preluRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
              const KernelContext& context) {
  const Shape& shape = inputs[0]->shape();
  StridedAxes axes[] = {broadcastAxes(shape, shape), broadcastAxes(slopeShape(node.weights[0]->shape(), shape), shape)};
  joinAxes(axes);
  const std::int64_t step = axes[1].strides[static_cast<std::size_t>(axes[1].rank) - 1];
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((inputs[0]->size() + preluTask - 1) / preluTask, parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    RowWalk walk(axes, task * preluTask);
    const std::int64_t end = std::min(inputs[0]->size(), (task + 1) * preluTask);
    for (std::int64_t i = task * preluTask; i < end;) {
      const std::int64_t run = std::min(end - i, walk.rowLeft());
      const float* from = inputs[0]->data() + i;
      const float* slopes = node.weights[0]->data() + walk.offset(1);
      float* to = outputs[0].data() + i;
      for (std::int64_t k = 0; k < run; ++k)
        to[k] = from[k] < 0.0F ? slopes[k * step] * from[k] : from[k];
      walk.advance(run);
      i += run;
    }
  });
}

bool preluPerImage(const model::Node& node, std::span<const Shape> inputs) {
  const Shape slopes = slopeShape(node.weights[0]->shape(), inputs[0]);
  return inputs[0].rank() > 0 && (slopes.rank() < inputs[0].rank() || slopes[0] == 1);
}

}  // namespace

const LayerOps preluOps{preluShapes, noMacs, preluRun, preluPerImage};

}  // namespace effortlab::nn
