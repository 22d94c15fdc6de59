#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// ONNX Slice: every step-th element of a range, axis by axis.
extern const LayerOps stridedSliceOps;

}  // namespace effortlab::nn
