#pragma once

#include "nn/pool.h"

namespace effortlab::nn::reference {

/// The definition, literally: every tap of every window, averages in double precision.
void pool(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const std::stop_token& stop);

}  // namespace effortlab::nn::reference
