#pragma once

namespace effortlab::nn {

/// Bounds the OpenMP teams that the calling thread opens; the pool of a library that was built for OpenMP.
void setOpenMpThreads(int threads) noexcept;

}  // namespace effortlab::nn
