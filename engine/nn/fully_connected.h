#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// y = W x + b over the flattened image.
/// Shapes: input [N, ...] with I elements an image, weights [K, I], bias [K] or absent, output [N, K], row-major f32.
extern const LayerOps fullyConnectedOps;

/// The operands of one layer, for its implementations.
struct FullyConnectedCall {
  const Tensor& input;
  const Tensor& weights;
  const float* bias = nullptr;  ///< null: none
  Tensor& output;
};

}  // namespace effortlab::nn
