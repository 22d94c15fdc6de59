#include "fast/lane_kernel_tables.h"

#ifdef __AVX2__

#include <immintrin.h>

namespace effortlab::fast {

namespace {

using Vec = __m256;
constexpr std::int64_t vecFloats = 8;

inline Vec vecLoad(const float* at) {
  return _mm256_loadu_ps(at);
}
inline void vecStore(float* at, Vec value) {
  _mm256_storeu_ps(at, value);
}
inline Vec vecSet(float value) {
  return _mm256_set1_ps(value);
}
inline Vec vecFma(Vec a, Vec b, Vec sum) {
  return _mm256_fmadd_ps(a, b, sum);
}
/// Maximum and minimum give the second operand where one is not a number.
inline Vec vecMax(Vec a, Vec b) {
  return _mm256_max_ps(a, b);
}
inline Vec vecMin(Vec a, Vec b) {
  return _mm256_min_ps(a, b);
}
inline Vec vecAdd(Vec a, Vec b) {
  return _mm256_add_ps(a, b);
}
inline Vec vecMultiply(Vec a, Vec b) {
  return _mm256_mul_ps(a, b);
}
inline Vec vecDivide(Vec a, Vec b) {
  return _mm256_div_ps(a, b);
}
/// All bits of the lanes of a mask.
inline __m256i vecMask(std::uint32_t mask) {
  const __m256i bits = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  return _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32(static_cast<int>(mask)), bits), bits);
}
/// `value` in the lanes of the mask.
inline Vec vecChoose(Vec otherwise, Vec value, std::uint32_t mask) {
  return _mm256_blendv_ps(otherwise, value, _mm256_castsi256_ps(vecMask(mask)));
}
inline Vec vecSlope(Vec value, Vec slope) {
  return _mm256_blendv_ps(value, _mm256_mul_ps(value, slope), _mm256_cmp_ps(value, _mm256_setzero_ps(), _CMP_LT_OQ));
}

#include "fast/lane_direct.inl"

constexpr int sparseSums = 14;
constexpr int threeByThreeSums = sparseSums;

#include "fast/lane_sparse.inl"

/// Both halves of one place at once: a weight then serves two vectors.
void directOnePlace(const DirectBlock& b) {
  const std::int64_t inputAt[2] = {b.inputAt[0], b.inputAt[0] + vecFloats};
  const std::int64_t outputAt[2] = {b.outputAt[0], b.outputAt[0] + vecFloats};
  DirectBlock halves = b;
  halves.inputAt = inputAt;
  halves.outputAt = outputAt;
  for (std::int64_t group = b.firstOutput / weightGroup; group * weightGroup < b.endOutput; ++group)
    directTile<1, 2>(halves, group, 0);
}

void avx2Direct(const DirectBlock& b) {
  switch (b.places) {
    case 1: return directOnePlace(b);
    case 2: return directOutputs<1, 2>(b);
    default: return directOutputs<1, 3>(b);
  }
}

/// 16 lanes in two halves.
struct Move {
  __m256i low, high;
};

inline Move moveSet(std::uint32_t value) {
  const __m256i all = _mm256_set1_epi32(static_cast<int>(value));
  return {all, all};
}
inline Move moveLoad(const float* at) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 8))};
}
inline void moveStore(float* at, Move value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), value.low);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(at + 8), value.high);
}
inline __m256i movePermuteHalf(Move value, __m256i from) {
  const __m256i upper = _mm256_cmpgt_epi32(from, _mm256_set1_epi32(7));
  return _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(value.low, from), _mm256_permutevar8x32_epi32(value.high, from),
                            upper);
}
inline Move movePermute(Move value, Move from) {
  return {movePermuteHalf(value, from.low), movePermuteHalf(value, from.high)};
}
inline __m256i moveBlendHalf(__m256i otherwise, __m256i value, std::uint32_t mask) {
  return _mm256_blendv_epi8(otherwise, value, vecMask(mask));
}
inline Move moveBlend(Move otherwise, Move value, std::uint32_t mask) {
  return {moveBlendHalf(otherwise.low, value.low, mask), moveBlendHalf(otherwise.high, value.high, mask >> 8)};
}

inline Move moveMaximumBytes(Move a, Move b) {
  return {_mm256_max_epu8(a.low, b.low), _mm256_max_epu8(a.high, b.high)};
}

#include "fast/lane_moves.inl"
#include "fast/lane_pool.inl"

/// All bits of the elements that a row of `count` has from `x` on.
inline __m256i rowMask(std::int64_t count, std::int64_t x) {
  const std::int64_t left = count - x;
  const int some = left >= 8 ? 8 : left <= 0 ? 0 : static_cast<int>(left);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(some), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

inline void transpose8(__m256 (&v)[8]) {
#pragma GCC unroll 2
  for (int i = 0; i < 8; i += 4) {
    const __m256 a = _mm256_unpacklo_ps(v[i], v[i + 1]);
    const __m256 b = _mm256_unpackhi_ps(v[i], v[i + 1]);
    const __m256 c = _mm256_unpacklo_ps(v[i + 2], v[i + 3]);
    const __m256 d = _mm256_unpackhi_ps(v[i + 2], v[i + 3]);
    v[i] = _mm256_shuffle_ps(a, c, 0x44);
    v[i + 1] = _mm256_shuffle_ps(a, c, 0xEE);
    v[i + 2] = _mm256_shuffle_ps(b, d, 0x44);
    v[i + 3] = _mm256_shuffle_ps(b, d, 0xEE);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const __m256 low = _mm256_permute2f128_ps(v[i], v[i + 4], 0x20);
    v[i + 4] = _mm256_permute2f128_ps(v[i], v[i + 4], 0x31);
    v[i] = low;
  }
}

void avx2RowsToLanes(const LaneRows<const float>& rows, std::int64_t columns, float* vectors) {
  for (std::int64_t x = 0; x < columns; x += 8)
    for (int half = 0; half < 16; half += 8) {
      __m256 v[8];
#pragma GCC unroll 8
      for (int lane = 0; lane < 8; ++lane)
        v[lane] = _mm256_maskload_ps(rows.at[half + lane] + x, rowMask(rows.counts[half + lane], x));
      transpose8(v);
      const std::int64_t here = columns - x;
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i)
        if (i < here)
          _mm256_storeu_ps(vectors + (x + i) * 16 + half, v[i]);
    }
}

void avx2LanesToRows(const float* vectors, std::int64_t columns, const LaneRows<float>& rows) {
  for (std::int64_t x = 0; x < columns; x += 8)
    for (int half = 0; half < 16; half += 8) {
      __m256 v[8];
      const std::int64_t here = columns - x;
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i)
        v[i] = _mm256_loadu_ps(vectors + (i < here ? x + i : x) * 16 + half);
      transpose8(v);
#pragma GCC unroll 8
      for (int lane = 0; lane < 8; ++lane) {
        const std::int64_t own = rows.counts[half + lane];
        _mm256_maskstore_ps(rows.at[half + lane] + x, rowMask(own < columns ? own : columns, x), v[lane]);
      }
    }
}

#include "fast/lane_pack.inl"

}  // namespace

const LaneKernels& avx2LaneKernels() {
  static const LaneKernels kernels{.places = 3,
                                   .directCache = 20 * 1024 / 4,
                                   .direct = avx2Direct,
                                   .sparseSums = sparseSums,
                                   .threeByThreeSums = threeByThreeSums,
                                   .sparse = sparseBlock,
                                   .moveLanes = moveLaneVectors,
                                   .rowsToLanes = avx2RowsToLanes,
                                   .lanesToRows = avx2LanesToRows,
                                   .packLanes = packLanesOneByOne,
                                   .unpackLanes = unpackLanesOneByOne,
                                   .poolMaximum = poolMaximumPlane,
                                   .poolSum = poolPlaneBy<PoolSum>,
                                   .poolMaximumBytes = poolMaximumBytes,
                                   .foldMaximum = poolFold<PoolMaximum>,
                                   .foldSum = poolFold<PoolSum>};
  return kernels;
}

}  // namespace effortlab::fast

#endif
