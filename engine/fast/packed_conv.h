#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// "packed": a 1x1 convolution of stride 1 over the pixels of the image alone. They are gathered from the tiles, whose
/// last ones lie partly beyond it, summed as by "direct", and put back: of 10 x 10 pixels 7 vectors, not the 9 of tiles
/// of 3 x 3; of 13 x 13 11, not 16. Null for any other layer.
/// Errors: Error{ShapeMismatch} when weights or bias do not fit the parameters.
std::unique_ptr<ConvKernel> makePackedConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
