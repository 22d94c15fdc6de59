#include "fast/lane_kernel_tables.h"

#ifdef __AVX512F__

#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = __m512;
constexpr std::int64_t vecFloats = 16;

inline Vec vecLoad(const float* at) {
  return _mm512_loadu_ps(at);
}
inline void vecStore(float* at, Vec value) {
  _mm512_storeu_ps(at, value);
}
inline Vec vecSet(float value) {
  return _mm512_set1_ps(value);
}
inline Vec vecFma(Vec a, Vec b, Vec sum) {
  return _mm512_fmadd_ps(a, b, sum);
}
/// Maximum and minimum give the second operand where one is not a number.
inline Vec vecMax(Vec a, Vec b) {
  return _mm512_max_ps(a, b);
}
inline Vec vecMin(Vec a, Vec b) {
  return _mm512_min_ps(a, b);
}
inline Vec vecAdd(Vec a, Vec b) {
  return _mm512_add_ps(a, b);
}
inline Vec vecMultiply(Vec a, Vec b) {
  return _mm512_mul_ps(a, b);
}
inline Vec vecDivide(Vec a, Vec b) {
  return _mm512_div_ps(a, b);
}
/// `value` in the lanes of the mask.
inline Vec vecChoose(Vec otherwise, Vec value, std::uint32_t mask) {
  return _mm512_mask_mov_ps(otherwise, static_cast<__mmask16>(mask), value);
}
inline Vec vecSlope(Vec value, Vec slope) {
  return _mm512_mask_mul_ps(value, _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_LT_OQ), value, slope);
}
/// Keeps the weight in memory: 28 sums, three weights and the input fill the registers.
inline Vec vecFmaBroadcast(Vec a, const float* weight, Vec sum) {
  __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(a), "m"(*weight));
  return sum;
}

#include "fast/lane_direct.inl"

constexpr int sparseSums = 28;
constexpr int threeByThreeSums = 22;  // beside 9 weights and an input

#include "fast/lane_sparse.inl"

template <int Places>
void directSeven(const DirectBlock& b, std::int64_t group, std::int64_t half) {
  Vec sums[4][Places];
  directStart<4>(b, group, half, sums);
  std::int64_t at[Places];
#pragma GCC unroll 8
  for (int p = 0; p < Places; ++p)
    at[p] = b.inputAt[p];
  const float* weights = b.weights + group * b.weightStride;
  for (std::int64_t t = 0; t < b.taps; ++t, weights += weightGroup) {
    const float* input = b.input + b.tapAt[t];
    const Vec w0 = vecSet(weights[0]);
    const Vec w1 = vecSet(weights[1]);
    const Vec w2 = vecSet(weights[2]);
#pragma GCC unroll 8
    for (int p = 0; p < Places; ++p) {
      const Vec x = vecLoad(input + at[p]);
      sums[0][p] = vecFma(x, w0, sums[0][p]);
      sums[1][p] = vecFma(x, w1, sums[1][p]);
      sums[2][p] = vecFma(x, w2, sums[2][p]);
      sums[3][p] = vecFmaBroadcast(x, weights + 3, sums[3][p]);
    }
  }
  directFinish<4>(b, group, half, sums);
}

void avx512Direct(const DirectBlock& b) {
  switch (b.places) {
    case 1: return directOutputs<4, 1>(b);
    case 2: return directOutputs<2, 2>(b);
    case 3: return directOutputs<2, 3>(b);
    case 4: return directOutputs<1, 4>(b);
    case 5: return directOutputs<1, 5>(b);
    case 6: return directOutputs<1, 6>(b);
    default: break;
  }
  for (std::int64_t group = b.firstOutput / weightGroup; group * weightGroup < b.endOutput; ++group)
    directSeven<7>(b, group, 0);
}

using Move = __m512i;

inline Move moveSet(std::uint32_t value) {
  return _mm512_set1_epi32(static_cast<int>(value));
}
inline Move moveLoad(const float* at) {
  return _mm512_loadu_si512(at);
}
inline void moveStore(float* at, Move value) {
  _mm512_storeu_si512(at, value);
}
inline Move movePermute(Move value, Move from) {
  return _mm512_permutexvar_epi32(from, value);
}
inline Move moveBlend(Move otherwise, Move value, std::uint32_t mask) {
  return _mm512_mask_mov_epi32(otherwise, static_cast<__mmask16>(mask), value);
}

inline Move moveMaximumBytes(Move a, Move b) {
  return _mm512_max_epu8(a, b);
}

#include "fast/lane_moves.inl"
#include "fast/lane_pool.inl"

/// The lowest bits of a mask: how many of 16 elements from `x` on a row of `count` has.
inline __mmask16 rowMask(std::int64_t count, std::int64_t x) {
  const std::int64_t left = count - x;
  return static_cast<__mmask16>(left >= 16 ? 0xFFFF : left <= 0 ? 0 : (1 << left) - 1);
}

/// Four rows of 4 x 4 blocks: within 128 bits the columns become rows.
inline void transposeQuads(__m512 (&v)[16]) {
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    const __m512 a = _mm512_unpacklo_ps(v[i], v[i + 1]);
    const __m512 b = _mm512_unpackhi_ps(v[i], v[i + 1]);
    const __m512 c = _mm512_unpacklo_ps(v[i + 2], v[i + 3]);
    const __m512 d = _mm512_unpackhi_ps(v[i + 2], v[i + 3]);
    v[i] = _mm512_shuffle_ps(a, c, 0x44);
    v[i + 1] = _mm512_shuffle_ps(a, c, 0xEE);
    v[i + 2] = _mm512_shuffle_ps(b, d, 0x44);
    v[i + 3] = _mm512_shuffle_ps(b, d, 0xEE);
  }
}

inline void transpose16(__m512 (&v)[16]) {
  transposeQuads(v);
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const __m512 a = _mm512_shuffle_f32x4(v[i], v[i + 4], 0x88);
    const __m512 b = _mm512_shuffle_f32x4(v[i], v[i + 4], 0xDD);
    const __m512 c = _mm512_shuffle_f32x4(v[i + 8], v[i + 12], 0x88);
    const __m512 d = _mm512_shuffle_f32x4(v[i + 8], v[i + 12], 0xDD);
    v[i] = _mm512_shuffle_f32x4(a, c, 0x88);
    v[i + 8] = _mm512_shuffle_f32x4(a, c, 0xDD);
    v[i + 4] = _mm512_shuffle_f32x4(b, d, 0x88);
    v[i + 12] = _mm512_shuffle_f32x4(b, d, 0xDD);
  }
}

void avx512RowsToLanes(const LaneRows<const float>& rows, std::int64_t columns, float* vectors) {
  for (std::int64_t x = 0; x < columns; x += 16) {
    __m512 v[16];
#pragma GCC unroll 16
    for (int lane = 0; lane < 16; ++lane)
      v[lane] = _mm512_maskz_loadu_ps(rowMask(rows.counts[lane], x), rows.at[lane] + x);
    transpose16(v);
    const std::int64_t here = columns - x;
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i)
      if (i < here)
        _mm512_storeu_ps(vectors + (x + i) * 16, v[i]);
  }
}

void avx512LanesToRows(const float* vectors, std::int64_t columns, const LaneRows<float>& rows) {
  for (std::int64_t x = 0; x < columns; x += 16) {
    __m512 v[16];
    const std::int64_t here = columns - x;
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i)
      v[i] = _mm512_loadu_ps(vectors + (i < here ? x + i : x) * 16);
    transpose16(v);
#pragma GCC unroll 16
    for (int lane = 0; lane < 16; ++lane) {
      const std::int64_t count = rows.counts[lane] < columns ? rows.counts[lane] : columns;
      _mm512_mask_storeu_ps(rows.at[lane] + x, rowMask(count, x), v[lane]);
    }
  }
}

void avx512PackLanes(const LanePacking& p, const float* maps, float* packed) {
  for (std::int64_t plane = 0; plane < p.planes; ++plane) {
    const float* from = maps + plane * p.planeStride;
    float* to = packed + plane * p.packedStride;
    _mm512_storeu_ps(to + p.packedStride - 16, _mm512_setzero_ps());
    for (std::int64_t i = 0; i < p.places; ++i) {
      const int pixels = __builtin_popcount(p.inside[i]);
      const __m512 row = _mm512_maskz_compress_ps(static_cast<__mmask16>(p.inside[i]), vecLoad(from + p.at[i]));
      _mm512_mask_storeu_ps(to, rowMask(pixels, 0), row);
      to += pixels;
    }
  }
}

void avx512UnpackLanes(const LanePacking& p, const float* packed, float* maps) {
  for (std::int64_t plane = 0; plane < p.planes; ++plane) {
    const float* from = packed + plane * p.packedStride;
    float* to = maps + plane * p.planeStride;
    for (std::int64_t i = 0; i < p.places; ++i) {
      vecStore(to + p.at[i], _mm512_maskz_expand_ps(static_cast<__mmask16>(p.inside[i]), vecLoad(from)));
      from += __builtin_popcount(p.inside[i]);
    }
  }
}

}  // namespace

const LaneKernels& avx512LaneKernels() {
  static const LaneKernels kernels{.places = 7,
                                   .directCache = 256 * 1024 / 4,
                                   .direct = avx512Direct,
                                   .sparseSums = sparseSums,
                                   .threeByThreeSums = threeByThreeSums,
                                   .sparse = sparseBlock,
                                   .moveLanes = moveLaneVectors,
                                   .rowsToLanes = avx512RowsToLanes,
                                   .lanesToRows = avx512LanesToRows,
                                   .packLanes = avx512PackLanes,
                                   .unpackLanes = avx512UnpackLanes,
                                   .poolMaximum = poolMaximumPlane,
                                   .poolSum = poolPlaneBy<PoolSum>,
                                   .poolMaximumBytes = poolMaximumBytes,
                                   .foldMaximum = poolFold<PoolMaximum>,
                                   .foldSum = poolFold<PoolSum>};
  return kernels;
}

}  // namespace effortlab::fast

#endif
