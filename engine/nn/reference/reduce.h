#pragma once

#include "nn/reduce.h"

#include <stop_token>

namespace effortlab::nn::reference {

/// The definition, literally: collects the elements of each result, then computes it in double precision.
void reduce(const ReduceCall& call, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
