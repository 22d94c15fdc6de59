#pragma once

#include "nn/layer_ops.h"

#include <vector>

namespace effortlab::nn {

/// ONNX's Reduce operators: one number for all elements along some axes.
extern const LayerOps reduceOps;

/// The operands of one layer, for its implementations.
struct ReduceCall {
  model::ReduceKind kind = model::ReduceKind::Mean;
  const Tensor& input;
  std::vector<bool> reduced;  ///< an axis of the input each
  Tensor& output;
};

}  // namespace effortlab::nn
