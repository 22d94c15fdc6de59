#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Dense 2-D convolution: groups, dilation, asymmetric zero padding.
/// Shapes: input [N, C, H, W], weights [K, C/groups, R, S], bias [K] or absent, output [N, K, H', W'], row-major f32.
/// 1-D: input [N, C, L], weights [K, C/groups, 1, S], output [N, K, L'].
extern const LayerOps conv2dOps;

/// The operands of one convolution, for its implementations: four dimensions, automatic padding worked out.
struct Conv2dCall {
  const model::ConvolutionParams& params;
  const Tensor& input;
  const Tensor& weights;
  const float* bias = nullptr;  ///< null: none
  Tensor& output;
};

}  // namespace effortlab::nn
