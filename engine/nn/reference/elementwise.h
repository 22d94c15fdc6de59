#pragma once

#include "nn/elementwise.h"

namespace effortlab::nn::reference {

/// The definition, literally: for each output element one value of each operand, joined in double precision.
void elementwise(const ElementwiseCall& call, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
