#pragma once

#include "nn/layer_ops.h"

#include <vector>

namespace effortlab::nn {

/// y = scale x + shift along axis 1, in double precision so that chains of them can be joined.
struct ChannelAffine {
  std::vector<double> scale, shift;  ///< one a channel
};

/// Shapes: input and output [N, C, ...]. Threads: const; splits over images and channels.
void applyChannelAffine(const ChannelAffine& affine, const Tensor& input, Tensor& output, const KernelContext& context);

/// Errors: Error{MissingData, ShapeMismatch} unless the tensor is [channels].
void requireChannelVector(const TensorPtr& tensor, std::int64_t channels);

}  // namespace effortlab::nn
