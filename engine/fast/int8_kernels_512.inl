// The 512-bit kernels, included once a translation unit after dotProduct(sums, u8, s8) of one tap is defined, within
// its anonymous namespace. `int8MaxVectors` and `int8Widest` say how many vectors and sums fit into the registers.

constexpr std::int64_t vectorBytes = 64;
constexpr int groupMaps = 4;
constexpr std::int64_t tapBytes = 16;

/// Plain: what saturation to 0 ... 255 does not do anyway.
template <bool Plain>
inline __m512 finish(const Int8Epilogue& e, std::int64_t output, __m512i sum) {
  __m512 v = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_set1_ps(e.scale[output]), _mm512_set1_ps(e.bias[output]));
  if constexpr (!Plain) {
    const __mmask16 negative = _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ);
    v = _mm512_mask_mul_ps(v, negative, v, _mm512_set1_ps(e.slope));
    v = _mm512_max_ps(_mm512_add_ps(v, _mm512_set1_ps(e.zero)), _mm512_set1_ps(e.low));
  }
  return _mm512_min_ps(v, _mm512_set1_ps(e.high));
}

inline bool plainEpilogue(const Int8Epilogue& e) {
  return e.slope == 1.0F && e.zero == 0.0F && e.low <= 0.0F;
}

/// Lane L of the four sums becomes bytes 4L ... 4L + 3.
inline __m512i packed(__m512 a, __m512 b, __m512 c, __m512 d) {
  const __m512i ab = _mm512_packs_epi32(_mm512_cvtps_epi32(a), _mm512_cvtps_epi32(b));
  const __m512i cd = _mm512_packs_epi32(_mm512_cvtps_epi32(c), _mm512_cvtps_epi32(d));
  const __m512i order = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  return _mm512_shuffle_epi8(_mm512_packus_epi16(ab, cd), order);
}

/// Stores the sums of G groups from `first` on at V vectors.
template <int G, int V, bool F32, bool Plain>
inline __attribute__((always_inline)) void storeTile(const Int8Block& b, std::int64_t first,
                                                     const __m512i (&sums)[G * groupMaps][V]) {
#pragma GCC unroll 4
  for (int g = 0; g < G; ++g)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      __m512 done[groupMaps];
#pragma GCC unroll 4
      for (int o = 0; o < groupMaps; ++o)
        done[o] = finish<Plain>(b.epilogue, (first + g) * groupMaps + o, sums[g * groupMaps + o][v]);
      if constexpr (F32) {
#pragma GCC unroll 4
        for (int o = 0; o < groupMaps; ++o)
          if ((first + g) * groupMaps + o < b.outputs)
            _mm512_store_ps(b.output + ((first + g) * groupMaps + o) * b.outputPlane + v * vectorBytes, done[o]);
      } else {
        _mm512_store_si512(b.output + (first + g) * b.outputPlane + v * vectorBytes,
                           packed(done[0], done[1], done[2], done[3]));
      }
    }
}

/// G groups of four output maps from group `first` on at V vectors.
template <int G, int V, bool F32>
inline __attribute__((always_inline)) void convTile(const Int8Block& b, std::int64_t first, bool plain) {
  __m512i sums[G * groupMaps][V];
#pragma GCC unroll 16
  for (int o = 0; o < G * groupMaps; ++o)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v)
      sums[o][v] = _mm512_set1_epi32(b.start[first * groupMaps + o]);
  const std::int8_t* w = b.weights + first * b.taps * tapBytes;
  const std::ptrdiff_t groupStep = b.taps * tapBytes;
  const std::ptrdiff_t step = b.inputStep;
  const std::ptrdiff_t* const end = b.offsets + b.taps;
  for (const std::ptrdiff_t* offset = b.offsets; offset != end; ++offset, w += tapBytes) {
    const std::uint8_t* x = b.input + *offset;
    __m512i in[V];
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v)
      in[v] = _mm512_load_si512(x + v * step);
#pragma GCC unroll 16
    for (int o = 0; o < G * groupMaps; ++o) {
      std::int32_t four;
      __builtin_memcpy(&four, w + o / groupMaps * groupStep + o % groupMaps * 4, sizeof four);
      const __m512i weights = _mm512_set1_epi32(four);
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v)
        sums[o][v] = dotProduct(sums[o][v], in[v], weights);
    }
  }
  if (!F32 && plain)
    storeTile<G, V, F32, !F32>(b, first, sums);
  else
    storeTile<G, V, F32, false>(b, first, sums);
}

/// As many groups at once as the registers hold sums.
template <int V, bool F32>
void convRow(const Int8Block& b) {
  constexpr int G = int8Widest / (groupMaps * V) > 4 ? 4 : int8Widest / (groupMaps * V);
  const bool plain = plainEpilogue(b.epilogue);
  std::int64_t group = 0;
  for (; group + G <= b.groups; group += G)
    convTile<G, V, F32>(b, group, plain);
  if constexpr (G > 1)
    for (; group < b.groups; ++group)
      convTile<1, V, F32>(b, group, plain);
}

template <bool F32>
void conv(const Int8Block& b) {
  switch (b.vectors) {
    case 1: return convRow<1, F32>(b);
    case 2: return convRow<2, F32>(b);
    case 3: return convRow<3, F32>(b);
#ifdef __AVX512VNNI__
    case 4: return convRow<4, F32>(b);
    case 5: return convRow<5, F32>(b);
    case 6: return convRow<6, F32>(b);
#endif
    default: return;
  }
}

/// P pieces a word, known to the compiler.
template <int P>
void packPieces(const Int8Packing& p) {
  std::uint8_t* output = p.output;
  const Int8PackPiece* piece = p.pieces;
  for (std::int64_t word = 0; word < p.words; ++word, piece += P, output += p.outputStep) {
    const std::uint8_t* from[P];
    __m512i order[P];
#pragma GCC unroll 4
    for (int i = 0; i < P; ++i) {
      from[i] = p.input + p.offsets[piece[i].element];
      order[i] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(piece[i].order)));
    }
    for (std::int64_t vector = 0; vector < p.vectors; ++vector) {
      __m512i packedWord = _mm512_shuffle_epi8(_mm512_load_si512(from[0] + vector * p.inputStep), order[0]);
#pragma GCC unroll 4
      for (int i = 1; i < P; ++i)
        packedWord = _mm512_or_si512(
            packedWord, _mm512_shuffle_epi8(_mm512_load_si512(from[i] + vector * p.inputStep), order[i]));
      _mm512_store_si512(output + vector * vectorBytes, packedWord);
    }
  }
}

void packTaps(const Int8Packing& p) {
  if (p.piecesPerWord == 2)
    return packPieces<2>(p);
  packPieces<4>(p);
}

/// A window of K x K elements, known to the compiler: loops this short cost as much as the loads in them.
template <int K>
void maxPoolSquare(const Int8PoolRow& row) {
  const std::uint8_t* window = row.input;
  std::uint8_t* output = row.output;
  for (std::int64_t vector = 0; vector < row.vectors; ++vector) {
    __m512i best[K];
#pragma GCC unroll 4
    for (int r = 0; r < K; ++r) {
      best[r] = _mm512_load_si512(window + r * row.rowStep);
#pragma GCC unroll 4
      for (int s = 1; s < K; ++s)
        best[r] = _mm512_max_epu8(best[r], _mm512_load_si512(window + r * row.rowStep + s * row.columnStep));
    }
#pragma GCC unroll 4
    for (int r = 1; r < K; ++r)
      best[0] = _mm512_max_epu8(best[0], best[r]);
    _mm512_store_si512(output, best[0]);
    window += row.outputStep;
    output += vectorBytes;
  }
}

void maxPool(const Int8PoolRow& row) {
  if (row.kernelH == 3 && row.kernelW == 3)
    return maxPoolSquare<3>(row);
  if (row.kernelH == 2 && row.kernelW == 2)
    return maxPoolSquare<2>(row);
  for (std::int64_t vector = 0; vector < row.vectors; ++vector) {
    __m512i best = _mm512_setzero_si512();
    const std::uint8_t* window = row.input + vector * row.outputStep;
    for (std::int64_t r = 0; r < row.kernelH; ++r, window += row.rowStep)
      for (std::int64_t s = 0; s < row.kernelW; ++s)
        best = _mm512_max_epu8(best, _mm512_load_si512(window + s * row.columnStep));
    _mm512_store_si512(row.output + vector * vectorBytes, best);
  }
}

void meanPool(const Int8PoolRow& row) {
  const __m512i zero = _mm512_set1_epi32(row.inputSum);
  const __m512 outputZero = _mm512_set1_ps(row.outputZero);
  for (std::int64_t vector = 0; vector < row.vectors; ++vector) {
    // Sums of channels 0 and 2, and of 1 and 3, as 16-bit halves of a lane.
    __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
    const std::uint8_t* window = row.input + vector * row.outputStep;
    for (std::int64_t r = 0; r < row.kernelH; ++r, window += row.rowStep)
      for (std::int64_t s = 0; s < row.kernelW; ++s) {
        const __m512i x = _mm512_load_si512(window + s * row.columnStep);
        even = _mm512_add_epi16(even, _mm512_and_si512(x, _mm512_set1_epi16(0xFF)));
        odd = _mm512_add_epi16(odd, _mm512_srli_epi16(x, 8));
      }
    const __m512 factors = _mm512_loadu_ps(row.factors + vector * 16);
    const __m512i low = _mm512_set1_epi32(0xFFFF);
    const __m512i sums[groupMaps] = {_mm512_and_si512(even, low), _mm512_and_si512(odd, low),
                                     _mm512_srli_epi32(even, 16), _mm512_srli_epi32(odd, 16)};
    __m512 means[groupMaps];
    for (int c = 0; c < groupMaps; ++c)
      means[c] =
          _mm512_min_ps(_mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(sums[c], zero)), factors, outputZero),
                        _mm512_set1_ps(255.0F));
    _mm512_store_si512(row.output + vector * vectorBytes, packed(means[0], means[1], means[2], means[3]));
  }
}

void moveLanes(std::uint32_t* plane, const Int8LaneMove* moves, std::int64_t count, std::uint32_t padding) {
  const __m512i outside = _mm512_set1_epi32(static_cast<std::int32_t>(padding));
  for (const Int8LaneMove* move = moves; move != moves + count; ++move)
    _mm512_store_si512(plane + move->to, _mm512_mask_permutexvar_epi32(outside, static_cast<__mmask16>(~move->outside),
                                                                       _mm512_loadu_si512(move->source),
                                                                       _mm512_load_si512(plane + move->from)));
}

void gather(const Int8LaneGather& g) {
  const __m512i outside = _mm512_set1_epi32(static_cast<std::int32_t>(g.padding));
  for (std::int64_t i = 0; i < g.count; i += 16) {
    const auto mask = static_cast<__mmask16>(g.count - i >= 16 ? 0xFFFFU : (1U << (g.count - i)) - 1U);
    const __m512i index = _mm512_maskz_loadu_epi32(mask, g.index + i);
    const __mmask16 inside = _mm512_mask_cmpge_epi32_mask(mask, index, _mm512_setzero_si512());
    _mm512_mask_storeu_epi32(g.to + i, mask, _mm512_mask_i32gather_epi32(outside, inside, index, g.from, 4));
  }
}

void quantize(const float* from, std::int64_t count, float inverseStep, float zero, std::uint8_t* to) {
  for (std::int64_t i = 0; i < count; i += 16) {
    const auto mask = static_cast<__mmask16>(count - i >= 16 ? 0xFFFFU : (1U << (count - i)) - 1U);
    __m512 v =
        _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, from + i), _mm512_set1_ps(inverseStep), _mm512_set1_ps(zero));
    v = _mm512_min_ps(_mm512_max_ps(v, _mm512_setzero_ps()), _mm512_set1_ps(255.0F));
    _mm_mask_storeu_epi8(to + i, mask, _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(v)));
  }
}

void addBytes(const std::uint8_t* bytes, std::int64_t vectors, std::uint32_t* sums) {
  __m512i sum[4];
  for (int i = 0; i < 4; ++i)
    sum[i] = _mm512_loadu_si512(sums + 16 * i);
  for (const std::uint8_t* end = bytes + vectors * vectorBytes; bytes != end; bytes += vectorBytes)
    for (int i = 0; i < 4; ++i)
      sum[i] = _mm512_add_epi32(sum[i],
                                _mm512_cvtepu8_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i))));
  for (int i = 0; i < 4; ++i)
    _mm512_storeu_si512(sums + 16 * i, sum[i]);
}

std::int32_t dot(const std::uint8_t* a, const std::int8_t* b, std::int64_t count) {
  __m512i sum = _mm512_setzero_si512();
  for (std::int64_t i = 0; i < count; i += vectorBytes)
    sum = dotProduct(sum, _mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
  alignas(64) std::int32_t parts[16];
  _mm512_store_si512(parts, sum);
  std::int32_t total = 0;
  for (const std::int32_t part : parts)
    total += part;
  return total;
}

constexpr Int8Kernels int8Table{.maxVectors = int8MaxVectors,
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
