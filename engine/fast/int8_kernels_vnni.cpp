#include "fast/int8_kernels.h"

#ifdef __AVX512VNNI__

#include <immintrin.h>

namespace effortlab::fast {

const Int8Kernels& int8KernelsVnni() noexcept;

namespace {

constexpr std::int64_t int8MaxVectors = 6;
constexpr int int8Widest = 24;

/// _mm512_dpbusd_epi32(); GCC 12 copies and spills the sums around the intrinsic.
inline __m512i dotProduct(__m512i sums, __m512i x, __m512i w) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(x), "v"(w));
  return sums;
}

#include "fast/int8_kernels_512.inl"

/// Sums of one output, kept in registers, to memory: there the four outputs of a plane meet.
template <int R, int C>
inline __attribute__((always_inline)) void sparseSums(const Int8SparseBlock& b, std::int64_t output, __m512i* to) {
  __m512i sums[R * C];
#pragma GCC unroll 16
  for (int i = 0; i < R * C; ++i)
    sums[i] = _mm512_set1_epi32(b.dense.start[output]);
  const Int8Word* const end = b.words + b.begins[output + 1];
  for (const Int8Word* word = b.words + b.begins[output]; word != end; ++word) {
    const std::uint8_t* x = b.dense.input + b.dense.offsets[word->tap];
    const __m512i weights = _mm512_set1_epi32(word->weights);
#pragma GCC unroll 2
    for (int r = 0; r < R; ++r, x += b.inputRow)
#pragma GCC unroll 16
      for (int c = 0; c < C; ++c)
        sums[r * C + c] = dotProduct(sums[r * C + c], _mm512_load_si512(x + c * vectorBytes), weights);
  }
#pragma GCC unroll 16
  for (int i = 0; i < R * C; ++i)
    _mm512_store_si512(to + i, sums[i]);
}

template <int R, int C>
void sparseGroups(const Int8SparseBlock& b) {
  const bool plain = plainEpilogue(b.dense.epilogue);
  __m512i sums[groupMaps][R * C];
  for (std::int64_t group = 0; group < b.dense.groups; ++group) {
    for (int o = 0; o < groupMaps; ++o)
      sparseSums<R, C>(b, group * groupMaps + o, sums[o]);
    std::uint8_t* output = b.dense.output + group * b.dense.outputPlane;
    for (int i = 0; i < R * C; ++i) {
      __m512 done[groupMaps];
#pragma GCC unroll 4
      for (int o = 0; o < groupMaps; ++o)
        done[o] = plain ? finish<true>(b.dense.epilogue, group * groupMaps + o, sums[o][i])
                        : finish<false>(b.dense.epilogue, group * groupMaps + o, sums[o][i]);
      _mm512_store_si512(output + i / C * b.outputRow + i % C * vectorBytes,
                         packed(done[0], done[1], done[2], done[3]));
    }
  }
}

template <int R>
void sparseColumns(const Int8SparseBlock& b) {
  switch (b.columns) {
    case 1: return sparseGroups<R, 1>(b);
    case 2: return sparseGroups<R, 2>(b);
    case 3: return sparseGroups<R, 3>(b);
    case 4: return sparseGroups<R, 4>(b);
    case 5: return sparseGroups<R, 5>(b);
    case 6: return sparseGroups<R, 6>(b);
    case 7: return sparseGroups<R, 7>(b);
    default: break;
  }
  if constexpr (R == 1)
    switch (b.columns) {
      case 8: return sparseGroups<R, 8>(b);
      case 9: return sparseGroups<R, 9>(b);
      case 10: return sparseGroups<R, 10>(b);
      case 11: return sparseGroups<R, 11>(b);
      case 12: return sparseGroups<R, 12>(b);
      case 13: return sparseGroups<R, 13>(b);
      case 14: return sparseGroups<R, 14>(b);
      default: break;
    }
}

void convSparse(const Int8SparseBlock& block) {
  if (block.rows == 1)
    sparseColumns<1>(block);
  else
    sparseColumns<2>(block);
}

constexpr Int8Kernels vnniTable = [] {
  Int8Kernels table = int8Table;
  table.convSparseU8 = convSparse;
  return table;
}();

}  // namespace

const Int8Kernels& int8KernelsVnni() noexcept {
  return vnniTable;
}

}  // namespace effortlab::fast

#endif
