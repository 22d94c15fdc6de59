#pragma once

#include "nn/deconv2d.h"

namespace effortlab::nn::reference {

/// The definition, literally: for each output element the taps that reach it, summed in double precision.
/// Threads: const; splits over output maps.
void deconv2d(const Deconv2dCall& call, const KernelContext& context);

}  // namespace effortlab::nn::reference
