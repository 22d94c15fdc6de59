#pragma once

#include "nn/fully_connected.h"

namespace effortlab::nn::reference {

/// The definition, literally: one sum a neuron in double precision.
void fullyConnected(const FullyConnectedCall& call, const KernelContext& context);

}  // namespace effortlab::nn::reference
