#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// A negative element is multiplied by the slope at its place.
/// Shapes: slopes [1], [C] along axis 1, or any that stretches to the input's; output as the input.
extern const LayerOps preluOps;

}  // namespace effortlab::nn
