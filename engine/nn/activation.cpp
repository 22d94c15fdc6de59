#include "nn/activation.h"

#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

constexpr std::int64_t activationTask = 65536;  ///< elements a task

EFFORTLAB_CLONES void relu(const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = from[i] > 0.0F ? from[i] : 0.0F;
}

void sigmoid(const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = 1.0F / (1.0F + std::exp(-from[i]));
}

void hyperbolicTangent(const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = std::tanh(from[i]);
}

std::vector<Shape> activationShapes(const model::Node&, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  return {inputs[0]};
}

std::int64_t activationMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) {
  return 0;
}

void activationRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                   const KernelContext& context) {
  const auto apply = [&]() -> void (*)(const float*, std::int64_t, float*) {
    switch (std::get<model::ActivationParams>(node.params).kind) {
      case model::ActivationKind::Relu: return relu;
      case model::ActivationKind::Sigmoid: return sigmoid;
      case model::ActivationKind::Tanh: return hyperbolicTangent;
    }
    return relu;
  }();
  const std::int64_t count = inputs[0]->size();
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((count + activationTask - 1) / activationTask, parallel, [&](std::int64_t task) {
    const std::int64_t first = task * activationTask;
    if (!context.stop.stop_requested())
      apply(inputs[0]->data() + first, std::min(activationTask, count - first), outputs[0].data() + first);
  });
}

}  // namespace

const LayerOps activationOps{activationShapes, activationMacs, activationRun};

}  // namespace effortlab::nn
