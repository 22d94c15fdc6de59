#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Reshape: the elements stay as they are.
extern const LayerOps reshapeOps;

}  // namespace effortlab::nn
