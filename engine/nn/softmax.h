#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Exponentials along one axis or, joined, several, divided by their sum; or the logarithm of that.
extern const LayerOps softmaxOps;

}  // namespace effortlab::nn
