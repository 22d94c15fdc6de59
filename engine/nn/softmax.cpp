#include "nn/softmax.h"

#include "core/error.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

std::vector<Shape> softmaxShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  static_cast<void>(resolveAxis(std::get<model::SoftmaxParams>(node.params).axis, inputs[0].rank()));
  return {inputs[0]};
}

std::int64_t softmaxMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) {
  return 0;
}

/// One line of `count` elements, `stride` apart. The largest is subtracted first: exp cannot overflow.
void softmaxLine(const float* from, std::int64_t stride, std::int64_t count, float* to) {
  float largest = from[0];
  for (std::int64_t i = 1; i < count; ++i)
    largest = std::max(largest, from[i * stride]);
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    to[i * stride] = std::exp(from[i * stride] - largest);
    sum += to[i * stride];
  }
  const auto scale = static_cast<float>(1.0 / sum);
  for (std::int64_t i = 0; i < count; ++i)
    to[i * stride] *= scale;
}

void softmaxRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                const KernelContext& context) {
  const Shape& shape = inputs[0]->shape();
  const int axis = resolveAxis(std::get<model::SoftmaxParams>(node.params).axis, shape.rank());
  const std::int64_t outer = shape.elementCount(0, axis);
  const std::int64_t inner = shape.elementCount(axis + 1, shape.rank());
  const std::int64_t count = shape[axis];
  for (std::int64_t o = 0; o < outer && count > 0 && !context.stop.stop_requested(); ++o)
    for (std::int64_t i = 0; i < inner; ++i)
      softmaxLine(inputs[0]->data() + o * count * inner + i, inner, count, outputs[0].data() + o * count * inner + i);
}

}  // namespace

const LayerOps softmaxOps{softmaxShapes, softmaxMacs, softmaxRun};

}  // namespace effortlab::nn
