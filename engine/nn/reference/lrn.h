#pragma once

#include "nn/lrn.h"

namespace effortlab::nn::reference {

/// The definition, literally: one sum of squares an element, in double precision.
void lrn(const model::LrnParams& params, const Tensor& input, Tensor& output, const KernelContext& context);

}  // namespace effortlab::nn::reference
