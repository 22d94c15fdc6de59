#pragma once

#include "fast/conv_kernel.h"
#include "fast/lane_kernels.h"

namespace effortlab::fast {

/// Errors: Error{ShapeMismatch} unless the weights are [K, C/groups, R, S] and the bias [K].
void requireConvWeights(const ConvLayer& layer);

/// The cheapest form of an epilogue.
LaneEpilogue laneEpilogue(const Epilogue& epilogue);

}  // namespace effortlab::fast
