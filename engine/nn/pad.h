#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Pad: elements added around or, with negative numbers, cut off each axis.
extern const LayerOps padOps;

}  // namespace effortlab::nn
