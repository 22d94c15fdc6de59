#pragma once

#include "core/tensor.h"
#include "model/tensor_params.h"

#include <stop_token>

namespace effortlab::nn::reference {

/// The definition, literally: walks each range step by step and notes which coordinates it meets.
void stridedSlice(const Tensor& input, const model::StridedSliceParams& params, Tensor& output,
                  const std::stop_token& stop);

}  // namespace effortlab::nn::reference
