#ifdef __AVX512F__  // other processors build the scalar unit only
#include "fast/activation_sparse_kernels.h"

// GCC takes its own _mm512_undefined_ps() for an uninitialised variable.
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = float __attribute__((vector_size(64)));
using LooseVec = float __attribute__((vector_size(64), aligned(4), may_alias));
constexpr std::int64_t vecLanes = 16;
constexpr int maxVectors = 7;

inline Vec broadcast(const float* from) {
  return _mm512_set1_ps(*from);
}

inline Vec largerOf(Vec a, Vec b) {
  return _mm512_max_ps(a, b);
}

inline Vec smallerOf(Vec a, Vec b) {
  return _mm512_min_ps(a, b);
}

inline void transposeAll(Vec (&rows)[16]) {
  __m512 fours[4][4];  // [rows 4 g ...][i]: quarter q is column 4 q + i
#pragma GCC unroll 4
  for (int g = 0; g < 4; ++g) {
    const __m512 a = rows[4 * g], b = rows[4 * g + 1], c = rows[4 * g + 2], d = rows[4 * g + 3];
    const __m512 ab0 = _mm512_unpacklo_ps(a, b), ab2 = _mm512_unpackhi_ps(a, b);
    const __m512 cd0 = _mm512_unpacklo_ps(c, d), cd2 = _mm512_unpackhi_ps(c, d);
    fours[g][0] = _mm512_shuffle_ps(ab0, cd0, 0x44);
    fours[g][1] = _mm512_shuffle_ps(ab0, cd0, 0xEE);
    fours[g][2] = _mm512_shuffle_ps(ab2, cd2, 0x44);
    fours[g][3] = _mm512_shuffle_ps(ab2, cd2, 0xEE);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const __m512 even01 = _mm512_shuffle_f32x4(fours[0][i], fours[1][i], 0x88);
    const __m512 even23 = _mm512_shuffle_f32x4(fours[2][i], fours[3][i], 0x88);
    const __m512 odd01 = _mm512_shuffle_f32x4(fours[0][i], fours[1][i], 0xDD);
    const __m512 odd23 = _mm512_shuffle_f32x4(fours[2][i], fours[3][i], 0xDD);
    rows[i] = _mm512_shuffle_f32x4(even01, even23, 0x88);
    rows[4 + i] = _mm512_shuffle_f32x4(odd01, odd23, 0x88);
    rows[8 + i] = _mm512_shuffle_f32x4(even01, even23, 0xDD);
    rows[12 + i] = _mm512_shuffle_f32x4(odd01, odd23, 0xDD);
  }
}

#include "fast/activation_sparse_kernels.inl"

/// Channels of each of the 16 pixels side by side: 16 x 16 blocks are transposed.
inline void pixelsOfSlab(const ActivationCollect& call, float (&pixels)[16][maxSlabChannels]) {
  for (std::int64_t c = 0; c < call.channels; c += 16) {
    const std::int64_t count = call.channels - c;
    Vec rows[16];
#pragma GCC unroll 16
    for (std::int64_t i = 0; i < 16; ++i)
      rows[i] = i < count ? load(call.from + (c + i) * call.planeStride) : Vec{};
    transposeAll(rows);
#pragma GCC unroll 16
    for (std::int64_t i = 0; i < 16; ++i)
      store(&pixels[i][c], rows[i]);
  }
}

std::int64_t collect(const ActivationCollect& call) {
  alignas(64) float pixels[16][maxSlabChannels];
  pixelsOfSlab(call, pixels);
  const __m512i places = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  std::int64_t count = call.count;
  std::int32_t* end = call.ends;
  for (std::int64_t lane = 0; lane < 16; ++lane) {
    if ((call.inside >> lane & 1U) == 0)
      continue;
    for (std::int64_t c = 0; c < call.channels; c += 16) {
      const __m512 values = _mm512_load_ps(&pixels[lane][c]);
      const __mmask16 some = _mm512_cmp_ps_mask(values, _mm512_setzero_ps(), _CMP_NEQ_UQ);
      const __m512i channels = _mm512_add_epi32(places, _mm512_set1_epi32(static_cast<int>(c)));
      _mm512_storeu_ps(call.values + count, _mm512_maskz_compress_ps(some, values));
      _mm512_storeu_si512(call.channelOf + count, _mm512_maskz_compress_epi32(some, channels));
      count += __builtin_popcount(some);
    }
    *end++ = static_cast<std::int32_t>(count);
  }
  return count;
}

constexpr ActivationSparseKernels kernelsOfUnit{maxVectors, collect, multiply, storeMaps};

}  // namespace

const ActivationSparseKernels& activationSparseKernelsAvx512() {
  return kernelsOfUnit;
}

}  // namespace effortlab::fast
#endif
