#pragma once

#include "nn/conv2d.h"

namespace effortlab::nn {

/// Whether each group has so few maps that a matrix product would waste most of its lanes.
bool prefersDepthwise(const Conv2dCall& call) noexcept;

/// Convolution map by map: each weight scales a shifted row of its input map. For grouped layers with few maps a group.
/// Threads: const; splits over output maps, each computed by one thread.
void conv2dDepthwise(const Conv2dCall& call, const KernelContext& context);

}  // namespace effortlab::nn
