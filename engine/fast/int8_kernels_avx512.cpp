#include "fast/int8_kernels.h"

#ifdef __AVX512BW__

#include <immintrin.h>

namespace effortlab::fast {

const Int8Kernels& int8KernelsAvx512() noexcept;

namespace {

constexpr std::int64_t int8MaxVectors = 3;
constexpr int int8Widest = 12;

/// Even and odd channels apart, widened to 16 bits: multiplying bytes at once would saturate the sum of two products.
inline __m512i dotProduct(__m512i sums, __m512i x, __m512i w) {
  const __m512i even =
      _mm512_madd_epi16(_mm512_and_si512(x, _mm512_set1_epi16(0xFF)), _mm512_srai_epi16(_mm512_slli_epi16(w, 8), 8));
  const __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(x, 8), _mm512_srai_epi16(w, 8));
  return _mm512_add_epi32(sums, _mm512_add_epi32(even, odd));
}

#include "fast/int8_kernels_512.inl"

}  // namespace

const Int8Kernels& int8KernelsAvx512() noexcept {
  return int8Table;
}

}  // namespace effortlab::fast

#endif
