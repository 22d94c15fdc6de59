#pragma once

#include "nn/conv2d.h"

namespace effortlab::nn {

/// Convolution as matrix products: weights [K, C*R*S] times unfolded input pixels, block by block. A block is a range
/// of pixels of one image, or several images where maps are small; 1x1 layers read the input in place. Ensures: the
/// partition depends on the shapes alone, so one thread gives the bits of many. Threads: const; blocks run in parallel;
/// the stop token is looked at before each.
void conv2dGemm(const Conv2dCall& call, const KernelContext& context);

}  // namespace effortlab::nn
