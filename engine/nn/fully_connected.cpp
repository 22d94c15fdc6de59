#include "nn/fully_connected.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/matrix_product.h"
#include "nn/naive_kernels.h"
#include "nn/reference/fully_connected.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

constexpr std::int64_t lanes = 16;           ///< floats in the widest vector
constexpr std::int64_t blockFloats = 65536;  ///< weights a block: they stay in the L2 cache from image to image
constexpr std::int64_t minBlockOutputs = 16;

std::vector<Shape> fullyConnectedShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::FullyConnectedParams>(node.params);
  requireInputs(inputs, 1);
  if (inputs[0].rank() < 2 || params.outputs < 1 || inputs[0].elementCount(1, inputs[0].rank()) < 1)
    throw Error(ErrorCode::ShapeMismatch, "input is " + inputs[0].toString() + ", expected [images, ...]");
  requireWeights(node, {params.outputs, inputs[0].elementCount(1, inputs[0].rank())});
  return {{inputs[0][0], params.outputs}};
}

std::int64_t fullyConnectedMacs(const model::Node&, std::span<const Shape> inputs, std::span<const Shape> outputs) {
  return inputs[0].elementCount() * outputs[0][1];
}

/// Few images: one matrix-vector product each, block of outputs by block, so that a block's weights are fetched once.
void vectorBlock(const FullyConnectedCall& call, std::int64_t first, std::int64_t count) {
  const std::int64_t outputs = call.weights.shape()[0];
  const std::int64_t inputs = call.weights.shape()[1];
  for (std::int64_t n = 0; n < call.output.shape()[0]; ++n) {
    float* to = call.output.data() + n * outputs + first;
    for (std::int64_t k = 0; k < count; ++k)
      to[k] = call.bias == nullptr ? 0.0F : call.bias[first + k];
    multiply({.rows = count,
              .columns = 1,
              .depth = inputs,
              .left = {call.weights.data() + first * inputs, inputs},
              .right = {call.input.data() + n * inputs, 1},
              .out = to,
              .outStride = 1,
              .accumulate = true});
  }
}

/// The batch as columns [inputs, columns], padded with zeros to whole vectors.
FloatBuffer transposedBatch(const FullyConnectedCall& call, std::int64_t columns) {
  const std::int64_t inputs = call.weights.shape()[1];
  FloatBuffer transposed(static_cast<std::size_t>(inputs * columns), 0.0F);
  for (std::int64_t n = 0; n < call.output.shape()[0]; ++n)
    for (std::int64_t i = 0; i < inputs; ++i)
      transposed[static_cast<std::size_t>(i * columns + n)] = call.input.data()[n * inputs + i];
  return transposed;
}

void matrixBlock(const FullyConnectedCall& call, const FloatBuffer& batch, std::int64_t first, std::int64_t count) {
  thread_local FloatBuffer product;
  const std::int64_t outputs = call.weights.shape()[0];
  const std::int64_t inputs = call.weights.shape()[1];
  const std::int64_t columns = static_cast<std::int64_t>(batch.size()) / inputs;
  product.resize(static_cast<std::size_t>(count * columns));
  multiply({.rows = count,
            .columns = columns,
            .depth = inputs,
            .left = {call.weights.data() + first * inputs, inputs},
            .right = {batch.data(), columns},
            .out = product.data(),
            .outStride = columns});
  for (std::int64_t n = 0; n < call.output.shape()[0]; ++n)
    for (std::int64_t k = 0; k < count; ++k)
      call.output.data()[n * outputs + first + k] =
          product[static_cast<std::size_t>(k * columns + n)] + (call.bias == nullptr ? 0.0F : call.bias[first + k]);
}

void fullyConnectedGemm(const FullyConnectedCall& call, const KernelContext& context) {
  const std::int64_t images = call.output.shape()[0];
  const std::int64_t outputs = call.weights.shape()[0];
  const std::int64_t inputs = call.weights.shape()[1];
  const bool asMatrix = images >= lanes;
  const FloatBuffer batch = asMatrix ? transposedBatch(call, (images + lanes - 1) / lanes * lanes) : FloatBuffer{};
  const std::int64_t block = std::max(minBlockOutputs, blockFloats / inputs / lanes * lanes);
  parallelFor((outputs + block - 1) / block, context.parallel, [&](std::int64_t index) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t first = index * block;
    const std::int64_t count = std::min(block, outputs - first);
    if (asMatrix)
      matrixBlock(call, batch, first, count);
    else
      vectorBlock(call, first, count);
  });
}

void fullyConnectedRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                       const KernelContext& context) {
  const FullyConnectedCall call{*inputs[0], *node.weights[0], biasOf(node), outputs[0]};
  switch (context.kernels) {
    case KernelSet::Reference: return reference::fullyConnected(call, context);
    case KernelSet::Naive: return naive::fullyConnected(call, context.stop);
    case KernelSet::Eigen: return fullyConnectedGemm(call, context);
  }
}

}  // namespace

const LayerOps fullyConnectedOps{fullyConnectedShapes, fullyConnectedMacs, fullyConnectedRun, alwaysPerImage};

}  // namespace effortlab::nn
