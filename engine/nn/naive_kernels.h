#pragma once

#include "nn/conv2d.h"
#include "nn/fully_connected.h"
#include "nn/matmul.h"
#include "nn/pool.h"

namespace effortlab::nn::naive {

// The thesis's baseline: plain nested loops in single precision, one thread, compiled without the vectorizer.
// Source: thesis 2.1, the direct loops its speed-ups are measured against.

void conv2d(const Conv2dCall& call, const std::stop_token& stop);
void fullyConnected(const FullyConnectedCall& call, const std::stop_token& stop);
void matmul(const MatMulCall& call, const std::stop_token& stop);
void pool(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const std::stop_token& stop);

}  // namespace effortlab::nn::naive
