#pragma once

#include "core/tensor.h"

#include <span>
#include <stop_token>

namespace effortlab::nn::reference {

/// The definition, literally: coordinate order[i] of the input is coordinate i of the output.
void transpose(const Tensor& input, std::span<const int> order, Tensor& output, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
