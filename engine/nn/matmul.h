#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// numpy's matmul: the last two axes are matrices, the others broadcast; a vector is a row on the left and a column on
/// the right, and its axis goes again.
extern const LayerOps matmulOps;

/// One operand as a stack of matrices.
struct MatrixStack {
  const float* data = nullptr;
  std::int64_t rows = 0, columns = 0;  ///< after transposing
  std::int64_t rowStride = 0, columnStride = 0;
};

/// The operands of one layer, for its implementations.
struct MatMulCall {
  MatrixStack left;                                     ///< [rows, depth]
  MatrixStack right;                                    ///< [depth, columns]
  std::vector<std::int64_t> leftOffsets, rightOffsets;  ///< of each product's matrices, in elements
  float alpha = 1.0F;
  Tensor& output;
};

}  // namespace effortlab::nn
