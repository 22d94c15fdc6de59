#ifdef __AVX2__  // other processors build the scalar unit only
#include "fast/winograd_kernels.h"

#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = float __attribute__((vector_size(32)));
using LooseVec = float __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::int64_t vecLanes = 8;
constexpr int productVectors = 1;

/// 12 sums of the 16 registers.
constexpr int mostScalars(int /*vectors*/) {
  return 6;
}

inline Vec largerOf(Vec a, Vec b) {
  return _mm256_max_ps(a, b);
}

inline Vec smallerOf(Vec a, Vec b) {
  return _mm256_min_ps(a, b);
}

inline void storeKept(float* to, Vec value, std::uint32_t keep) {
  alignas(32) float all[8];
  _mm256_store_ps(all, value);
  for (int lane = 0; lane < 8; ++lane)
    if ((keep >> lane & 1U) != 0)
      *to++ = all[lane];
}

inline void transposeQuarter(const WinogradQuarter& call) {
  for (std::int64_t map = 0; map < call.maps; map += 4) {
    __m128 a = _mm_loadu_ps(call.pixels[0] + map), b = _mm_loadu_ps(call.pixels[1] + map);
    __m128 c = _mm_loadu_ps(call.pixels[2] + map), d = _mm_loadu_ps(call.pixels[3] + map);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    const __m128 columns[4] = {a, b, c, d};
    for (std::int64_t i = 0; i < 4 && map + i < call.maps; ++i)
      _mm_storeu_ps(call.to + (map + i) * call.planeStride, columns[i]);
  }
}

#include "fast/winograd_kernels.inl"

constexpr WinogradKernels kernelsOfUnit{transformInput, multiply, transformOutput, spreadRow, storeQuarter};

}  // namespace

const WinogradKernels& winogradKernelsAvx2() {
  return kernelsOfUnit;
}

}  // namespace effortlab::fast
#endif
