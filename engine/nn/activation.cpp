#include "nn/activation.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/activation_functions.h"
#include "nn/clones.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

constexpr std::int64_t activationTask = 65536;  ///< elements a task

using ActivationKernel = void (*)(const model::ActivationParams&, const float*, std::int64_t, float*);

EFFORTLAB_CLONES void relu(const model::ActivationParams&, const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = from[i] > 0.0F ? from[i] : 0.0F;
}

void sigmoid(const model::ActivationParams&, const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = 1.0F / (1.0F + std::exp(-from[i]));
}

/// A formula of activation_functions.h over many elements.
template <float (*Formula)(float, const model::ActivationParams&)>
void activationFormula(const model::ActivationParams& params, const float* from, std::int64_t count, float* to) {
  const model::ActivationParams local = params;  // the outputs cannot alias it: it stays in registers
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = Formula(from[i], local);
}

/// A function of the standard library over many elements.
template <auto Function>
void activationFunction(const model::ActivationParams&, const float* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = Function(from[i]);
}

/// The kinds with parameters or cases of their own.
ActivationKernel formulaKernel(model::ActivationKind kind) {
  using model::ActivationKind;
  switch (kind) {
    case ActivationKind::Relu: return relu;
    case ActivationKind::Sigmoid: return sigmoid;
    case ActivationKind::LeakyRelu: return activationFormula<activation::leakyRelu>;
    case ActivationKind::ThresholdedRelu: return activationFormula<activation::thresholdedRelu>;
    case ActivationKind::Clip: return activationFormula<activation::clip>;
    case ActivationKind::Elu: return activationFormula<activation::elu>;
    case ActivationKind::Selu: return activationFormula<activation::selu>;
    case ActivationKind::Celu: return activationFormula<activation::celu>;
    case ActivationKind::HardSigmoid: return activationFormula<activation::hardSigmoid>;
    case ActivationKind::HardSwish: return activationFormula<activation::hardSwish>;
    case ActivationKind::Swish: return activationFormula<activation::swish>;
    case ActivationKind::Mish: return activationFormula<activation::mish>;
    case ActivationKind::Softplus: return activationFormula<activation::softplus>;
    case ActivationKind::Softsign: return activationFormula<activation::softsign>;
    case ActivationKind::Power: return activationFormula<activation::power>;
    case ActivationKind::Sign: return activationFormula<activation::sign>;
    default: return nullptr;
  }
}

/// Functions of mathematics.
ActivationKernel functionKernel(model::ActivationKind kind) {
  using model::ActivationKind;
  switch (kind) {
    case ActivationKind::Tanh: return activationFunction<[](float x) { return std::tanh(x); }>;
    case ActivationKind::Exp: return activationFunction<[](float x) { return std::exp(x); }>;
    case ActivationKind::Log: return activationFunction<[](float x) { return std::log(x); }>;
    case ActivationKind::Sqrt: return activationFunction<[](float x) { return std::sqrt(x); }>;
    case ActivationKind::Abs: return activationFunction<[](float x) { return std::abs(x); }>;
    case ActivationKind::Negate: return activationFunction<[](float x) { return -x; }>;
    case ActivationKind::Reciprocal: return activationFunction<[](float x) { return 1.0F / x; }>;
    case ActivationKind::Floor: return activationFunction<[](float x) { return std::floor(x); }>;
    case ActivationKind::Ceil: return activationFunction<[](float x) { return std::ceil(x); }>;
    case ActivationKind::Round: return activationFunction<[](float x) { return std::nearbyint(x); }>;
    case ActivationKind::Erf: return activationFunction<[](float x) { return std::erf(x); }>;
    case ActivationKind::Sin: return activationFunction<[](float x) { return std::sin(x); }>;
    case ActivationKind::Cos: return activationFunction<[](float x) { return std::cos(x); }>;
    case ActivationKind::Tan: return activationFunction<[](float x) { return std::tan(x); }>;
    case ActivationKind::Asin: return activationFunction<[](float x) { return std::asin(x); }>;
    case ActivationKind::Acos: return activationFunction<[](float x) { return std::acos(x); }>;
    case ActivationKind::Atan: return activationFunction<[](float x) { return std::atan(x); }>;
    case ActivationKind::Sinh: return activationFunction<[](float x) { return std::sinh(x); }>;
    case ActivationKind::Cosh: return activationFunction<[](float x) { return std::cosh(x); }>;
    case ActivationKind::Asinh: return activationFunction<[](float x) { return std::asinh(x); }>;
    case ActivationKind::Acosh: return activationFunction<[](float x) { return std::acosh(x); }>;
    case ActivationKind::Atanh: return activationFunction<[](float x) { return std::atanh(x); }>;
    default: return nullptr;
  }
}

ActivationKernel activationKernel(model::ActivationKind kind) {
  const ActivationKernel formula = formulaKernel(kind);
  return formula != nullptr ? formula : functionKernel(kind);
}

std::vector<Shape> activationShapes(const model::Node&, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  return {inputs[0]};
}

void activationRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                   const KernelContext& context) {
  const auto& params = std::get<model::ActivationParams>(node.params);
  const ActivationKernel apply = activationKernel(params.kind);
  if (apply == nullptr)
    throw Error(ErrorCode::InvalidArgument, "is of no kind that is known");
  const std::int64_t count = inputs[0]->size();
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((count + activationTask - 1) / activationTask, parallel, [&](std::int64_t task) {
    const std::int64_t first = task * activationTask;
    if (!context.stop.stop_requested())
      apply(params, inputs[0]->data() + first, std::min(activationTask, count - first), outputs[0].data() + first);
  });
}

bool activationPerImage(const model::Node&, std::span<const Shape> inputs) {
  return inputs[0].rank() > 0;
}

}  // namespace

const LayerOps activationOps{activationShapes, noMacs, activationRun, activationPerImage};

}  // namespace effortlab::nn
