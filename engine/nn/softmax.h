#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Exponentials along one axis, divided by their sum.
extern const LayerOps softmaxOps;

}  // namespace effortlab::nn
