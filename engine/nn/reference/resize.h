#pragma once

#include "nn/resize.h"

namespace effortlab::nn::reference {

/// The definition, literally: each pixel from the up to four around its position, in double precision.
/// Shapes: four dimensions.
void resize(const model::ResizeParams& params, const Tensor& input, Tensor& output, const KernelContext& context);

}  // namespace effortlab::nn::reference
