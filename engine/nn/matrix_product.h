#pragma once

#include <cstdint>

namespace effortlab::nn {

/// A row-major matrix inside a larger one: `stride` elements from row to row.
struct MatrixView {
  const float* data = nullptr;
  std::int64_t stride = 0;
};

/// out[rows x columns] = left[rows x depth] * right[depth x columns], or += with `accumulate`. One thread; Eigen's
/// blocked product, compiled for SSE2, AVX2 + FMA and AVX-512 and chosen once by CPU. Ensures: each element's sum runs
/// over depth in ascending order of blocks, whatever the other sizes.
struct MatrixProduct {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t depth = 0;
  MatrixView left;
  MatrixView right;
  float* out = nullptr;
  std::int64_t outStride = 0;
  bool accumulate = false;
};

void multiply(const MatrixProduct& product);

/// Instruction set in use: "avx512", "avx2" or "sse2".
const char* matrixProductIsa() noexcept;

}  // namespace effortlab::nn
