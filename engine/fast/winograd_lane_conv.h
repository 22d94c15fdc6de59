#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Winograd's convolution of 16 patches side by side, in the lanes they are in: no data are rearranged. Any use; a tile
/// is cut into Winograd tiles, so sides that no Winograd tile divides waste work. `points` is 6 or 8.
/// Requires: groups 1, dilation 1, the same stride of 1 or 2 both ways, a window that gains from it; else null
/// Ensures:  rounding errors about 3 (6 points) or 6 times (8 points) those of the direct sum: on real networks 1e-6
/// and
///           3e-6 of the largest output
/// Threads:  const; safe to call concurrently; the same bits for any number
std::unique_ptr<ConvKernel> makeLaneWinograd(const ConvLayer& layer, Isa isa, int points = 6);

}  // namespace effortlab::fast
