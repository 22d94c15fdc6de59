#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// A tensor of the file: no input, one output.
extern const LayerOps constantOps;

}  // namespace effortlab::nn
