#pragma once

#include "nn/deconv2d.h"

namespace effortlab::nn {

/// Deconvolution as matrix products: transposed weights [K R S, C] times the input maps [C, H W], block by block of
/// output maps, then each tap's row added where it falls (col2im). Ensures: the partition depends on the shapes alone,
/// so one thread gives the bits of many. Threads: const; blocks run in parallel, each on output maps of its own.
void deconv2dGemm(const Deconv2dCall& call, const KernelContext& context);

}  // namespace effortlab::nn
