#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Direct convolution that leaves out taps whose weights are zero in all output maps: half the work where only half the
/// taps are summed. Null with groups.
std::unique_ptr<ConvKernel> makeTapSubsetConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
