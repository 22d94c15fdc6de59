#include "nn/softmax.h"

#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

constexpr std::int64_t softmaxTask = 16384;  ///< elements a task

std::vector<Shape> softmaxShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  static_cast<void>(resolveAxis(std::get<model::SoftmaxParams>(node.params).axis, inputs[0].rank()));
  return {inputs[0]};
}

/// One line of `count` elements, `stride` apart, read and written.
struct SoftmaxLine {
  const float* from = nullptr;
  float* to = nullptr;
  std::int64_t stride = 1, count = 0;
};

float softmaxLargest(const SoftmaxLine& line) {
  float largest = line.from[0];
  for (std::int64_t i = 1; i < line.count; ++i)
    largest = std::max(largest, line.from[i * line.stride]);
  return largest;
}

/// The largest is subtracted first: exp cannot overflow.
void softmaxLine(const SoftmaxLine& line) {
  const float largest = softmaxLargest(line);
  double sum = 0.0;
  for (std::int64_t i = 0; i < line.count; ++i) {
    line.to[i * line.stride] = std::exp(line.from[i * line.stride] - largest);
    sum += line.to[i * line.stride];
  }
  const auto scale = static_cast<float>(1.0 / sum);
  for (std::int64_t i = 0; i < line.count; ++i)
    line.to[i * line.stride] *= scale;
}

void logSoftmaxLine(const SoftmaxLine& line) {
  const float largest = softmaxLargest(line);
  double sum = 0.0;
  for (std::int64_t i = 0; i < line.count; ++i)
    sum += std::exp(line.from[i * line.stride] - largest);
  const double shift = static_cast<double>(largest) + std::log(sum);
  for (std::int64_t i = 0; i < line.count; ++i)
    line.to[i * line.stride] = static_cast<float>(line.from[i * line.stride] - shift);
}

void softmaxRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                const KernelContext& context) {
  const auto& params = std::get<model::SoftmaxParams>(node.params);
  const Shape& shape = inputs[0]->shape();
  const int axis = resolveAxis(params.axis, shape.rank());
  const std::int64_t inner = params.joined ? 1 : shape.elementCount(axis + 1, shape.rank());
  const std::int64_t count = shape.elementCount(axis, shape.rank()) / inner;
  const std::int64_t lines = shape.elementCount() / count;
  const std::int64_t block = std::max<std::int64_t>(1, softmaxTask / count);
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((lines + block - 1) / block, parallel, [&](std::int64_t task) {
    for (std::int64_t i = task * block; i < std::min(lines, (task + 1) * block); ++i) {
      if (context.stop.stop_requested())
        return;
      const std::int64_t first = i / inner * count * inner + i % inner;
      const SoftmaxLine line{inputs[0]->data() + first, outputs[0].data() + first, inner, count};
      params.log ? logSoftmaxLine(line) : softmaxLine(line);
    }
  });
}

bool softmaxPerImage(const model::Node& node, std::span<const Shape> inputs) {
  return resolveAxis(std::get<model::SoftmaxParams>(node.params).axis, inputs[0].rank()) != 0;
}

}  // namespace

const LayerOps softmaxOps{softmaxShapes, noMacs, softmaxRun, softmaxPerImage};

}  // namespace effortlab::nn
