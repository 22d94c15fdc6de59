#pragma once

#include "nn/channel_affine.h"
#include "nn/layer_ops.h"

namespace effortlab::nn {

/// y = scale x + shift along axis 1.
/// Shapes: input and output [N, C, ...]; weights scale [C] and, or not, shift [C].
extern const LayerOps scaleOps;

ChannelAffine scaleAffine(const model::Node& node);

}  // namespace effortlab::nn
