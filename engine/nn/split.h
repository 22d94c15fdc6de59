#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Split: cuts one axis into several outputs.
extern const LayerOps splitOps;

}  // namespace effortlab::nn
