#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Convolution of each input map by itself, to one or more output maps. Null unless every group has one input map.
/// Errors: Error{ShapeMismatch} unless the weights are [K, 1, R, S] and the bias [K].
std::unique_ptr<ConvKernel> makeDepthwiseConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
