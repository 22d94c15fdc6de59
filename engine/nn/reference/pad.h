#pragma once

#include "core/tensor.h"
#include "model/tensor_params.h"

#include <stop_token>

namespace effortlab::nn::reference {

/// The definition, literally: each output coordinate steps back into what is left of the input.
void pad(const Tensor& input, const model::PadParams& params, Tensor& output, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
