#include "nn/pool.h"

#include "core/parallel.h"
#include "nn/layer_checks.h"
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
  requireRank(inputs[0], 4);
  const PoolGeometry geometry = poolGeometry(std::get<model::PoolParams>(node.params), inputs[0][2], inputs[0][3]);
  return {{inputs[0][0], inputs[0][1], geometry.outHeight, geometry.outWidth}};
}

std::int64_t poolMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) {
  return 0;
}

void poolRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
             const KernelContext& context) {
  const Shape& in = inputs[0]->shape();
  const PoolGeometry geometry = poolGeometry(std::get<model::PoolParams>(node.params), in[2], in[3]);
  switch (context.kernels) {
    case KernelSet::Reference: return reference::pool(geometry, *inputs[0], outputs[0], context.stop);
    case KernelSet::Naive: return naive::pool(geometry, *inputs[0], outputs[0], context.stop);
    case KernelSet::Eigen: return poolRows(geometry, *inputs[0], outputs[0], context);
  }
}

}  // namespace

const LayerOps poolOps{poolShapes, poolMacs, poolRun};

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
