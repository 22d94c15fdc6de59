#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// The transpose of a convolution: every input element adds its weighted kernel to the output.
/// Shapes: input [N, C, H, W], weights [C, K/groups, R, S], bias [K] or absent, output [N, K, H', W'] with
/// H' = strideH (H - 1) + outputPadH + dilationH (R - 1) + 1 - padTop - padBottom, row-major f32. 1-D: [N, C, L],
/// weights [C, K/groups, 1, S], [N, K, L'].
extern const LayerOps deconv2dOps;

/// The operands of one deconvolution, for its implementations: four dimensions, padding worked out, so that output
/// element y takes tap r of input element i where y = i strideH + r dilationH - padTop.
struct Deconv2dCall {
  const model::DeconvolutionParams& params;
  const Tensor& input;
  const Tensor& weights;
  const float* bias = nullptr;  ///< null: none
  Tensor& output;
};

}  // namespace effortlab::nn
