#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Element by element: ReLU, sigmoid or tanh.
extern const LayerOps activationOps;

}  // namespace effortlab::nn
