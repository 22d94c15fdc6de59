#pragma once

#include "fast/isa.h"

#include <cstdint>

namespace effortlab::fast {

/// Outputs whose weights lie next to each other, padded with zeros: [K / 4][taps][4].
constexpr std::int64_t weightGroup = 4;

/// Epilogue in the form that kernels read.
struct LaneEpilogue {
  enum class Kind : std::int64_t { None, Relu, Slope, Clamp };
  Kind kind = Kind::None;
  float slope = 1.0F;
  float low = 0.0F;
  float high = 0.0F;
};

/// Some places of all output maps, some input maps: sums in registers, taps from the first to the last. Distances are
/// in floats.
struct DirectBlock {
  const float* input = nullptr;            ///< vector of element (0, 0) of the first input map
  float* output = nullptr;                 ///< ... of the first output map
  const float* weights = nullptr;          ///< [outputs / 4][stride][4], at the first tap of this block
  const float* bias = nullptr;             ///< [outputs, padded to 4]; null: sums go on from what `output` holds
  const std::int64_t* inputAt = nullptr;   ///< [places] where the window of a place starts
  const std::int64_t* outputAt = nullptr;  ///< [places]
  const std::int64_t* tapAt = nullptr;     ///< [taps] from the start of a window
  std::int64_t places = 0;                 ///< at most LaneKernels::places
  std::int64_t taps = 0;
  std::int64_t firstOutput = 0, endOutput = 0;  ///< the first a multiple of 4
  std::int64_t outputStride = 0;                ///< between output maps
  std::int64_t weightStride = 0;                ///< between groups of 4 outputs
  const LaneEpilogue* epilogue = nullptr;       ///< null: more input maps follow
};

/// A weight that is not zero, and which tap of a block of input maps it belongs to.
struct SparseTap {
  std::uint32_t index = 0;
  float weight = 0.0F;
};

/// A rectangle of places of some output maps, a block of input maps. Distances are in floats.
struct SparseBlock {
  const float* input = nullptr;                               ///< start of the first place's window in the first map
  float* output = nullptr;                                    ///< first place in the first output map
  const SparseTap* taps = nullptr;                            ///< in the order of summation
  const std::uint32_t* begin = nullptr;                       ///< [outputs + 1] into `taps`
  const std::int64_t* tapAt = nullptr;                        ///< by SparseTap::index
  const float* bias = nullptr;                                ///< [outputs]; null: sums go on from what `output` holds
  const LaneEpilogue* epilogue = nullptr;                     ///< null: more input maps follow
  std::int64_t rows = 0, columns = 0;                         ///< at most 4 x 8 places, and LaneKernels::sparseSums
  std::int64_t inputRow = 0, inputColumn = 0, outputRow = 0;  ///< between places
  std::int64_t outputs = 0;
  std::int64_t outputStride = 0;
  std::int64_t inputStride = 0;   ///< from one output's input map to the next one's: 0 but for depthwise convolution
  std::int64_t threeByThree = 0;  ///< 1: every output has all 9 taps of a window of neighbours, in order
};

/// Vectors of a plane moved within it: lane l takes lane from[l] of the source where bit l of the mask is set, else the
/// padding. Distances are in 32-bit elements.
struct LaneMove {
  std::int64_t source = 0, target = 0;
  std::int64_t rows = 0, columns = 0;
  std::uint32_t mask = 0;
  std::int32_t from[16] = {};
};

/// The moves of some planes, which may be done plane by plane or move by move.
struct LaneMoves {
  float* plane = nullptr;  ///< the first
  std::int64_t planes = 1;
  std::int64_t planeStride = 0;
  std::int64_t rowStride = 0;
  const LaneMove* moves = nullptr;
  std::int64_t count = 0;
  std::uint32_t padding = 0;
};

/// Where the row of each lane lies in row-major maps, and how many of its elements there are.
template <typename Element>
struct LaneRows {
  Element* at[16];
  std::int64_t counts[16];
};

/// Windows over one plane. Distances are in floats, those between windows with the stride in them.
struct PoolPlane {
  const float* input = nullptr;  ///< first tap of the first window
  float* output = nullptr;
  std::int64_t rows = 0, columns = 0;  ///< of windows
  std::int64_t inputRow = 0, inputColumn = 0, outputRow = 0;
  std::int64_t kernelRows = 1, kernelColumns = 1;
  std::int64_t tapRow = 0, tapColumn = 0;
  const float* rowDivisors = nullptr;     ///< [rows][16]; the sum is divided by the product of both; null: as it is
  const float* columnDivisors = nullptr;  ///< [columns][16]
};

/// Planes whose lanes that are pixels are written one behind the other, and back: [planes][packedStride], what no pixel
/// fills being zeros. Distances are in floats.
struct LanePacking {
  const std::int64_t* at = nullptr;       ///< [places] from the start of a plane to the vector
  const std::uint32_t* inside = nullptr;  ///< [places] lanes that are pixels
  std::int64_t places = 0;
  std::int64_t planes = 0;
  std::int64_t planeStride = 0;
  std::int64_t packedStride = 0;  ///< a multiple of 16
};

/// One instruction set's kernels over lane-tiled maps.
struct LaneKernels {
  std::int64_t places = 1;  ///< of a DirectBlock, at most
  /// Floats that the input of a DirectBlock should take at most: of the second-level cache where a vector serves many
  /// sums, so that loading and storing sums costs more; else of the first.
  std::int64_t directCache = 0;
  void (*direct)(const DirectBlock& block) = nullptr;
  std::int64_t sparseSums = 1;        ///< places of a SparseBlock, at most
  std::int64_t threeByThreeSums = 1;  ///< ... of one that is threeByThree, for speed; at most sparseSums
  void (*sparse)(const SparseBlock& block) = nullptr;

  void (*moveLanes)(const LaneMoves& moves) = nullptr;
  /// `columns` vectors from rows; elements that a row lacks become 0.
  void (*rowsToLanes)(const LaneRows<const float>& rows, std::int64_t columns, float* vectors) = nullptr;
  /// The inverse; elements that a row lacks are not written.
  void (*lanesToRows)(const float* vectors, std::int64_t columns, const LaneRows<float>& rows) = nullptr;

  void (*packLanes)(const LanePacking& packing, const float* maps, float* packed) = nullptr;
  /// The inverse; other lanes of the maps are unspecified. 16 floats behind the last plane may be read.
  void (*unpackLanes)(const LanePacking& packing, const float* packed, float* maps) = nullptr;

  void (*poolMaximum)(const PoolPlane& plane) = nullptr;
  void (*poolSum)(const PoolPlane& plane) = nullptr;
  void (*poolMaximumBytes)(const PoolPlane& plane) = nullptr;  ///< unsigned
  /// folded[16] with all vectors of a plane, in the lanes that the masks of both its row and its column have.
  void (*foldMaximum)(const PoolPlane& plane, const std::uint32_t* rowMasks, const std::uint32_t* columnMasks,
                      float* folded) = nullptr;
  void (*foldSum)(const PoolPlane& plane, const std::uint32_t* rowMasks, const std::uint32_t* columnMasks,
                  float* folded) = nullptr;
};

const LaneKernels& laneKernels(Isa isa);

}  // namespace effortlab::fast
