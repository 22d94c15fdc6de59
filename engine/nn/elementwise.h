#pragma once

#include "nn/layer_ops.h"

#include <vector>

namespace effortlab::nn {

/// Joins tensors element by element, shapes stretched as numpy's.
extern const LayerOps elementwiseOps;

/// The operands of one layer in order, the constant among them, for its implementations.
struct ElementwiseCall {
  const model::ElementwiseParams& params;
  std::vector<const Tensor*> operands;
  Tensor& output;

  float coefficient(std::size_t operand) const {
    return params.coefficients.empty() ? 1.0F : params.coefficients[operand];
  }
};

}  // namespace effortlab::nn
