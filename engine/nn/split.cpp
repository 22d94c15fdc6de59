#include "nn/split.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

int splitAxis(const model::Node& node, const Shape& input) {
  return resolveAxis(std::get<model::SplitParams>(node.params).axis, input.rank());
}

std::vector<std::int64_t> splitSizes(const model::SplitParams& params, std::int64_t dim) {
  const auto fail = [&](const std::string& detail) {
    throw Error(ErrorCode::ShapeMismatch, "an axis of " + std::to_string(dim) + " elements " + detail);
  };
  if (params.sizes.empty()) {
    if (params.parts < 1 || dim % params.parts != 0)
      fail("cannot be cut into " + std::to_string(params.parts) + " equal parts");
    return std::vector<std::int64_t>(static_cast<std::size_t>(params.parts), dim / params.parts);
  }
  if (params.parts != 0 && static_cast<std::size_t>(params.parts) != params.sizes.size())
    fail("is cut into " + std::to_string(params.sizes.size()) + " parts for " + std::to_string(params.parts) +
         " outputs");
  std::int64_t left = dim;
  for (const std::int64_t size : params.sizes) {
    if (size == 0)
      throw Error(ErrorCode::Unsupported, "a part without elements is not supported");
    if (size < 0 || size > left)
      fail("has no part of " + std::to_string(size) + " there");
    left -= size;
  }
  if (left != 0)
    fail("leaves " + std::to_string(left) + " over");
  return params.sizes;
}

std::vector<Shape> splitShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  const int axis = splitAxis(node, inputs[0]);
  std::vector<Shape> shapes;
  for (const std::int64_t size : splitSizes(std::get<model::SplitParams>(node.params), inputs[0][axis])) {
    shapes.push_back(inputs[0]);
    shapes.back()[axis] = size;
  }
  return shapes;
}

void splitRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
              const KernelContext& context) {
  const Shape& in = inputs[0]->shape();
  const int axis = splitAxis(node, in);
  const float* from = inputs[0]->data();
  for (std::int64_t i = 0; i < in.elementCount(0, axis) && !context.stop.stop_requested(); ++i)
    for (Tensor& output : outputs) {
      const std::int64_t run = output.shape().elementCount(axis, in.rank());
      std::copy_n(from, run, output.data() + i * run);
      from += run;
    }
}

bool splitPerImage(const model::Node& node, std::span<const Shape> inputs) {
  return splitAxis(node, inputs[0]) != 0;
}

}  // namespace

const LayerOps splitOps{splitShapes, noMacs, splitRun, splitPerImage};

}  // namespace effortlab::nn
