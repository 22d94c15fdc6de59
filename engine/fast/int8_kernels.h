#pragma once

#include "fast/isa.h"

#include <cstddef>
#include <cstdint>

namespace effortlab::fast {

/// What becomes of exact sums before they are stored, each in units of the output's step (F32 outputs: of 1):
/// v = fma(sum, scale[o], bias[o]); v = v < 0 ? slope v : v; v = clamp(v + zero, low, high); U8: round halves to even.
struct Int8Epilogue {
  const float* scale = nullptr;  ///< [4 groups]
  const float* bias = nullptr;   ///< [4 groups]
  float slope = 1.0F;
  float zero = 0.0F;  ///< added after the slope
  float low = 0.0F, high = 0.0F;
};

/// Some groups of four output maps at neighbouring vectors of one row. A vector is 64 bytes: 16 lanes of 4 channels.
struct Int8Block {
  const std::uint8_t* input = nullptr;      ///< first tap's vector for the first output vector
  const std::ptrdiff_t* offsets = nullptr;  ///< [taps] bytes from `input`
  std::int64_t taps = 0;                    ///< input planes x kernel elements
  std::ptrdiff_t inputStep = 0;             ///< bytes between the inputs of neighbouring output vectors
  const std::int8_t* weights = nullptr;     ///< [groups][taps][4 outputs][4 channels]
  const std::int32_t* start = nullptr;      ///< [4 groups] what the sums start from
  std::int64_t groups = 0;
  std::int64_t outputs = 0;        ///< F32: output maps to store, at most 4 groups; U8 stores whole groups
  std::int64_t vectors = 0;        ///< 1 to maxVectors
  std::uint8_t* output = nullptr;  ///< first vector of the first output plane
  std::ptrdiff_t outputPlane = 0;  ///< bytes between output planes (U8: of 4 maps, F32: of one)
  Int8Epilogue epilogue;
};

/// Four channels of weights that are not all 0, and the tap they belong to.
struct Int8Word {
  std::int32_t tap = 0;
  std::int32_t weights = 0;
};

/// The same for weights many of whose words are 0, at a rectangle of neighbouring vectors. Of `outputs`, `weights` and
/// `vectors` nothing is used.
struct Int8SparseBlock {
  Int8Block dense;
  const Int8Word* words = nullptr;             ///< of the first output on
  const std::int64_t* begins = nullptr;        ///< [4 groups + 1] first word of each output
  std::int64_t rows = 0, columns = 0;          ///< at most 2 rows, 14 vectors
  std::ptrdiff_t inputRow = 0, outputRow = 0;  ///< bytes between rows
};
constexpr std::int64_t sparseVectors = 14;
constexpr std::int64_t sparseRows = 2;

/// A sliding maximum or mean over a row of one plane of U8 maps.
struct Int8PoolRow {
  const std::uint8_t* input = nullptr;
  std::ptrdiff_t rowStep = 0, columnStep = 0;  ///< bytes between neighbouring elements of a window
  std::int64_t kernelH = 1, kernelW = 1;
  std::ptrdiff_t outputStep = 0;  ///< bytes between the windows of neighbouring outputs
  std::int64_t vectors = 0;
  std::uint8_t* output = nullptr;
  /// Means: output = round(clamp(fma(sum - inputSum, factors[vector][lane], outputZero), 0, 255)), halves to even.
  const float* factors = nullptr;
  std::int32_t inputSum = 0;  ///< of a window of zeros
  float outputZero = 0.0F;
};
/// Elements a window of a mean has at most: sums of bytes then fit into 16 bits.
constexpr std::int64_t largestMeanWindow = 257;

/// One vector of a plane of 16 32-bit lanes: plane[to + lane] = plane[from + source[lane]], or the padding where the
/// lane's bit in `outside` is set.
struct Int8LaneMove {
  std::ptrdiff_t from = 0, to = 0;
  const std::int32_t* source = nullptr;  ///< [16]
  std::uint32_t outside = 0;
};

/// to[i] = index[i] < 0 ? padding : from[index[i]], 32 bits each.
struct Int8LaneGather {
  const std::uint32_t* from = nullptr;
  const std::int32_t* index = nullptr;
  std::int64_t count = 0;
  std::uint32_t padding = 0;
  std::uint32_t* to = nullptr;
};

/// What one vector of a window gives to a word of packed taps: byte i of each lane's word is byte order[i] of its word
/// there; none where that is negative. The order is repeated for four lanes.
struct Int8PackPiece {
  std::int64_t element = 0;  ///< of the window
  std::int8_t order[16] = {};
};

/// Copies the taps of neighbouring output vectors so that no byte of a word stays unused.
struct Int8Packing {
  const std::uint8_t* input = nullptr;      ///< first element's vector for the first output vector
  const std::ptrdiff_t* offsets = nullptr;  ///< [window elements] bytes from `input`
  std::ptrdiff_t inputStep = 0;             ///< bytes between the inputs of neighbouring output vectors
  const Int8PackPiece* pieces = nullptr;    ///< [words][piecesPerWord]
  std::int64_t words = 0;
  std::int64_t piecesPerWord = 0;
  std::int64_t vectors = 0;
  std::uint8_t* output = nullptr;  ///< [words][outputStep]
  std::ptrdiff_t outputStep = 0;   ///< bytes between words
};

/// Sums are exact in 32 bits, so every instruction set gives the same bits.
struct Int8Kernels {
  std::int64_t maxVectors = 1;
  void (*convU8)(const Int8Block& block) = nullptr;
  void (*convF32)(const Int8Block& block) = nullptr;
  void (*convSparseU8)(const Int8SparseBlock& block) = nullptr;  ///< null: no faster than convU8
  void (*packTaps)(const Int8Packing& packing) = nullptr;
  void (*maxPool)(const Int8PoolRow& row) = nullptr;
  void (*meanPool)(const Int8PoolRow& row) = nullptr;
  void (*moveLanes)(std::uint32_t* plane, const Int8LaneMove* moves, std::int64_t count,
                    std::uint32_t padding) = nullptr;
  void (*gather)(const Int8LaneGather& gather) = nullptr;
  /// to[i] = round(clamp(fma(from[i], inverseStep, zero), 0, 255)), halves to even.
  void (*quantize)(const float* from, std::int64_t count, float inverseStep, float zero, std::uint8_t* to) = nullptr;
  /// sums[i] += bytes[64 v + i] over the vectors v; sums holds 64.
  void (*addBytes)(const std::uint8_t* bytes, std::int64_t vectors, std::uint32_t* sums) = nullptr;
  /// Sum of a[i] b[i]; count a multiple of 64.
  std::int32_t (*dot)(const std::uint8_t* a, const std::int8_t* b, std::int64_t count) = nullptr;
};

const Int8Kernels& int8Kernels(Isa isa);

}  // namespace effortlab::fast
