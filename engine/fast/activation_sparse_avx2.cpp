#ifdef __AVX2__  // other processors build the scalar unit only
#include "fast/activation_sparse_kernels.h"

#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = float __attribute__((vector_size(32)));
using LooseVec = float __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::int64_t vecLanes = 8;
constexpr int maxVectors = 6;

inline Vec broadcast(const float* from) {
  return _mm256_set1_ps(*from);
}

inline Vec largerOf(Vec a, Vec b) {
  return _mm256_max_ps(a, b);
}

inline Vec smallerOf(Vec a, Vec b) {
  return _mm256_min_ps(a, b);
}

/// Two halves a row: by 4 x 4 blocks in memory.
inline void transposeAll(Vec (&rows)[32]) {
  alignas(32) float from[16][16];
  for (int i = 0; i < 32; ++i)
    _mm256_store_ps(&from[i / 2][i % 2 * 8], rows[i]);
  alignas(32) float to[16][16];
  for (int y = 0; y < 16; y += 4)
    for (int x = 0; x < 16; x += 4) {
      __m128 a = _mm_load_ps(&from[y][x]), b = _mm_load_ps(&from[y + 1][x]);
      __m128 c = _mm_load_ps(&from[y + 2][x]), d = _mm_load_ps(&from[y + 3][x]);
      _MM_TRANSPOSE4_PS(a, b, c, d);
      _mm_store_ps(&to[x][y], a);
      _mm_store_ps(&to[x + 1][y], b);
      _mm_store_ps(&to[x + 2][y], c);
      _mm_store_ps(&to[x + 3][y], d);
    }
  for (int i = 0; i < 32; ++i)
    rows[i] = _mm256_load_ps(&to[i / 2][i % 2 * 8]);
}

#include "fast/activation_sparse_kernels.inl"

/// Every activation is written, and overwritten by the next when it is zero: no branch to predict.
std::int64_t collect(const ActivationCollect& call) {
  std::int64_t count = call.count;
  std::int32_t* end = call.ends;
  for (std::int64_t lane = 0; lane < 16; ++lane) {
    if ((call.inside >> lane & 1U) == 0)
      continue;
    const float* from = call.from + lane;
    for (std::int64_t c = 0; c < call.channels; ++c, from += call.planeStride) {
      call.values[count] = *from;
      call.channelOf[count] = static_cast<std::uint32_t>(c);
      count += *from != 0.0F ? 1 : 0;
    }
    *end++ = static_cast<std::int32_t>(count);
  }
  return count;
}

constexpr ActivationSparseKernels kernelsOfUnit{maxVectors, collect, multiply, storeMaps};

}  // namespace

const ActivationSparseKernels& activationSparseKernelsAvx2() {
  return kernelsOfUnit;
}

}  // namespace effortlab::fast
#endif
