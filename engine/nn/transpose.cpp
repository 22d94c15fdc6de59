#include "nn/transpose.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/reference/transpose.h"
#include "nn/tensor_layout.h"

namespace effortlab::nn {

namespace {

std::vector<int> transposeOrder(const model::Node& node, const Shape& input) {
  const auto& params = std::get<model::TransposeParams>(node.params);
  if (params.order.size() != static_cast<std::size_t>(input.rank()))
    throw Error(ErrorCode::ShapeMismatch, "orders " + std::to_string(params.order.size()) + " axes, the input " +
                                              input.toString() + " has " + std::to_string(input.rank()));
  return resolveAxes(params.order, input.rank());
}

std::vector<Shape> transposeShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  const std::vector<int> order = transposeOrder(node, inputs[0]);
  Shape out = inputs[0];
  for (int axis = 0; axis < out.rank(); ++axis)
    out[axis] = inputs[0][order[static_cast<std::size_t>(axis)]];
  return {out};
}

void transposeRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                  const KernelContext& context) {
  const std::vector<int> order = transposeOrder(node, inputs[0]->shape());
  if (context.kernels == KernelSet::Reference)
    return reference::transpose(*inputs[0], order, outputs[0], context.stop);
  const AxisNumbers strides = rowMajorStrides(inputs[0]->shape());
  StridedAxes axes = broadcastAxes(outputs[0].shape(), outputs[0].shape());
  for (std::size_t axis = 0; axis < order.size(); ++axis)
    axes.strides[axis] = strides[static_cast<std::size_t>(order[axis])];
  copyStrided(inputs[0]->data(), axes, outputs[0], context);
}

bool transposePerImage(const model::Node& node, std::span<const Shape> inputs) {
  return inputs[0].rank() > 0 && transposeOrder(node, inputs[0])[0] == 0;
}

}  // namespace

const LayerOps transposeOps{transposeShapes, noMacs, transposeRun, transposePerImage};

}  // namespace effortlab::nn
