// Pooling of one plane. Included like lane_direct.inl.

/// Elements by which a plane's vectors are read: floats, or bytes.
struct PoolMaximum {
  static Vec apply(Vec a, Vec b) { return vecMax(a, b); }
};
struct PoolSum {
  static Vec apply(Vec a, Vec b) { return vecAdd(a, b); }
};

/// Rows x Columns: of the kernel, 0: any.
template <typename Operation, int Rows, int Columns>
inline Vec poolWindow(const PoolPlane& p, const float* input) {
  const std::int64_t rows = Rows > 0 ? Rows : p.kernelRows;
  const std::int64_t columns = Columns > 0 ? Columns : p.kernelColumns;
  Vec result = vecLoad(input);
#pragma GCC unroll 5
  for (std::int64_t r = 0; r < rows; ++r)
#pragma GCC unroll 5
    for (std::int64_t s = 0; s < columns; ++s)
      if (r + s > 0)
        result = Operation::apply(result, vecLoad(input + r * p.tapRow + s * p.tapColumn));
  return result;
}

template <typename Operation, int Rows, int Columns>
void poolPlaneOf(const PoolPlane& p) {
  for (std::int64_t y = 0; y < p.rows; ++y)
    for (std::int64_t x = 0; x < p.columns; ++x)
      for (std::int64_t half = 0; half < laneFloats; half += vecFloats) {
        Vec value = poolWindow<Operation, Rows, Columns>(p, p.input + y * p.inputRow + x * p.inputColumn + half);
        if (p.rowDivisors != nullptr)
          value = vecDivide(value, vecMultiply(vecLoad(p.rowDivisors + y * laneFloats + half),
                                               vecLoad(p.columnDivisors + x * laneFloats + half)));
        vecStore(p.output + y * p.outputRow + x * laneFloats + half, value);
      }
}

/// Vectors of a plane pooled along its rows.
constexpr std::int64_t pooledRowsRoom = 24 * 1024 / 4;

/// Whether large overlapping windows of neighbours are pooled along rows first, then along columns.
inline bool poolsByAxis(const PoolPlane& p) {
  return p.kernelRows > 2 && p.kernelColumns > 2 && p.kernelRows + p.kernelColumns > 6 && p.inputRow == p.tapRow &&
         p.inputColumn == p.tapColumn && (p.rows + p.kernelRows - 1) * p.columns * laneFloats <= pooledRowsRoom;
}

void poolMaximumByAxis(const PoolPlane& p) {
  alignas(64) float pooled[pooledRowsRoom];
  PoolPlane along = p;
  along.output = pooled;
  along.rows = p.rows + p.kernelRows - 1;
  along.kernelRows = 1;
  along.outputRow = p.columns * laneFloats;
  poolPlaneOf<PoolMaximum, 1, 0>(along);
  PoolPlane across = p;
  across.input = pooled;
  across.inputRow = across.tapRow = along.outputRow;
  across.inputColumn = laneFloats;
  across.kernelColumns = 1;
  poolPlaneOf<PoolMaximum, 0, 1>(across);
}

template <typename Operation>
void poolPlaneBy(const PoolPlane& p) {
  if (p.kernelRows == 3 && p.kernelColumns == 3)
    return poolPlaneOf<Operation, 3, 3>(p);
  if (p.kernelRows == 2 && p.kernelColumns == 2)
    return poolPlaneOf<Operation, 2, 2>(p);
  poolPlaneOf<Operation, 0, 0>(p);
}

void poolMaximumPlane(const PoolPlane& p) {
  if (poolsByAxis(p))
    return poolMaximumByAxis(p);
  poolPlaneBy<PoolMaximum>(p);
}

void poolMaximumBytes(const PoolPlane& p) {
  for (std::int64_t y = 0; y < p.rows; ++y)
    for (std::int64_t x = 0; x < p.columns; ++x) {
      const float* input = p.input + y * p.inputRow + x * p.inputColumn;
      Move result = moveLoad(input);
      for (std::int64_t r = 0; r < p.kernelRows; ++r)
        for (std::int64_t s = 0; s < p.kernelColumns; ++s)
          result = moveMaximumBytes(result, moveLoad(input + r * p.tapRow + s * p.tapColumn));
      moveStore(p.output + y * p.outputRow + x * laneFloats, result);
    }
}

/// Folds the lanes of `masks` over a plane into one vector.
template <typename Operation>
void poolFold(const PoolPlane& p, const std::uint32_t* rowMasks, const std::uint32_t* columnMasks, float* folded) {
  for (std::int64_t y = 0; y < p.rows; ++y)
    for (std::int64_t x = 0; x < p.columns; ++x)
      for (std::int64_t half = 0; half < laneFloats; half += vecFloats) {
        const Vec before = vecLoad(folded + half);
        const Vec value = Operation::apply(before, vecLoad(p.input + y * p.inputRow + x * laneFloats + half));
        vecStore(folded + half, vecChoose(before, value, (rowMasks[y] & columnMasks[x]) >> half));
      }
}
