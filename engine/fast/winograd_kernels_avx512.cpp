#ifdef __AVX512F__  // other processors build the scalar unit only
#include "fast/winograd_kernels.h"

#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = float __attribute__((vector_size(64)));
using LooseVec = float __attribute__((vector_size(64), aligned(4), may_alias));
constexpr std::int64_t vecLanes = 16;
constexpr int productVectors = 4;

/// 28 sums of the 32 registers with one or two vectors, 24 with more.
constexpr int mostScalars(int vectors) {
  return vectors == 1 ? 28 : vectors == 2 ? 14 : 24 / vectors;
}

inline Vec largerOf(Vec a, Vec b) {
  return _mm512_max_ps(a, b);
}

inline Vec smallerOf(Vec a, Vec b) {
  return _mm512_min_ps(a, b);
}

inline void storeKept(float* to, Vec value, std::uint32_t keep) {
  _mm512_storeu_ps(to, _mm512_maskz_compress_ps(static_cast<__mmask16>(keep), value));
}

inline void transposeQuarter(const WinogradQuarter& call) {
  const __m512 a = _mm512_loadu_ps(call.pixels[0]), b = _mm512_loadu_ps(call.pixels[1]);
  const __m512 c = _mm512_loadu_ps(call.pixels[2]), d = _mm512_loadu_ps(call.pixels[3]);
  const __m512 ab0 = _mm512_unpacklo_ps(a, b), ab2 = _mm512_unpackhi_ps(a, b);
  const __m512 cd0 = _mm512_unpacklo_ps(c, d), cd2 = _mm512_unpackhi_ps(c, d);
  // Quarter q of column i is map 4 q + i.
  const __m512 columns[4] = {_mm512_shuffle_ps(ab0, cd0, 0x44), _mm512_shuffle_ps(ab0, cd0, 0xEE),
                             _mm512_shuffle_ps(ab2, cd2, 0x44), _mm512_shuffle_ps(ab2, cd2, 0xEE)};
#pragma GCC unroll 4
  for (std::int64_t i = 0; i < 4; ++i) {
    float* to = call.to + i * call.planeStride;
    const std::int64_t next = 4 * call.planeStride;
    if (i < call.maps)
      _mm_storeu_ps(to, _mm512_castps512_ps128(columns[i]));
    if (i + 4 < call.maps)
      _mm_storeu_ps(to + next, _mm512_extractf32x4_ps(columns[i], 1));
    if (i + 8 < call.maps)
      _mm_storeu_ps(to + 2 * next, _mm512_extractf32x4_ps(columns[i], 2));
    if (i + 12 < call.maps)
      _mm_storeu_ps(to + 3 * next, _mm512_extractf32x4_ps(columns[i], 3));
  }
}

#include "fast/winograd_kernels.inl"

constexpr WinogradKernels kernelsOfUnit{transformInput, multiply, transformOutput, spreadRow, storeQuarter};

}  // namespace

const WinogradKernels& winogradKernelsAvx512() {
  return kernelsOfUnit;
}

}  // namespace effortlab::fast
#endif
