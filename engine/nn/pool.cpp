#include "nn/pool.h"

#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/line_maps.h"
#include "nn/naive_kernels.h"
#include "nn/pool_rows.h"
#include "nn/reference/pool.h"

namespace effortlab::nn {

namespace {

std::int64_t pooledSize(const WindowAxis& axis, const model::PoolParams& params) {
  std::int64_t count = positions(axis, params.rounding);
  while (params.dropLastOutside && count > 1 && axis.start(count - 1) >= axis.size)
    --count;
  return count;
}

/// What PoolDivisor counts along one axis.
std::int64_t countedTaps(const WindowAxis& axis, model::PoolDivisor divisor, std::int64_t position) noexcept {
  switch (divisor) {
    case model::PoolDivisor::InsideOnly: return axis.tapsWithin(position, 0, axis.size);
    case model::PoolDivisor::WholeKernel: return axis.kernel;
    case model::PoolDivisor::ClippedToPadding:
      return axis.tapsWithin(position, -axis.padBefore, axis.size + axis.padAfter);
  }
  return 0;
}

std::vector<Shape> poolShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  const Shape in = asMaps(inputs[0]);
  const PoolGeometry geometry = poolGeometry(std::get<model::PoolParams>(node.params), in[2], in[3]);
  return {asInput({in[0], in[1], geometry.outHeight, geometry.outWidth}, inputs[0])};
}

void poolRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
             const KernelContext& context) {
  runAsMaps(*inputs[0], outputs[0], [&](const Tensor& input, Tensor& output) {
    const auto& params = std::get<model::PoolParams>(node.params);
    const PoolGeometry geometry = poolGeometry(params, input.shape()[2], input.shape()[3]);
    switch (context.kernels) {
      case KernelSet::Reference: return reference::pool(geometry, input, output, context.stop);
      case KernelSet::Naive: return naive::pool(geometry, input, output, context.stop);
      case KernelSet::Eigen: return poolRows(geometry, input, output, context);
    }
  });
}

}  // namespace

const LayerOps poolOps{poolShapes, noMacs, poolRun, alwaysPerImage};

std::int64_t PoolGeometry::divisorAt(std::int64_t y, std::int64_t x) const noexcept {
  return countedTaps(vertical, divisor, y) * countedTaps(horizontal, divisor, x);
}

PoolGeometry poolGeometry(const model::PoolParams& params, std::int64_t height, std::int64_t width) {
  model::PoolParams rules = params;
  if (params.global) {
    rules.window = {.kernelH = height, .kernelW = width};
    rules.divisor = model::PoolDivisor::WholeKernel;
  }
  PoolGeometry geometry{rules.kind, rules.divisor, verticalAxis(rules.window, height),
                        horizontalAxis(rules.window, width)};
  geometry.outHeight = pooledSize(geometry.vertical, rules);
  geometry.outWidth = pooledSize(geometry.horizontal, rules);
  return geometry;
}

}  // namespace effortlab::nn
