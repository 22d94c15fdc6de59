#pragma once

#include "nn/matmul.h"

#include <stop_token>

namespace effortlab::nn::reference {

/// The definition, literally: one sum an element in double precision.
void matmul(const MatMulCall& call, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
