#pragma once

#include "nn/conv2d.h"

namespace effortlab::nn::reference {

/// The definition, literally: one sum a neuron, in double precision, channel by row by column.
/// Threads: const; splits over output maps.
void conv2d(const Conv2dCall& call, const KernelContext& context);

}  // namespace effortlab::nn::reference
