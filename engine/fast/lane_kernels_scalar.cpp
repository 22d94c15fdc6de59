// Plain loops: what every other instruction set is checked against, and what runs where there is none.
#include "fast/lane_kernel_tables.h"

#include <cstring>

namespace effortlab::fast {

namespace {

constexpr std::int64_t scalarLanes = 16;
constexpr std::int64_t scalarPlaces = 8;

float scalarEpilogue(const LaneEpilogue& epilogue, float value) {
  switch (epilogue.kind) {
    case LaneEpilogue::Kind::None: return value;
    case LaneEpilogue::Kind::Relu: return value < 0.0F ? 0.0F : value;
    case LaneEpilogue::Kind::Slope: return value < 0.0F ? epilogue.slope * value : value;
    case LaneEpilogue::Kind::Clamp: break;
  }
  const float sloped = value < 0.0F ? epilogue.slope * value : value;
  const float raised = sloped < epilogue.low ? epilogue.low : sloped;
  return raised > epilogue.high ? epilogue.high : raised;
}

void scalarDirect(const DirectBlock& b) {
  for (std::int64_t k = b.firstOutput; k < b.endOutput; ++k) {
    const float* weights = b.weights + k / weightGroup * b.weightStride + k % weightGroup;
    for (std::int64_t p = 0; p < b.places; ++p) {
      float* output = b.output + k * b.outputStride + b.outputAt[p];
      for (std::int64_t lane = 0; lane < scalarLanes; ++lane) {
        float sum = b.bias != nullptr ? b.bias[k] : output[lane];
        for (std::int64_t t = 0; t < b.taps; ++t)
          sum += weights[t * weightGroup] * b.input[b.inputAt[p] + b.tapAt[t] + lane];
        output[lane] = b.epilogue != nullptr ? scalarEpilogue(*b.epilogue, sum) : sum;
      }
    }
  }
}

void scalarSparse(const SparseBlock& b) {
  for (std::int64_t k = 0; k < b.outputs; ++k)
    for (std::int64_t y = 0; y < b.rows; ++y)
      for (std::int64_t x = 0; x < b.columns; ++x) {
        float* output = b.output + k * b.outputStride + y * b.outputRow + x * scalarLanes;
        const float* input = b.input + k * b.inputStride + y * b.inputRow + x * b.inputColumn;
        for (std::int64_t lane = 0; lane < scalarLanes; ++lane) {
          float sum = b.bias != nullptr ? b.bias[k] : output[lane];
          for (std::uint32_t t = b.begin[k]; t < b.begin[k + 1]; ++t)
            sum += b.taps[t].weight * input[b.tapAt[b.taps[t].index] + lane];
          output[lane] = b.epilogue != nullptr ? scalarEpilogue(*b.epilogue, sum) : sum;
        }
      }
}

void scalarMovePlane(const LaneMoves& all, const LaneMove& move, float* plane) {
  std::uint32_t vector[scalarLanes];
  for (std::int64_t y = 0; y < move.rows; ++y)
    for (std::int64_t x = 0; x < move.columns; ++x) {
      const std::int64_t at = y * all.rowStride + x * scalarLanes;
      const float* source = plane + move.source + at;
      for (std::int64_t lane = 0; lane < scalarLanes; ++lane) {
        vector[lane] = all.padding;
        if ((move.mask >> lane & 1U) != 0)
          std::memcpy(vector + lane, source + move.from[lane], sizeof(float));
      }
      std::memcpy(plane + move.target + at, vector, sizeof vector);
    }
}

void scalarMove(const LaneMoves& all) {
  for (std::int64_t plane = 0; plane < all.planes; ++plane)
    for (std::int64_t m = 0; m < all.count; ++m)
      scalarMovePlane(all, all.moves[m], all.plane + plane * all.planeStride);
}

void scalarRowsToLanes(const LaneRows<const float>& rows, std::int64_t columns, float* vectors) {
  for (std::int64_t x = 0; x < columns; ++x)
    for (std::int64_t lane = 0; lane < scalarLanes; ++lane)
      vectors[x * scalarLanes + lane] = x < rows.counts[lane] ? rows.at[lane][x] : 0.0F;
}

void scalarLanesToRows(const float* vectors, std::int64_t columns, const LaneRows<float>& rows) {
  for (std::int64_t lane = 0; lane < scalarLanes; ++lane)
    for (std::int64_t x = 0; x < columns && x < rows.counts[lane]; ++x)
      rows.at[lane][x] = vectors[x * scalarLanes + lane];
}

/// Calls element(sum or maximum so far, tap) for every lane of every tap but the first of a window.
template <typename Element, typename Operation>
void scalarWindow(const PoolPlane& p, std::int64_t y, std::int64_t x, Element* result, Operation operation) {
  constexpr std::int64_t elements = scalarLanes * static_cast<std::int64_t>(sizeof(float) / sizeof(Element));
  for (std::int64_t r = 0; r < p.kernelRows; ++r)
    for (std::int64_t s = 0; s < p.kernelColumns; ++s) {
      const auto* tap = reinterpret_cast<const Element*>(p.input + y * p.inputRow + x * p.inputColumn + r * p.tapRow +
                                                         s * p.tapColumn);
      for (std::int64_t i = 0; i < elements; ++i)
        result[i] = r + s == 0 ? tap[i] : operation(result[i], tap[i]);
    }
}

template <typename Element, typename Operation>
void scalarPool(const PoolPlane& p, Operation operation) {
  for (std::int64_t y = 0; y < p.rows; ++y)
    for (std::int64_t x = 0; x < p.columns; ++x) {
      float* output = p.output + y * p.outputRow + x * scalarLanes;
      scalarWindow(p, y, x, reinterpret_cast<Element*>(output), operation);
      for (std::int64_t lane = 0; lane < scalarLanes && p.rowDivisors != nullptr; ++lane)
        output[lane] /= p.rowDivisors[y * scalarLanes + lane] * p.columnDivisors[x * scalarLanes + lane];
    }
}

float scalarLarger(float a, float b) {
  return a > b ? a : b;
}
float scalarAdded(float a, float b) {
  return a + b;
}
std::uint8_t scalarLargerByte(std::uint8_t a, std::uint8_t b) {
  return a > b ? a : b;
}

void scalarPoolMaximum(const PoolPlane& p) {
  scalarPool<float>(p, scalarLarger);
}
void scalarPoolSum(const PoolPlane& p) {
  scalarPool<float>(p, scalarAdded);
}
void scalarPoolMaximumBytes(const PoolPlane& p) {
  scalarPool<std::uint8_t>(p, scalarLargerByte);
}

template <float (*Operation)(float, float)>
void scalarFold(const PoolPlane& p, const std::uint32_t* rowMasks, const std::uint32_t* columnMasks, float* folded) {
  for (std::int64_t y = 0; y < p.rows; ++y)
    for (std::int64_t x = 0; x < p.columns; ++x)
      for (std::int64_t lane = 0; lane < scalarLanes; ++lane)
        if ((rowMasks[y] & columnMasks[x]) >> lane & 1U)
          folded[lane] = Operation(folded[lane], p.input[y * p.inputRow + x * scalarLanes + lane]);
}

#include "fast/lane_pack.inl"

}  // namespace

const LaneKernels& scalarLaneKernels() {
  static const LaneKernels kernels{.places = scalarPlaces,
                                   .directCache = 20 * 1024 / 4,
                                   .direct = scalarDirect,
                                   .sparseSums = scalarPlaces,
                                   .threeByThreeSums = scalarPlaces,
                                   .sparse = scalarSparse,
                                   .moveLanes = scalarMove,
                                   .rowsToLanes = scalarRowsToLanes,
                                   .lanesToRows = scalarLanesToRows,
                                   .packLanes = packLanesOneByOne,
                                   .unpackLanes = unpackLanesOneByOne,
                                   .poolMaximum = scalarPoolMaximum,
                                   .poolSum = scalarPoolSum,
                                   .poolMaximumBytes = scalarPoolMaximumBytes,
                                   .foldMaximum = scalarFold<scalarLarger>,
                                   .foldSum = scalarFold<scalarAdded>};
  return kernels;
}

}  // namespace effortlab::fast
