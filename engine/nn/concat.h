#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Joins tensors along one axis.
extern const LayerOps concatOps;

}  // namespace effortlab::nn
