#include "nn/concat.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

int concatAxis(const model::Node& node, const Shape& shape) {
  return resolveAxis(std::get<model::ConcatParams>(node.params).axis, shape.rank());
}

std::vector<Shape> concatShapes(const model::Node& node, std::span<const Shape> inputs) {
  if (inputs.empty())
    throw Error(ErrorCode::ShapeMismatch, "has no inputs");
  requireFilled(inputs);
  const int axis = concatAxis(node, inputs[0]);
  Shape result = inputs[0];
  for (const Shape& input : inputs.subspan(1)) {
    Shape expected = inputs[0];
    if (input.rank() == expected.rank())
      expected[axis] = input[axis];
    if (input != expected)
      throw Error(ErrorCode::ShapeMismatch, "inputs " + inputs[0].toString() + " and " + input.toString() +
                                                " differ outside axis " + std::to_string(axis));
    result[axis] += input[axis];
    static_cast<void>(result.elementCount());
  }
  return {result};
}

void concatRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  const Shape& out = outputs[0].shape();
  const int axis = concatAxis(node, out);
  const std::int64_t outer = out.elementCount(0, axis);
  float* to = outputs[0].data();
  for (std::int64_t i = 0; i < outer && !context.stop.stop_requested(); ++i)
    for (const Tensor* input : inputs) {
      const std::int64_t run = input->shape().elementCount(axis, out.rank());
      to = std::copy_n(input->data() + i * run, run, to);
    }
}

bool concatPerImage(const model::Node& node, std::span<const Shape> inputs) {
  return concatAxis(node, inputs[0]) != 0;
}

}  // namespace

const LayerOps concatOps{concatShapes, noMacs, concatRun, concatPerImage};

}  // namespace effortlab::nn
