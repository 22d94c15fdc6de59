#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Direct convolution in registers: any kernel, stride, dilation and groups, both uses, F32.
/// Errors: Error{ShapeMismatch} unless the weights are [K, C/groups, R, S] and the bias [K].
std::unique_ptr<ConvKernel> makeDirectConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
