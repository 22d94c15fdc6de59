#pragma once

#include "fast/conv_kernel.h"
#include "fast/isa.h"
#include "fast/winograd_matrices.h"

#include <cstdint>

namespace effortlab::fast {

constexpr int maxWinogradPoints = 8;
/// Vectors of one product.
constexpr int maxWinogradVectors = 4;

/// 16 patches of points x points elements, transformed side by side.
struct WinogradInput {
  const float* from = nullptr;            ///< vector of element (0, 0), of any alignment
  const std::int64_t* rows = nullptr;     ///< [points]: element (y, x) lies rows[y] + columns[x] behind it
  const std::int64_t* columns = nullptr;  ///< [points]
  float* to = nullptr;                    ///< transformed element e goes to e * step behind it
  std::int64_t step = 0;
  std::uint32_t keep = (1U << lanes) - 1U;  ///< lanes written, close together; up to 16 floats are overwritten
};

/// out[s][v] = sum over d of vectors[d][v] * scalars[d][s]: v counts vectors, s scalars, d < depth.
struct WinogradProduct {
  const float* vectors = nullptr;
  std::int64_t vectorStride = 0;  ///< from one d to the next, in floats
  std::int64_t vectorCount = 0;   ///< up to maxWinogradVectors, one behind the other
  const float* scalars = nullptr;
  std::int64_t scalarStride = 0;
  std::int64_t scalarCount = 0;
  std::int64_t depth = 0;
  float* out = nullptr;
  std::int64_t outVector = 0;  ///< from one v to the next
  std::int64_t outScalar = 0;
};

/// 16 output tiles, side by side.
struct WinogradOutput {
  const float* from = nullptr;
  std::int64_t step = 0;
  const float* bias = nullptr;  ///< [16]
  Epilogue epilogue;
  float* to = nullptr;  ///< neighbours in a row are one vector apart
  std::int64_t rowStride = 0;
  std::int64_t rows = 0;  ///< of the tile, that are written
  std::int64_t columns = 0;
};

/// Four pixels of 16 maps into a quarter of a vector of each map.
struct WinogradQuarter {
  const float* pixels[4] = {};  ///< [16]: maps
  float* to = nullptr;
  std::int64_t planeStride = 0;
  std::int64_t maps = 0;
};

/// One row of a map in Tiles use, dealt out: column x goes to place (x + offset) / side of phase (x + offset) % side.
/// Up to four places behind the last column may become zero. Rows in ascending order: the next may start there.
struct WinogradSpread {
  const float* from = nullptr;  ///< the row's four tiles in the vector of their first column
  std::int64_t tileW = 0;
  std::int64_t columns = 0;  ///< of the image
  std::int64_t offset = 0;
  std::int64_t side = 0;
  float* to = nullptr;
  std::int64_t phaseStride = 0;
};

/// Built once an instruction set.
struct WinogradKernels {
  void (*transformInput)(const WinogradSize& size, const WinogradInput& call);
  void (*multiply)(const WinogradProduct& call);
  void (*transformOutput)(const WinogradSize& size, const WinogradOutput& call);
  void (*spreadRow)(const WinogradSpread& call);
  void (*storeQuarter)(const WinogradQuarter& call);
};

const WinogradKernels& winogradKernels(Isa isa);

const WinogradKernels& winogradKernelsScalar();
const WinogradKernels& winogradKernelsAvx2();
const WinogradKernels& winogradKernelsAvx512();

}  // namespace effortlab::fast
