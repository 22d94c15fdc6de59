#pragma once

#include "nn/pool.h"

namespace effortlab::nn {

/// Pooling in two vectorised passes a row: the window's rows into one, then its columns into one.
/// Threads: const; splits over maps, each computed by one thread.
void poolRows(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const KernelContext& context);

}  // namespace effortlab::nn
