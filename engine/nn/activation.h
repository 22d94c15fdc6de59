#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Functions of one variable, element by element: ReLU, sigmoid, exp ...
extern const LayerOps activationOps;

}  // namespace effortlab::nn
