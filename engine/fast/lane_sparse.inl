// Convolution by lists of non-zero weights. Included like lane_direct.inl, after sparseSums is defined: how many sums
// fit the registers beside a weight.

template <int Rows, int Columns>
inline void sparseStart(const SparseBlock& b, std::int64_t k, const float* output, Vec (&sums)[Rows][Columns]) {
  const Vec bias = vecSet(b.bias != nullptr ? b.bias[k] : 0.0F);
#pragma GCC unroll 4
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
    for (int p = 0; p < Columns; ++p)
      sums[r][p] = b.bias != nullptr ? bias : vecLoad(output + r * b.outputRow + p * laneFloats);
}

template <int Rows, int Columns>
inline void sparseFinish(const SparseBlock& b, float* output, Vec (&sums)[Rows][Columns]) {
  if (b.epilogue != nullptr && b.epilogue->kind != LaneEpilogue::Kind::None) {
    const LaneEpilogue epilogue = *b.epilogue;
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
      for (int p = 0; p < Columns; ++p)
        sums[r][p] = directEpilogue(epilogue, sums[r][p]);
  }
#pragma GCC unroll 4
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
    for (int p = 0; p < Columns; ++p)
      vecStore(output + r * b.outputRow + p * laneFloats, sums[r][p]);
}

/// The compiler would work out every address from scratch; from this one the others are constant distances away.
inline void keepAddress(const float*& at) {
  __asm__("" : "+r"(at));
}

/// Step: vectors from one place of a row to the next; 0: as the block says.
template <int Rows, int Columns, int Step>
void sparseOutputs(const SparseBlock& b) {
  const std::int64_t step = Step > 0 ? Step * laneFloats : b.inputColumn;
  for (std::int64_t half = 0; half < laneFloats; half += vecFloats)
    for (std::int64_t k = 0; k < b.outputs; ++k) {
      float* output = b.output + k * b.outputStride + half;
      Vec sums[Rows][Columns];
      sparseStart(b, k, output, sums);
      const float* input = b.input + k * b.inputStride + half;
      const SparseTap* end = b.taps + b.begin[k + 1];
      for (const SparseTap* tap = b.taps + b.begin[k]; tap != end; ++tap) {
        const float* x = input + b.tapAt[tap->index];
        const Vec w = vecSet(tap->weight);
#pragma GCC unroll 4
        for (int r = 0; r < Rows; ++r) {
          if (r > 0)
            x += b.inputRow;
          keepAddress(x);
#pragma GCC unroll 8
          for (int p = 0; p < Columns; ++p)
            sums[r][p] = vecFma(vecLoad(x + p * step), w, sums[r][p]);
        }
      }
      sparseFinish(b, output, sums);
    }
}

/// All taps of windows of 3 x 3 next to each other, a map each: every input vector is loaded once, and the weights stay
/// in registers. The sums are those of sparseOutputs(), in the same order.
template <int Rows, int Columns>
void depthwiseOutputs(const SparseBlock& b) {
  const std::int64_t row = b.inputRow;
  for (std::int64_t k = 0; k < b.outputs; ++k) {
    const SparseTap* taps = b.taps + b.begin[k];
    Vec weights[3][3];
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t)
      weights[t / 3][t % 3] = vecSet(taps[t].weight);
    float* output = b.output + k * b.outputStride;
    Vec sums[Rows][Columns];
    sparseStart(b, k, output, sums);
    const float* input = b.input + k * b.inputStride;
#pragma GCC unroll 8
    for (int y = 0; y < Rows + 2; ++y, input += row) {
      keepAddress(input);
#pragma GCC unroll 10
      for (int x = 0; x < Columns + 2; ++x) {
        const Vec value = vecLoad(input + x * laneFloats);
#pragma GCC unroll 3
        for (int r = 0; r < 3; ++r)
#pragma GCC unroll 3
          for (int s = 0; s < 3; ++s)
            if (y - r >= 0 && y - r < Rows && x - s >= 0 && x - s < Columns)
              sums[y - r][x - s] = vecFma(value, weights[r][s], sums[y - r][x - s]);
      }
    }
    sparseFinish(b, output, sums);
  }
}

/// Whether depthwiseOutputs() computes a block of Rows x Columns sums.
template <int Rows, int Columns>
inline bool isDepthwiseThree(const SparseBlock& b) {
  if constexpr (vecFloats < laneFloats || Rows * Columns > threeByThreeSums)
    return false;
  return b.threeByThree != 0 && b.inputColumn == laneFloats;
}

template <int Rows, int Columns>
void sparseShape(const SparseBlock& b) {
  if constexpr (Rows * Columns > sparseSums)
    sparseShape<Rows - 1, Columns>(b);
  else if (isDepthwiseThree<Rows, Columns>(b))
    depthwiseOutputs<Rows, Columns>(b);
  else if (b.inputColumn == laneFloats)
    sparseOutputs<Rows, Columns, 1>(b);
  else if (b.inputColumn == 2 * laneFloats)
    sparseOutputs<Rows, Columns, 2>(b);
  else
    sparseOutputs<Rows, Columns, 0>(b);
}

template <int Rows>
void sparseRows(const SparseBlock& b) {
  switch (b.columns) {
    case 1: return sparseShape<Rows, 1>(b);
    case 2: return sparseShape<Rows, 2>(b);
    case 3: return sparseShape<Rows, 3>(b);
    case 4: return sparseShape<Rows, 4>(b);
    case 5: return sparseShape<Rows, 5>(b);
    case 6: return sparseShape<Rows, 6>(b);
    case 7: return sparseShape<Rows, 7>(b);
    default: return sparseShape<Rows, 8>(b);
  }
}

void sparseBlock(const SparseBlock& b) {
  switch (b.rows) {
    case 1: return sparseRows<1>(b);
    case 2: return sparseRows<2>(b);
    case 3: return sparseRows<3>(b);
    default: return sparseRows<4>(b);
  }
}
