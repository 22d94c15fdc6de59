#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Winograd's convolution of one image (LaneUse::Tiles) with output maps in the lanes: the image is cut into Winograd
/// tiles as a whole, whatever the tiles of its layout; no halo is needed.
/// `points` is 6 or 8.
/// Requires: groups 1, dilation 1, stride 1, a window that gains from it; else null
///           (run() wants tensors of LaneUse::Tiles)
/// Ensures:  errors as those of makeLaneWinograd()
/// Threads:  const; safe to call concurrently; the same bits for any number
std::unique_ptr<ConvKernel> makeMapWinograd(const ConvLayer& layer, Isa isa, int points = 6);

}  // namespace effortlab::fast
