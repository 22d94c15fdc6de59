#include "fast/int8_kernels.h"

#ifdef __AVX2__

#include <immintrin.h>

namespace effortlab::fast {

const Int8Kernels& int8KernelsAvx2() noexcept;

namespace {

constexpr std::int64_t vectorBytes = 64;
constexpr std::int64_t halfBytes = 32;
constexpr int groupMaps = 4;
constexpr std::int64_t tapBytes = 16;

inline __m256i loadHalf(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

inline void storeHalf(void* to, __m256i value) {
  _mm256_storeu_si256(static_cast<__m256i*>(to), value);
}

/// Even and odd channels apart, widened to 16 bits: multiplying bytes at once would saturate the sum of two products.
inline __m256i dotProduct(__m256i sums, __m256i x, __m256i w) {
  const __m256i even =
      _mm256_madd_epi16(_mm256_and_si256(x, _mm256_set1_epi16(0xFF)), _mm256_srai_epi16(_mm256_slli_epi16(w, 8), 8));
  const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(x, 8), _mm256_srai_epi16(w, 8));
  return _mm256_add_epi32(sums, _mm256_add_epi32(even, odd));
}

inline __m256 finish(const Int8Epilogue& e, bool sloped, std::int64_t output, __m256i sum) {
  __m256 v = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_set1_ps(e.scale[output]), _mm256_set1_ps(e.bias[output]));
  if (sloped)
    v = _mm256_blendv_ps(v, _mm256_mul_ps(v, _mm256_set1_ps(e.slope)),
                         _mm256_cmp_ps(v, _mm256_setzero_ps(), _CMP_LT_OQ));
  v = _mm256_add_ps(v, _mm256_set1_ps(e.zero));
  return _mm256_min_ps(_mm256_max_ps(v, _mm256_set1_ps(e.low)), _mm256_set1_ps(e.high));
}

/// Lane L of the four sums becomes bytes 4L ... 4L + 3.
inline __m256i packed(const __m256* v) {
  const __m256i ab = _mm256_packs_epi32(_mm256_cvtps_epi32(v[0]), _mm256_cvtps_epi32(v[1]));
  const __m256i cd = _mm256_packs_epi32(_mm256_cvtps_epi32(v[2]), _mm256_cvtps_epi32(v[3]));
  const __m256i order =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  return _mm256_shuffle_epi8(_mm256_packus_epi16(ab, cd), order);
}

/// One group of four output maps at V half vectors, each `step` bytes from the other.
template <int V, bool F32>
inline __attribute__((always_inline)) void convTile(const Int8Block& b, std::int64_t group, std::int64_t half) {
  __m256i sums[groupMaps][V];
  for (int o = 0; o < groupMaps; ++o)
    for (int v = 0; v < V; ++v)
      sums[o][v] = _mm256_set1_epi32(b.start[group * groupMaps + o]);
  const std::int8_t* w = b.weights + group * b.taps * tapBytes;
  const std::uint8_t* const first = b.input + half * halfBytes;
  const std::ptrdiff_t step = b.inputStep;
  for (std::int64_t t = 0; t < b.taps; ++t, w += tapBytes) {
    const std::uint8_t* x = first + b.offsets[t];
    for (int o = 0; o < groupMaps; ++o) {
      std::int32_t four;
      __builtin_memcpy(&four, w + o * 4, sizeof four);
      const __m256i weights = _mm256_set1_epi32(four);
      for (int v = 0; v < V; ++v)
        sums[o][v] = dotProduct(sums[o][v], loadHalf(x + v * step), weights);
    }
  }
  const bool sloped = b.epilogue.slope != 1.0F;
  for (int v = 0; v < V; ++v) {
    __m256 done[groupMaps];
    for (int o = 0; o < groupMaps; ++o)
      done[o] = finish(b.epilogue, sloped, group * groupMaps + o, sums[o][v]);
    std::uint8_t* to = b.output + v * vectorBytes + half * halfBytes;
    if constexpr (F32) {
      for (int o = 0; o < groupMaps; ++o)
        if (group * groupMaps + o < b.outputs)
          storeHalf(to + (group * groupMaps + o) * b.outputPlane, _mm256_castps_si256(done[o]));
    } else {
      storeHalf(to + group * b.outputPlane, packed(done));
    }
  }
}

template <bool F32>
void conv(const Int8Block& b) {
  for (std::int64_t group = 0; group < b.groups; ++group)
    for (std::int64_t half = 0; half < 2; ++half) {
      if (b.vectors == 2)
        convTile<2, F32>(b, group, half);
      else
        convTile<1, F32>(b, group, half);
    }
}

void packTaps(const Int8Packing& p) {
  for (std::int64_t word = 0; word < p.words; ++word)
    for (std::int64_t at = 0; at < p.vectors * vectorBytes; at += halfBytes) {
      const std::int64_t from = at / vectorBytes * p.inputStep + at % vectorBytes;
      __m256i packedWord = _mm256_setzero_si256();
      for (std::int64_t i = 0; i < p.piecesPerWord; ++i) {
        const Int8PackPiece& piece = p.pieces[word * p.piecesPerWord + i];
        const __m256i order =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(piece.order)));
        const auto* x = reinterpret_cast<const __m256i*>(p.input + p.offsets[piece.element] + from);
        packedWord = _mm256_or_si256(packedWord, _mm256_shuffle_epi8(_mm256_load_si256(x), order));
      }
      _mm256_store_si256(reinterpret_cast<__m256i*>(p.output + word * p.outputStep + at), packedWord);
    }
}

void maxPool(const Int8PoolRow& row) {
  for (std::int64_t vector = 0; vector < row.vectors; ++vector)
    for (std::int64_t half = 0; half < vectorBytes; half += halfBytes) {
      __m256i best = _mm256_setzero_si256();
      const std::uint8_t* window = row.input + vector * row.outputStep + half;
      for (std::int64_t r = 0; r < row.kernelH; ++r, window += row.rowStep)
        for (std::int64_t s = 0; s < row.kernelW; ++s)
          best = _mm256_max_epu8(best, loadHalf(window + s * row.columnStep));
      storeHalf(row.output + vector * vectorBytes + half, best);
    }
}

void meanPool(const Int8PoolRow& row) {
  const __m256i zero = _mm256_set1_epi32(row.inputSum);
  for (std::int64_t half = 0; half < 2 * row.vectors; ++half) {
    // Sums of channels 0 and 2, and of 1 and 3, as 16-bit halves of a lane.
    __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
    const std::uint8_t* window = row.input + half / 2 * row.outputStep + half % 2 * halfBytes;
    for (std::int64_t r = 0; r < row.kernelH; ++r, window += row.rowStep)
      for (std::int64_t s = 0; s < row.kernelW; ++s) {
        const __m256i x = loadHalf(window + s * row.columnStep);
        even = _mm256_add_epi16(even, _mm256_and_si256(x, _mm256_set1_epi16(0xFF)));
        odd = _mm256_add_epi16(odd, _mm256_srli_epi16(x, 8));
      }
    const __m256i low = _mm256_set1_epi32(0xFFFF);
    const __m256i sums[groupMaps] = {_mm256_and_si256(even, low), _mm256_and_si256(odd, low),
                                     _mm256_srli_epi32(even, 16), _mm256_srli_epi32(odd, 16)};
    __m256 means[groupMaps];
    for (int c = 0; c < groupMaps; ++c)
      means[c] = _mm256_min_ps(_mm256_fmadd_ps(_mm256_cvtepi32_ps(_mm256_sub_epi32(sums[c], zero)),
                                               _mm256_loadu_ps(row.factors + half * 8), _mm256_set1_ps(row.outputZero)),
                               _mm256_set1_ps(255.0F));
    storeHalf(row.output + half * halfBytes, packed(means));
  }
}

void moveLanes(std::uint32_t* plane, const Int8LaneMove* moves, std::int64_t count, std::uint32_t padding) {
  const __m256i outside = _mm256_set1_epi32(static_cast<std::int32_t>(padding));
  const __m256i bits = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  for (const Int8LaneMove* move = moves; move != moves + count; ++move) {
    __m256i moved[2];
    for (int half = 0; half < 2; ++half) {
      const __m256i gathered = _mm256_i32gather_epi32(reinterpret_cast<const int*>(plane + move->from),
                                                      loadHalf(move->source + half * 8), 4);
      const __m256i set = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(move->outside >> (half * 8))), bits);
      moved[half] = _mm256_blendv_epi8(gathered, outside, _mm256_cmpeq_epi32(set, bits));
    }
    storeHalf(plane + move->to, moved[0]);
    storeHalf(plane + move->to + 8, moved[1]);
  }
}

void gather(const Int8LaneGather& g) {
  for (std::int64_t i = 0; i < g.count; ++i)
    g.to[i] = g.index[i] < 0 ? g.padding : g.from[g.index[i]];
}

void quantize(const float* from, std::int64_t count, float inverseStep, float zero, std::uint8_t* to) {
  for (std::int64_t i = 0; i < count; ++i) {
    __m128 v = _mm_fmadd_ss(_mm_load_ss(from + i), _mm_set_ss(inverseStep), _mm_set_ss(zero));
    v = _mm_min_ss(_mm_max_ss(v, _mm_setzero_ps()), _mm_set_ss(255.0F));
    to[i] = static_cast<std::uint8_t>(_mm_cvtss_si32(v));
  }
}

void addBytes(const std::uint8_t* bytes, std::int64_t vectors, std::uint32_t* sums) {
  for (std::int64_t i = 0; i < vectorBytes; i += 8) {
    __m256i sum = loadHalf(sums + i);
    for (std::int64_t vector = 0; vector < vectors; ++vector)
      sum = _mm256_add_epi32(
          sum,
          _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes + vector * vectorBytes + i))));
    storeHalf(sums + i, sum);
  }
}

std::int32_t dot(const std::uint8_t* a, const std::int8_t* b, std::int64_t count) {
  __m256i sum = _mm256_setzero_si256();
  for (std::int64_t i = 0; i < count; i += halfBytes)
    sum = dotProduct(sum, loadHalf(a + i), loadHalf(b + i));
  alignas(halfBytes) std::int32_t parts[8];
  storeHalf(parts, sum);
  std::int32_t total = 0;
  for (const std::int32_t part : parts)
    total += part;
  return total;
}

constexpr Int8Kernels int8Table{.maxVectors = 2,
                                .convU8 = conv<false>,
                                .convF32 = conv<true>,
                                .packTaps = packTaps,
                                .maxPool = maxPool,
                                .meanPool = meanPool,
                                .moveLanes = moveLanes,
                                .gather = gather,
                                .quantize = quantize,
                                .addBytes = addBytes,
                                .dot = dot};

}  // namespace

const Int8Kernels& int8KernelsAvx2() noexcept {
  return int8Table;
}

}  // namespace effortlab::fast

#endif
