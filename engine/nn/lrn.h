#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Local response normalisation: y = x / (k + alpha / n sum x^2)^beta over `size` channels at one place (n = size; an
/// even size reaches one channel further up, as ONNX's does) or over a size x size window of one map, zeros around it
/// (n = size^2; odd sizes only, as Caffe's).
/// Shapes: input and output [N, C, ...]; within a channel [N, C, H, W], row-major f32.
extern const LayerOps lrnOps;

}  // namespace effortlab::nn
