#include "nn/matmul.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/matrix_product.h"
#include "nn/naive_kernels.h"
#include "nn/reference/matmul.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <limits>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t matmulTaskMacs = 1 << 20;  ///< work that pays for a task
constexpr std::int64_t matmulMinRows = 16;        ///< rows that pay for packing the right side again

/// A tensor's shape as a stack of matrices: axes before the last two, and these, transposed.
struct MatMulOperand {
  Shape stack;
  std::int64_t rows = 1, columns = 1;
};

MatMulOperand matmulOperand(const Shape& shape, bool left, bool transposed) {
  if (shape.rank() == 0)
    throw Error(ErrorCode::ShapeMismatch, "a scalar has no matrix product");
  if (shape.rank() == 1)
    return left ? MatMulOperand{{}, 1, shape[0]} : MatMulOperand{{}, shape[0], 1};
  const int rank = shape.rank();
  MatMulOperand operand{Shape(shape.dims().first(static_cast<std::size_t>(rank) - 2)), shape[rank - 2],
                        shape[rank - 1]};
  if (transposed)
    std::swap(operand.rows, operand.columns);
  return operand;
}

/// Both operands and the stack of their products.
struct MatMulGeometry {
  MatMulGeometry(const model::MatMulParams& params, std::span<const Shape> inputs)
      : left(matmulOperand(inputs[0], true, params.transposeA)),
        right(matmulOperand(inputs[1], false, params.transposeB)) {
    if (left.columns != right.rows)
      throw Error(ErrorCode::ShapeMismatch, "matrices of " + inputs[0].toString() + " and " + inputs[1].toString() +
                                                " do not multiply: " + std::to_string(left.columns) + " columns meet " +
                                                std::to_string(right.rows) + " rows");
    const Shape stacks[] = {left.stack, right.stack};
    stack = broadcastShape(stacks);
  }

  MatMulOperand left, right;
  Shape stack;
};

std::vector<Shape> matmulShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 2);
  requireFilled(inputs);
  const MatMulGeometry geometry(std::get<model::MatMulParams>(node.params), inputs);
  std::vector<std::int64_t> dims(geometry.stack.dims().begin(), geometry.stack.dims().end());
  if (inputs[0].rank() > 1)
    dims.push_back(geometry.left.rows);
  if (inputs[1].rank() > 1)
    dims.push_back(geometry.right.columns);
  const Shape out{std::span<const std::int64_t>(dims)};
  if (out.elementCount() > std::numeric_limits<std::int64_t>::max() / geometry.left.columns)
    throw Error(ErrorCode::TooLarge,
                "a product of " + inputs[0].toString() + " and " + inputs[1].toString() + " is too much work");
  return {out};
}

std::int64_t matmulMacs(const model::Node& node, std::span<const Shape> inputs, std::span<const Shape> outputs) {
  const MatMulGeometry geometry(std::get<model::MatMulParams>(node.params), inputs);
  return outputs[0].elementCount() * geometry.left.columns;
}

/// Where each product of the stack finds its matrix in an operand.
std::vector<std::int64_t> matrixOffsets(const MatMulOperand& operand, const Shape& stack) {
  StridedAxes axes = broadcastAxes(operand.stack, stack);
  joinAxes({&axes, 1});
  RowWalk walk({&axes, 1}, 0);
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(stack.elementCount()));
  for (std::int64_t& offset : offsets) {
    offset = walk.offset(0) * operand.rows * operand.columns;
    walk.advance(1);
  }
  return offsets;
}

MatrixStack matrixStack(const MatMulOperand& operand, const Tensor& tensor, bool transposed) {
  MatrixStack stack{tensor.data(), operand.rows, operand.columns, operand.columns, 1};
  if (transposed && tensor.shape().rank() > 1) {
    stack.rowStride = 1;
    stack.columnStride = operand.rows;
  }
  return stack;
}

/// The product kernel takes rows only: a transposed operand is turned round first, all its matrices at once.
Tensor turnedRound(MatrixStack& stack, std::int64_t elements, const KernelContext& context) {
  if (stack.columnStride == 1)
    return {};
  const std::int64_t size = stack.rows * stack.columns;
  Tensor turned(Shape{elements / size, stack.rows, stack.columns});
  StridedAxes axes = broadcastAxes(turned.shape(), turned.shape());
  axes.strides = {size, stack.rowStride, stack.columnStride};
  copyStrided(stack.data, axes, turned, context);
  stack.data = turned.data();
  stack.rowStride = stack.columns;
  stack.columnStride = 1;
  return turned;
}

/// Blocks of rows of each product; the blocks are the same for any number of threads.
void matmulGemm(MatMulCall call, std::span<const Tensor* const> inputs, const KernelContext& context) {
  const Tensor left = turnedRound(call.left, inputs[0]->size(), context);
  const Tensor right = turnedRound(call.right, inputs[1]->size(), context);
  const std::int64_t rows = call.left.rows;
  const std::int64_t columns = call.right.columns;
  const std::int64_t depth = call.left.columns;
  const std::int64_t block = std::min(rows, std::max(matmulMinRows, matmulTaskMacs / depth / columns));
  const std::int64_t blocks = (rows + block - 1) / block;
  parallelFor(static_cast<std::int64_t>(call.leftOffsets.size()) * blocks, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t product = task / blocks;
    const std::int64_t first = task % blocks * block;
    const std::int64_t count = std::min(block, rows - first);
    float* out = call.output.data() + (product * rows + first) * columns;
    multiply({.rows = count,
              .columns = columns,
              .depth = depth,
              .left = {call.left.data + call.leftOffsets[static_cast<std::size_t>(product)] + first * depth, depth},
              .right = {call.right.data + call.rightOffsets[static_cast<std::size_t>(product)], columns},
              .out = out,
              .outStride = columns});
    if (call.alpha != 1.0F)
      for (std::int64_t i = 0; i < count * columns; ++i)
        out[i] *= call.alpha;
  });
}

void matmulRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  const auto& params = std::get<model::MatMulParams>(node.params);
  const Shape shapes[] = {inputs[0]->shape(), inputs[1]->shape()};
  const MatMulGeometry geometry(params, shapes);
  const MatMulCall call{matrixStack(geometry.left, *inputs[0], params.transposeA),
                        matrixStack(geometry.right, *inputs[1], params.transposeB),
                        matrixOffsets(geometry.left, geometry.stack),
                        matrixOffsets(geometry.right, geometry.stack),
                        params.alpha,
                        outputs[0]};
  switch (context.kernels) {
    case KernelSet::Reference: return reference::matmul(call, context.stop);
    case KernelSet::Naive: return naive::matmul(call, context.stop);
    case KernelSet::Eigen: return matmulGemm(call, inputs, context);
  }
}

/// Both sides are stacks of images with matrices inside; the first axis of a plain matrix takes part in the product.
bool matmulPerImage(const model::Node& node, std::span<const Shape> inputs) {
  constexpr int matrixAxes = 2;
  const Shape out = matmulShapes(node, inputs)[0];
  return std::all_of(inputs.begin(), inputs.end(), [&](const Shape& input) {
    return input.rank() > matrixAxes && input.rank() == out.rank() && input[0] == out[0];
  });
}

}  // namespace

const LayerOps matmulOps{matmulShapes, matmulMacs, matmulRun, matmulPerImage};

}  // namespace effortlab::nn
