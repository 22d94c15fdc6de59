#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// "activation-sparse": a 1x1 convolution of one image (LaneUse::Tiles) that multiplies non-zero activations only, with
/// output maps in the lanes. Pixels are compressed to lists of (channel, value); sums are added in channel order,
/// beginning with the bias. Outputs that see padding alone are the bias. No halo is needed.
/// Requires: a 1x1 window, stride 1, groups 1, enough output maps to gain from it; else null
std::unique_ptr<ConvKernel> makeActivationSparseConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
