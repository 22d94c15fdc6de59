#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Joins axes; the elements stay as they are.
extern const LayerOps flattenOps;

}  // namespace effortlab::nn
