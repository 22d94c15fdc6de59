#include "nn/elementwise.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/reference/elementwise.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t elementwiseTask = 65536;  ///< elements a task
constexpr std::int64_t elementwiseChunk = 4096;  ///< elements between operands: they stay in the L1 cache

using model::ElementwiseKind;

bool takesTwoOperands(ElementwiseKind kind) {
  return kind == ElementwiseKind::Subtract || kind == ElementwiseKind::Divide || kind == ElementwiseKind::Power;
}

[[noreturn]] void elementwiseMisfit(const std::string& detail) {
  throw Error(ErrorCode::ShapeMismatch, detail);
}

/// Shapes of all operands in order, the constant among them.
std::vector<Shape> operandShapes(const model::Node& node, std::span<const Shape> inputs) {
  const int constantAt = std::get<model::ElementwiseParams>(node.params).constantAt;
  std::vector<Shape> shapes(inputs.begin(), inputs.end());
  if (constantAt < 0) {
    if (!node.weights.empty())
      elementwiseMisfit("has a constant operand without a place among the others");
    return shapes;
  }
  if (static_cast<std::size_t>(constantAt) > inputs.size())
    elementwiseMisfit("places its constant operand at " + std::to_string(constantAt) + " behind " +
                      std::to_string(inputs.size()) + " inputs");
  if (node.weights.empty() || !node.weights[0])
    throw Error(ErrorCode::MissingData, "the constant operand is missing");
  if (node.weights.size() > 1)
    elementwiseMisfit("has " + std::to_string(node.weights.size()) + " constant operands, expected one");
  shapes.insert(shapes.begin() + constantAt, node.weights[0]->shape());
  return shapes;
}

std::vector<Shape> elementwiseShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::ElementwiseParams>(node.params);
  if (inputs.empty())
    elementwiseMisfit("has no inputs");
  const std::vector<Shape> shapes = operandShapes(node, inputs);
  requireFilled(shapes);
  if (takesTwoOperands(params.kind) && shapes.size() != 2)
    elementwiseMisfit("has " + std::to_string(shapes.size()) + " operands, expected 2");
  if (!params.coefficients.empty() && params.kind != ElementwiseKind::Add)
    elementwiseMisfit("has coefficients, which only a sum takes");
  if (!params.coefficients.empty() && params.coefficients.size() != shapes.size())
    elementwiseMisfit("has " + std::to_string(params.coefficients.size()) + " coefficients for " +
                      std::to_string(shapes.size()) + " operands");
  return {broadcastShape(shapes)};
}

/// A stretch of one operand: `step` 1, or 0 where one element is repeated.
struct Stretch {
  const float* data = nullptr;
  std::int64_t step = 1;
};

template <typename Join>
void joinStretches(const Stretch& a, const Stretch& b, std::int64_t count, float* to, const Join& join) {
  const float* left = a.data;
  const float* right = b.data;
  if (a.step != 0 && b.step != 0) {
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = join(left[i], right[i]);
  } else if (a.step != 0) {
    const float repeated = *right;
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = join(left[i], repeated);
  } else if (b.step != 0) {
    const float repeated = *left;
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = join(repeated, right[i]);
  } else {
    std::fill_n(to, count, join(*left, *right));
  }
}

/// The factors of both sides in a sum.
struct SumFactors {
  float left = 1.0F, right = 1.0F;
};

/// NaN on either side comes out as NaN, as numpy's maximum and minimum have it.
void joinPair(ElementwiseKind kind, const SumFactors& factors, const Stretch& a, const Stretch& b, std::int64_t count,
              float* to) {
  switch (kind) {
    case ElementwiseKind::Add:
    case ElementwiseKind::Mean:
      if (factors.left == 1.0F && factors.right == 1.0F)
        return joinStretches(a, b, count, to, [](float x, float y) { return x + y; });
      return joinStretches(a, b, count, to, [=](float x, float y) { return factors.left * x + factors.right * y; });
    case ElementwiseKind::Subtract: return joinStretches(a, b, count, to, [](float x, float y) { return x - y; });
    case ElementwiseKind::Multiply: return joinStretches(a, b, count, to, [](float x, float y) { return x * y; });
    case ElementwiseKind::Divide: return joinStretches(a, b, count, to, [](float x, float y) { return x / y; });
    case ElementwiseKind::Power: return joinStretches(a, b, count, to, [](float x, float y) { return std::pow(x, y); });
    case ElementwiseKind::Max:
      return joinStretches(a, b, count, to, [](float x, float y) { return x > y || x != x ? x : y; });
    case ElementwiseKind::Min:
      return joinStretches(a, b, count, to, [](float x, float y) { return x < y || x != x ? x : y; });
  }
}

/// Joins all operands over `count` elements of one row, operand by operand.
void joinRow(const ElementwiseCall& call, std::span<const Stretch> operands, std::int64_t count, float* to) {
  const ElementwiseKind kind = call.params.kind;
  if (operands.size() == 1) {  // every kind gives it back; a sum with its factor
    const float factor = call.coefficient(0);
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = factor * operands[0].data[i * operands[0].step];
    return;
  }
  joinPair(kind, {call.coefficient(0), call.coefficient(1)}, operands[0], operands[1], count, to);
  for (std::size_t k = 2; k < operands.size(); ++k)
    joinPair(kind, {1.0F, call.coefficient(k)}, {to, 1}, operands[k], count, to);
  if (kind == ElementwiseKind::Mean)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] /= static_cast<float>(operands.size());
}

void elementwiseFast(const ElementwiseCall& call, const KernelContext& context) {
  std::vector<StridedAxes> axes;
  for (const Tensor* operand : call.operands)
    axes.push_back(broadcastAxes(operand->shape(), call.output.shape()));
  joinAxes(axes);
  const auto last = static_cast<std::size_t>(axes[0].rank) - 1;
  const std::int64_t count = call.output.size();
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((count + elementwiseTask - 1) / elementwiseTask, parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    std::vector<Stretch> stretches(axes.size());
    RowWalk walk(axes, task * elementwiseTask);
    float* to = call.output.data() + task * elementwiseTask;
    for (std::int64_t left = std::min(elementwiseTask, count - task * elementwiseTask); left > 0;) {
      const std::int64_t run = std::min({left, walk.rowLeft(), elementwiseChunk});
      for (std::size_t k = 0; k < axes.size(); ++k)
        stretches[k] = {call.operands[k]->data() + walk.offset(k), axes[k].strides[last]};
      joinRow(call, stretches, run, to);
      walk.advance(run);
      to += run;
      left -= run;
    }
  });
}

void elementwiseRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                    const KernelContext& context) {
  const auto& params = std::get<model::ElementwiseParams>(node.params);
  ElementwiseCall call{params, {inputs.begin(), inputs.end()}, outputs[0]};
  if (params.constantAt >= 0)
    call.operands.insert(call.operands.begin() + params.constantAt, node.weights[0].get());
  if (context.kernels == KernelSet::Reference)
    reference::elementwise(call, context.stop);
  else
    elementwiseFast(call, context);
}

/// Every input is a batch of its own, and a constant operand is the same for every image.
bool elementwisePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const Shape out = elementwiseShapes(node, inputs)[0];
  const bool batches = out.rank() > 0 && std::all_of(inputs.begin(), inputs.end(), [&](const Shape& input) {
                         return input.rank() == out.rank() && input[0] == out[0];
                       });
  if (!batches || node.weights.empty())
    return batches;
  const Shape& constant = node.weights[0]->shape();
  return constant.rank() < out.rank() || constant[0] == 1;
}

}  // namespace

const LayerOps elementwiseOps{elementwiseShapes, noMacs, elementwiseRun, elementwisePerImage};

}  // namespace effortlab::nn
