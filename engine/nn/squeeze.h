#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Squeeze: axes of size 1 go, the elements stay as they are.
extern const LayerOps squeezeOps;

}  // namespace effortlab::nn
