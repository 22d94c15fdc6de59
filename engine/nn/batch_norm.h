#pragma once

#include "nn/channel_affine.h"
#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Batch normalisation with stored statistics.
/// Shapes: input and output [N, C, ...]; weights scale, shift, mean, variance, each [C].
extern const LayerOps batchNormOps;

/// scale / sqrt(variance + epsilon), and the shift that goes with it.
ChannelAffine batchNormAffine(const model::Node& node);

}  // namespace effortlab::nn
