// Included by the units of the instruction sets, inside their anonymous namespace, after
//   Vec, LooseVec       a vector of vecLanes floats; the same of any alignment
//   vecLanes            16 or 8
//   productVectors      vectors of 16 floats whose sums are kept together
//   mostScalars(P)      scalars whose sums with P vectors fit into registers
//   largerOf(a, b), smallerOf(a, b): b when it is a NaN
//   storeKept(to, v, keep), transposeQuarter(call)

constexpr std::int64_t vecsOfSixteen = 16 / vecLanes;

inline Vec load(const float* from) {
  return *reinterpret_cast<const LooseVec*>(from);
}

inline void store(float* to, Vec value) {
  *reinterpret_cast<LooseVec*>(to) = value;
}

/// One line of B^T d for the points 0, +-1, +-2, infinity.
inline void inputLine(const Vec (&d)[6], Vec (&o)[6]) {
  const Vec even1 = d[4] - 4.0F * d[2];
  const Vec odd1 = d[3] - 4.0F * d[1];
  const Vec even2 = d[4] - d[2];
  const Vec odd2 = d[3] - d[1];
  o[0] = 4.0F * d[0] + (d[4] - 5.0F * d[2]);
  o[1] = even1 + odd1;
  o[2] = even1 - odd1;
  o[3] = even2 + 2.0F * odd2;
  o[4] = even2 - 2.0F * odd2;
  o[5] = 4.0F * d[1] + (d[5] - 5.0F * d[3]);
}

/// The same with +-1/2 as well.
inline void inputLine(const Vec (&d)[8], Vec (&o)[8]) {
  const Vec even1 = (d[2] + d[6]) - 4.25F * d[4];
  const Vec odd1 = (d[1] + d[5]) - 4.25F * d[3];
  const Vec even2 = d[6] + (0.25F * d[2] - 1.25F * d[4]);
  const Vec odd2 = 2.0F * d[5] + (0.5F * d[1] - 2.5F * d[3]);
  const Vec even3 = d[6] + (4.0F * d[2] - 5.0F * d[4]);
  const Vec odd3 = 0.5F * d[5] + (2.0F * d[1] - 2.5F * d[3]);
  o[0] = (d[6] - d[0]) + 5.25F * (d[2] - d[4]);
  o[1] = even1 + odd1;
  o[2] = even1 - odd1;
  o[3] = even2 + odd2;
  o[4] = even2 - odd2;
  o[5] = even3 + odd3;
  o[6] = even3 - odd3;
  o[7] = (d[7] - d[1]) + 5.25F * (d[3] - d[5]);
}

constexpr float powerOf(float base, int exponent) {
  return exponent == 0 ? 1.0F : base * powerOf(base, exponent - 1);
}

/// One line of A^T m.
template <int N, int M>
inline void outputLine(const Vec (&m)[N], Vec (&y)[M]) {
  const Vec sum1 = m[1] + m[2], difference1 = m[1] - m[2];
  const Vec sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  Vec sum3 = {}, difference3 = {};
  if constexpr (N == 8) {
    sum3 = m[5] + m[6];
    difference3 = m[5] - m[6];
  }
#pragma GCC unroll 8
  for (int i = 0; i < M; ++i) {
    y[i] = (i % 2 == 0 ? sum1 : difference1) + powerOf(2.0F, i) * (i % 2 == 0 ? sum2 : difference2);
    if constexpr (N == 8)
      y[i] += powerOf(0.5F, i) * (i % 2 == 0 ? sum3 : difference3);
  }
  y[0] += m[0];
  y[M - 1] += m[N - 1];
}

template <int N>
inline void transformPatches(const WinogradInput& call, std::int64_t lane) {
  Vec middle[N][N];
#pragma GCC unroll 8
  for (int j = 0; j < N; ++j) {
    Vec column[N];
    Vec result[N];
    const float* from = call.from + call.columns[j] + lane;
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i)
      column[i] = load(from + call.rows[i]);
    inputLine(column, result);
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i)
      middle[i][j] = result[i];
  }
  const std::uint32_t all = (1U << vecLanes) - 1U;
  const std::uint32_t keep = call.keep >> lane & all;
  float* to = call.to + __builtin_popcount(call.keep & ((1U << lane) - 1U));
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    Vec result[N];
    inputLine(middle[i], result);
    float* row = to + i * N * call.step;
    if (keep == all) {
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j)
        store(row + j * call.step, result[j]);
    } else {
      for (int j = 0; j < N; ++j)
        storeKept(row + j * call.step, result[j], keep);
    }
  }
}

void transformInput(const WinogradSize& size, const WinogradInput& call) {
  for (std::int64_t lane = 0; lane < 16; lane += vecLanes)
    if (size.points == 6)
      transformPatches<6>(call, lane);
    else
      transformPatches<8>(call, lane);
}

/// P vectors of 16 times Q scalars, sums in registers.
template <int P, int Q>
void multiplyBlock(const WinogradProduct& call, std::int64_t vector, std::int64_t scalar) {
  constexpr int vecs = P * static_cast<int>(vecsOfSixteen);
  Vec sums[Q][vecs] = {};
  const float* vectors = call.vectors + vector * 16;
  const float* scalars = call.scalars + scalar;
  for (std::int64_t d = 0; d < call.depth; ++d) {
    Vec values[vecs];
#pragma GCC unroll 8
    for (int v = 0; v < vecs; ++v)
      values[v] = load(vectors + v * vecLanes);
#pragma GCC unroll 32
    for (int s = 0; s < Q; ++s)
#pragma GCC unroll 8
      for (int v = 0; v < vecs; ++v)
        sums[s][v] += values[v] * scalars[s];
    vectors += call.vectorStride;
    scalars += call.scalarStride;
  }
  float* out = call.out + scalar * call.outScalar + vector * call.outVector;
#pragma GCC unroll 32
  for (int s = 0; s < Q; ++s)
#pragma GCC unroll 8
    for (int v = 0; v < vecs; ++v)
      store(out + s * call.outScalar + v / vecsOfSixteen * call.outVector + v % vecsOfSixteen * vecLanes, sums[s][v]);
}

template <int P, int Q>
void multiplyScalars(const WinogradProduct& call, std::int64_t vector, std::int64_t scalar, std::int64_t count) {
  if (count == Q)
    multiplyBlock<P, Q>(call, vector, scalar);
  else if constexpr (Q > 1)
    multiplyScalars<P, Q - 1>(call, vector, scalar, count);
}

/// All scalars, in blocks of nearly equal size.
template <int P>
void multiplyVectors(const WinogradProduct& call, std::int64_t vector) {
  constexpr int most = mostScalars(P);
  const std::int64_t blocks = (call.scalarCount + most - 1) / most;
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::int64_t begin = call.scalarCount * block / blocks;
    multiplyScalars<P, most>(call, vector, begin, call.scalarCount * (block + 1) / blocks - begin);
  }
}

template <int P>
void multiplyDispatch(const WinogradProduct& call, std::int64_t vector, std::int64_t count) {
  if (count == P)
    multiplyVectors<P>(call, vector);
  else if constexpr (P > 1)
    multiplyDispatch<P - 1>(call, vector, count);
}

void multiply(const WinogradProduct& call) {
  for (std::int64_t vector = 0; vector < call.vectorCount; vector += productVectors) {
    const std::int64_t left = call.vectorCount - vector;
    multiplyDispatch<productVectors>(call, vector, left < productVectors ? left : productVectors);
  }
}

/// ReLU and nothing are one maximum; a NaN stays one.
template <bool General>
inline Vec finished(Vec x, const Epilogue& epilogue, Vec least) {
  if constexpr (!General)
    return largerOf(least, x);
  x = x < 0.0F ? epilogue.slope * x : x;
  return smallerOf(Vec{} + epilogue.high, largerOf(least, x));
}

template <int N, int M, bool General>
inline void transformTiles(const WinogradOutput& call, std::int64_t lane) {
  Vec middle[M][N];
#pragma GCC unroll 8
  for (int j = 0; j < N; ++j) {
    Vec column[N];
    Vec result[M];
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i)
      column[i] = load(call.from + (i * N + j) * call.step + lane);
    outputLine(column, result);
#pragma GCC unroll 8
    for (int i = 0; i < M; ++i)
      middle[i][j] = result[i];
  }
  const Vec bias = load(call.bias + lane);
  const bool cutsNegative = !General && call.epilogue.slope == 0.0F;
  const Vec least = Vec{} + (cutsNegative ? 0.0F : call.epilogue.low);
#pragma GCC unroll 8
  for (int i = 0; i < M; ++i) {
    if (i >= call.rows)
      return;
    Vec result[M];
    outputLine(middle[i], result);
    float* row = call.to + i * call.rowStride + lane;
#pragma GCC unroll 8
    for (int j = 0; j < M; ++j)
      if (j < call.columns)
        store(row + j * 16, finished<General>(result[j] + bias, call.epilogue, least));
  }
}

template <int N, int M>
void transformOutputOf(const WinogradSize& size, const WinogradOutput& call) {
  if (size.outputs == M) {
    const bool general = call.epilogue.clamps() || (call.epilogue.slope != 0.0F && call.epilogue.slope != 1.0F);
    for (std::int64_t lane = 0; lane < 16; lane += vecLanes)
      if (general)
        transformTiles<N, M, true>(call, lane);
      else
        transformTiles<N, M, false>(call, lane);
  } else if constexpr (M > 2) {
    transformOutputOf<N, M - 1>(size, call);
  }
}

void transformOutput(const WinogradSize& size, const WinogradOutput& call) {
  if (size.points == 6)
    transformOutputOf<6, 5>(size, call);
  else
    transformOutputOf<8, 6>(size, call);
}

/// Four columns of each phase, in the four tiles of the row: their vectors transposed.
template <int Side>
inline void loadColumns(const WinogradSpread& call, std::int64_t first, __m128 (&columns)[Side][4]) {
#pragma GCC unroll 8
  for (int r = 0; r < Side; ++r) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const std::int64_t x = first + r + i * Side;
      columns[r][i] = _mm_loadu_ps(call.from + (x < call.tileW ? x : call.tileW - 1) * 16);
    }
    _MM_TRANSPOSE4_PS(columns[r][0], columns[r][1], columns[r][2], columns[r][3]);
  }
}

/// Tiles from left to right, groups from right to left: what a group writes beyond its tile is overwritten by the next
/// tile, and in the end by zeros.
template <int Side>
void spreadRowOf(const WinogradSpread& call) {
  constexpr std::int64_t span = 4 * Side;
  for (std::int64_t first = (call.tileW - 1) / span * span; first >= 0; first -= span) {
    __m128 columns[Side][4];
    loadColumns(call, first, columns);
#pragma GCC unroll 4
    for (int tile = 0; tile < 4; ++tile) {
      const std::int64_t left = tile * call.tileW + first;
      const auto start = static_cast<std::uint32_t>(left + call.offset);
#pragma GCC unroll 8
      for (int r = 0; r < Side; ++r) {
        if (first + r >= call.tileW || left + r >= call.columns)
          break;
        const std::uint32_t place = start + static_cast<std::uint32_t>(r);
        _mm_storeu_ps(call.to + place % Side * call.phaseStride + place / Side, columns[r][tile]);
      }
    }
  }
  const auto end = static_cast<std::uint32_t>(call.columns + call.offset);
  for (std::uint32_t place = end; place < end + Side; ++place)
    _mm_storeu_ps(call.to + place % Side * call.phaseStride + place / Side, _mm_setzero_ps());
}

template <int Side>
void spreadRowDispatch(const WinogradSpread& call) {
  if (call.side == Side)
    spreadRowOf<Side>(call);
  else if constexpr (Side > 2)
    spreadRowDispatch<Side - 1>(call);
}

void spreadRow(const WinogradSpread& call) {
  spreadRowDispatch<6>(call);
}

void storeQuarter(const WinogradQuarter& call) {
  transposeQuarter(call);
}
