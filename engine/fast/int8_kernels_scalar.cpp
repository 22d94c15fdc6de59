#include "fast/int8_kernels.h"

#include <cmath>

namespace effortlab::fast {

const Int8Kernels& int8KernelsScalar() noexcept;

namespace {

constexpr std::int64_t laneCount = 16;
constexpr std::int64_t vectorBytes = 64;
constexpr std::int64_t groupMaps = 4;
constexpr std::int64_t laneBytes = 4;

std::int32_t exactSum(const Int8Block& b, std::int64_t group, std::int64_t o, std::int64_t vector, std::int64_t lane) {
  std::int32_t sum = b.start[group * groupMaps + o];
  for (std::int64_t t = 0; t < b.taps; ++t) {
    const std::uint8_t* x = b.input + b.offsets[t] + vector * b.inputStep + lane * laneBytes;
    const std::int8_t* w = b.weights + ((group * b.taps + t) * groupMaps + o) * laneBytes;
    for (std::int64_t c = 0; c < laneBytes; ++c)
      sum += static_cast<std::int32_t>(x[c]) * w[c];
  }
  return sum;
}

float finished(const Int8Epilogue& e, std::int64_t output, std::int32_t sum) {
  float v = std::fma(static_cast<float>(sum), e.scale[output], e.bias[output]);
  if (e.slope != 1.0F)
    v = v < 0.0F ? v * e.slope : v;
  v += e.zero;
  v = v > e.low ? v : e.low;
  return v < e.high ? v : e.high;
}

void convU8(const Int8Block& b) {
  for (std::int64_t group = 0; group < b.groups; ++group)
    for (std::int64_t vector = 0; vector < b.vectors; ++vector)
      for (std::int64_t lane = 0; lane < laneCount; ++lane)
        for (std::int64_t o = 0; o < groupMaps; ++o) {
          const float v = finished(b.epilogue, group * groupMaps + o, exactSum(b, group, o, vector, lane));
          b.output[group * b.outputPlane + vector * vectorBytes + lane * laneBytes + o] =
              static_cast<std::uint8_t>(std::nearbyintf(v));
        }
}

void convF32(const Int8Block& b) {
  for (std::int64_t output = 0; output < b.outputs; ++output)
    for (std::int64_t vector = 0; vector < b.vectors; ++vector) {
      float* to = reinterpret_cast<float*>(b.output + output * b.outputPlane + vector * vectorBytes);
      for (std::int64_t lane = 0; lane < laneCount; ++lane)
        to[lane] = finished(b.epilogue, output, exactSum(b, output / groupMaps, output % groupMaps, vector, lane));
    }
}

void packTaps(const Int8Packing& p) {
  for (std::int64_t word = 0; word < p.words; ++word)
    for (std::int64_t vector = 0; vector < p.vectors; ++vector)
      for (std::int64_t byte = 0; byte < vectorBytes; ++byte) {
        std::uint8_t packed = 0;
        for (std::int64_t i = 0; i < p.piecesPerWord; ++i) {
          const Int8PackPiece& piece = p.pieces[word * p.piecesPerWord + i];
          const std::int8_t from = piece.order[byte % laneBytes];
          if (from >= 0)
            packed = p.input[p.offsets[piece.element] + vector * p.inputStep + byte / laneBytes * laneBytes + from];
        }
        p.output[word * p.outputStep + vector * vectorBytes + byte] = packed;
      }
}

void maxPool(const Int8PoolRow& row) {
  for (std::int64_t vector = 0; vector < row.vectors; ++vector)
    for (std::int64_t i = 0; i < vectorBytes; ++i) {
      std::uint8_t best = 0;
      for (std::int64_t r = 0; r < row.kernelH; ++r)
        for (std::int64_t s = 0; s < row.kernelW; ++s) {
          const std::uint8_t x = row.input[vector * row.outputStep + r * row.rowStep + s * row.columnStep + i];
          best = x > best ? x : best;
        }
      row.output[vector * vectorBytes + i] = best;
    }
}

void meanPool(const Int8PoolRow& row) {
  for (std::int64_t vector = 0; vector < row.vectors; ++vector)
    for (std::int64_t i = 0; i < vectorBytes; ++i) {
      std::int32_t sum = -row.inputSum;
      for (std::int64_t r = 0; r < row.kernelH; ++r)
        for (std::int64_t s = 0; s < row.kernelW; ++s)
          sum += row.input[vector * row.outputStep + r * row.rowStep + s * row.columnStep + i];
      float v = std::fma(static_cast<float>(sum), row.factors[vector * laneCount + i / laneBytes], row.outputZero);
      v = v > 0.0F ? v : 0.0F;
      v = v < 255.0F ? v : 255.0F;
      row.output[vector * vectorBytes + i] = static_cast<std::uint8_t>(std::nearbyintf(v));
    }
}

void moveLanes(std::uint32_t* plane, const Int8LaneMove* moves, std::int64_t count, std::uint32_t padding) {
  for (const Int8LaneMove* move = moves; move != moves + count; ++move) {
    std::uint32_t moved[laneCount];
    for (std::int64_t lane = 0; lane < laneCount; ++lane)
      moved[lane] = (move->outside >> lane & 1U) != 0 ? padding : plane[move->from + move->source[lane]];
    for (std::int64_t lane = 0; lane < laneCount; ++lane)
      plane[move->to + lane] = moved[lane];
  }
}

void gather(const Int8LaneGather& g) {
  for (std::int64_t i = 0; i < g.count; ++i)
    g.to[i] = g.index[i] < 0 ? g.padding : g.from[g.index[i]];
}

void quantize(const float* from, std::int64_t count, float inverseStep, float zero, std::uint8_t* to) {
  for (std::int64_t i = 0; i < count; ++i) {
    float v = std::fma(from[i], inverseStep, zero);
    v = v > 0.0F ? v : 0.0F;
    v = v < 255.0F ? v : 255.0F;
    to[i] = static_cast<std::uint8_t>(std::nearbyintf(v));
  }
}

void addBytes(const std::uint8_t* bytes, std::int64_t vectors, std::uint32_t* sums) {
  for (std::int64_t vector = 0; vector < vectors; ++vector)
    for (std::int64_t i = 0; i < vectorBytes; ++i)
      sums[i] += bytes[vector * vectorBytes + i];
}

std::int32_t dot(const std::uint8_t* a, const std::int8_t* b, std::int64_t count) {
  std::int32_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i)
    sum += static_cast<std::int32_t>(a[i]) * b[i];
  return sum;
}

constexpr Int8Kernels int8Table{.maxVectors = 4,
                                .convU8 = convU8,
                                .convF32 = convF32,
                                .packTaps = packTaps,
                                .maxPool = maxPool,
                                .meanPool = meanPool,
                                .moveLanes = moveLanes,
                                .gather = gather,
                                .quantize = quantize,
                                .addBytes = addBytes,
                                .dot = dot};

}  // namespace

const Int8Kernels& int8KernelsScalar() noexcept {
  return int8Table;
}

}  // namespace effortlab::fast
