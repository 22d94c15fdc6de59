#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"

#include <memory>

namespace effortlab::fast {

/// Convolution by the non-zero weights alone: for each output map a list of taps, no work for the others. Null with
/// several groups, or where too few weights are zero to be worth it.
/// Errors: Error{ShapeMismatch} unless the weights are [K, C/groups, R, S] and the bias [K].
std::unique_ptr<ConvKernel> makeWeightSparseConv(const ConvLayer& layer, Isa isa);

}  // namespace effortlab::fast
