#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Unsqueeze: axes of size 1 come in, the elements stay as they are.
extern const LayerOps unsqueezeOps;

}  // namespace effortlab::nn
