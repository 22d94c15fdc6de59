// The kernels of skip_kernels.h on vectors of EFFORTLAB_SKIP_LANES floats. Included by the skip_kernels_<isa>.cpp
// files. Everything is in an anonymous namespace and uses no standard template: the linker must not merge code for
// different instruction sets.
#include "effort/skip_kernels.h"

#include <immintrin.h>

namespace effortlab::effort {

namespace {

constexpr int lanes = EFFORTLAB_SKIP_LANES;
using Floats __attribute__((vector_size(lanes * 4), may_alias)) = float;
using LooseFloats __attribute__((vector_size(lanes * 4), may_alias, aligned(4))) = float;

static_assert(dotStep % lanes == 0);

Floats load(const float* from) {
  return *reinterpret_cast<const LooseFloats*>(from);
}
void store(float* to, Floats value) {
  *reinterpret_cast<LooseFloats*>(to) = value;
}

/// a0 b0 a1 b1 ... of the lower halves, and of the upper ones.
#if EFFORTLAB_SKIP_LANES == 16
Floats interleaveLow(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
Floats interleaveHigh(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
#else
Floats interleaveLow(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
Floats interleaveHigh(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
#endif

/// Rows of a tile: their addresses fit the general registers, and as many sums hide the latency of a product.
constexpr int tileRows = 8;
using Eight __attribute__((vector_size(tileRows * 4), may_alias)) = float;
using LooseEight __attribute__((vector_size(tileRows * 4), may_alias, aligned(4))) = float;

#if EFFORTLAB_SKIP_LANES == 16
Eight folded(Floats v) {
  return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
}
#else
Eight folded(Floats v) {
  return v;
}
#endif

/// Adds neighbours within each half, as the processor's horizontal addition does: b's behind a's.
Eight addNeighbours(Eight a, Eight b) {
  return _mm256_hadd_ps(a, b);
}

/// Lane i becomes the sum of the lanes of sums[i].
Eight sumLanes(const Floats (&sums)[tileRows]) {
  Eight pairs[tileRows / 2];
#pragma GCC unroll 4
  for (int i = 0; i < tileRows / 2; ++i)
    pairs[i] = addNeighbours(folded(sums[2 * i]), folded(sums[2 * i + 1]));
  const Eight low = addNeighbours(pairs[0], pairs[1]);
  const Eight high = addNeighbours(pairs[2], pairs[3]);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15);
}

/// `rows` rows (at most tileRows) against the common vector.
template <int rows>
Eight dotTile(const DotRows& d, const std::int32_t* list) {
  Floats sums[tileRows] = {};
  const float* at[rows];
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i)
    at[i] = d.rows + (list[i] - d.firstRow) * d.stride;
  const float* commonFrom = d.common;
  for (std::int64_t t = 0; t < d.length; t += lanes) {
    const Floats common = load(commonFrom + t);
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i)
      sums[i] += common * load(at[i] + t);
  }
  return sumLanes(sums);
}

template <int rows>
void dotFew(const DotRows& d, std::int64_t from) {
  const Eight sums = dotTile<rows>(d, d.list + from);
  for (int i = 0; i < rows; ++i)
    d.out[from + i] = sums[i];
}

void dotRest(const DotRows& d, std::int64_t from) {
  switch (d.count - from) {
    case 1: return dotFew<1>(d, from);
    case 2: return dotFew<2>(d, from);
    case 3: return dotFew<3>(d, from);
    case 4: return dotFew<4>(d, from);
    case 5: return dotFew<5>(d, from);
    case 6: return dotFew<6>(d, from);
    case 7: return dotFew<7>(d, from);
    default: return;
  }
}

void dotRows(const DotRows& d) {
  std::int64_t i = 0;
  for (; i + tileRows <= d.count; i += tileRows)
    *reinterpret_cast<LooseEight*>(d.out + i) = dotTile<tileRows>(d, d.list + i);
  dotRest(d, i);
}

void columnsToRows(const ColumnsToRows& c) {
  for (std::int64_t p = 0; p < c.pixels; p += lanes)
    for (std::int64_t i = 0; i < c.length; i += lanes) {
      Floats block[lanes];
#pragma GCC unroll 16
      for (int k = 0; k < lanes; ++k) {
        const std::int32_t row = c.order[i + k];
        block[k] = row < 0 ? Floats{} : load(c.columns + row * c.columnStride + p);
      }
      // As many rounds of a perfect shuffle as it takes to bring every row into its column.
#pragma GCC unroll 4
      for (int round = 1; round < lanes; round *= 2) {
        Floats shuffled[lanes];
#pragma GCC unroll 8
        for (int k = 0; k < lanes / 2; ++k) {
          shuffled[2 * k] = interleaveLow(block[k], block[k + lanes / 2]);
          shuffled[2 * k + 1] = interleaveHigh(block[k], block[k + lanes / 2]);
        }
#pragma GCC unroll 16
        for (int k = 0; k < lanes; ++k)
          block[k] = shuffled[k];
      }
#pragma GCC unroll 16
      for (int k = 0; k < lanes; ++k)
        store(c.rows + (p + k) * c.rowStride + i, block[k]);
    }
}

/// One by one: what does not fill a vector.
std::int64_t stopRest(const StopSums& s, std::int64_t from, std::int64_t listed) {
  for (std::int64_t p = from; p < s.count; ++p) {
    const bool low = s.sums[p] < s.low;
    const bool stopped = low | (s.sums[p] > s.high);
    s.sums[p] = stopped ? (low ? s.lowValue : s.highValue) : s.sums[p];
    s.executed[p] = stopped ? s.stoppedTaps : s.keptTaps;
    s.list[listed] = static_cast<std::int32_t>(p);
    listed += stopped ? 0 : 1;
  }
  return listed;
}

#if EFFORTLAB_SKIP_LANES == 16
std::int64_t stopSums(const StopSums& s) {
  std::int64_t listed = 0;
  std::int64_t p = 0;
  __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (; p + lanes <= s.count; p += lanes) {
    const __m512 sums = _mm512_loadu_ps(s.sums + p);
    const __mmask16 low = _mm512_cmp_ps_mask(sums, _mm512_set1_ps(s.low), _CMP_LT_OQ);
    const __mmask16 high = _mm512_cmp_ps_mask(sums, _mm512_set1_ps(s.high), _CMP_GT_OQ);
    const auto goesOn = static_cast<__mmask16>(~(low | high));
    const __m512 withHigh = _mm512_mask_mov_ps(sums, high, _mm512_set1_ps(s.highValue));
    _mm512_storeu_ps(s.sums + p, _mm512_mask_mov_ps(withHigh, low, _mm512_set1_ps(s.lowValue)));
    _mm512_storeu_si512(s.executed + p,
                        _mm512_mask_mov_epi32(_mm512_set1_epi32(s.stoppedTaps), goesOn, _mm512_set1_epi32(s.keptTaps)));
    _mm512_storeu_si512(s.list + listed, _mm512_maskz_compress_epi32(goesOn, places));
    listed += __builtin_popcount(goesOn);
    places = _mm512_add_epi32(places, _mm512_set1_epi32(lanes));
  }
  return stopRest(s, p, listed);
}
#else
std::int64_t stopSums(const StopSums& s) {
  std::int64_t listed = 0;
  std::int64_t p = 0;
  for (; p + lanes <= s.count; p += lanes) {
    const __m256 sums = _mm256_loadu_ps(s.sums + p);
    const __m256 low = _mm256_cmp_ps(sums, _mm256_set1_ps(s.low), _CMP_LT_OQ);
    const __m256 high = _mm256_cmp_ps(sums, _mm256_set1_ps(s.high), _CMP_GT_OQ);
    const __m256 stopped = _mm256_or_ps(low, high);
    const __m256 withHigh = _mm256_blendv_ps(sums, _mm256_set1_ps(s.highValue), high);
    _mm256_storeu_ps(s.sums + p, _mm256_blendv_ps(withHigh, _mm256_set1_ps(s.lowValue), low));
    const __m256i taps = _mm256_blendv_epi8(_mm256_set1_epi32(s.keptTaps), _mm256_set1_epi32(s.stoppedTaps),
                                            _mm256_castps_si256(stopped));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(s.executed + p), taps);
    for (unsigned goesOn = ~static_cast<unsigned>(_mm256_movemask_ps(stopped)) & 0xFFU; goesOn != 0;
         goesOn &= goesOn - 1)
      s.list[listed++] = static_cast<std::int32_t>(p + __builtin_ctz(goesOn));
  }
  return stopRest(s, p, listed);
}
#endif

using Ints __attribute__((vector_size(lanes * 4), may_alias)) = std::int32_t;
using LooseInts __attribute__((vector_size(lanes * 4), may_alias, aligned(4))) = std::int32_t;

#if EFFORTLAB_SKIP_LANES == 16
Floats evenOf(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
Ints interleaveLow(Ints a, Ints b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
Ints interleaveHigh(Ints a, Ints b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
#else
Floats evenOf(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
}
Ints interleaveLow(Ints a, Ints b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
Ints interleaveHigh(Ints a, Ints b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
#endif

Floats largerOf(Floats a, Floats b) {
  return a < b ? b : a;
}
Floats smallerOf(Floats a, Floats b) {
  return b < a ? b : a;
}
/// Every second float from here on.
Floats loadEven(const float* from) {
  return evenOf(load(from), load(from + lanes));
}

void replaceVector(Floats values, Ints where, float* row, std::int32_t* executed) {
  store(row, where ? values : load(row));
  if (executed != nullptr) {
    LooseInts* taps = reinterpret_cast<LooseInts*>(executed);
    *taps = *taps & ~where;
  }
}

std::int32_t countOf(Ints negative) {
  std::int32_t count = 0;
  for (int i = 0; i < lanes; ++i)
    count -= negative[i];
  return count;
}

PairsReplaced replacePairs(const PairCells& p, std::int64_t cells) {
  Ints onGridSum = {};
  Ints betweenSum = {};
  std::int64_t j = 0;
  for (; j + lanes < cells; j += lanes) {  // the last vector would read beyond the map
    const Floats topLeft = loadEven(p.top + 2 * j);
    const Floats bottomLeft = loadEven(p.bottom + 2 * j);
    const Floats topRight = loadEven(p.top + 2 * j + 2);
    const Floats bottomRight = loadEven(p.bottom + 2 * j + 2);
    const Floats leftMax = largerOf(topLeft, bottomLeft);
    const Floats leftMin = smallerOf(topLeft, bottomLeft);
    const Floats allMax = largerOf(leftMax, largerOf(topRight, bottomRight));
    const Floats allMin = smallerOf(leftMin, smallerOf(topRight, bottomRight));
    const Floats left = topLeft + bottomLeft;
    const Floats right = topRight + bottomRight;
    const Ints quietLeft = (leftMax < p.maxBelow) & (leftMax - leftMin < p.deltaBelow);
    const Ints onGrid = p.sampled ? Ints{} : quietLeft;
    const Ints between = (allMax < p.maxBelow) & (allMax - allMin < p.deltaBelow);
    const Floats leftAverage = left * 0.5F;
    const Floats average = (left + right) * 0.25F;
    std::int32_t* executed = p.executed == nullptr ? nullptr : p.executed + 2 * j;
    replaceVector(interleaveLow(leftAverage, average), interleaveLow(onGrid, between), p.row + 2 * j, executed);
    replaceVector(interleaveHigh(leftAverage, average), interleaveHigh(onGrid, between), p.row + 2 * j + lanes,
                  executed == nullptr ? nullptr : executed + lanes);
    onGridSum += onGrid;
    betweenSum += between;
  }
  return {j, countOf(onGridSum), countOf(betweenSum)};
}

constexpr SkipKernels skipTable{dotRows, columnsToRows, stopSums, replacePairs};

}  // namespace

const SkipKernels& EFFORTLAB_SKIP_KERNELS() noexcept;
const SkipKernels& EFFORTLAB_SKIP_KERNELS() noexcept {
  return skipTable;
}

}  // namespace effortlab::effort
