#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// SSD's Normalize: x / sqrt(epsilon + sum x^2) times a scale; the sum over the pixel's channels or the whole image.
/// Shapes: input and output [N, C, H, W] f32; weights: scale [C] or, shared by the channels, [1].
extern const LayerOps normalizeOps;

}  // namespace effortlab::nn
