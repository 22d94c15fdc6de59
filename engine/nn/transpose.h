#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Transpose: output axis i is input axis order[i].
extern const LayerOps transposeOps;

}  // namespace effortlab::nn
