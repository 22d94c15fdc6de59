#pragma once

#include "core/tensor.h"
#include "nn/layer_ops.h"

#include <functional>

namespace effortlab::nn {

/// The 2-D kernels compute a 1-D layer's [N, C, L] as [N, C, 1, L].

/// A map tensor's shape with four dimensions. Errors: Error{ShapeMismatch} unless it has three or four.
Shape asMaps(const Shape& shape);
/// `maps` with as many dimensions as `input`. Errors: Error{ShapeMismatch} when a 1-D layer's height became more
/// than 1.
Shape asInput(const Shape& maps, const Shape& input);

/// Calls `kernel` with tensors of four dimensions; a 1-D input is copied, its output reshaped in place.
void runAsMaps(const Tensor& input, Tensor& output, const std::function<void(const Tensor&, Tensor&)>& kernel);

}  // namespace effortlab::nn
