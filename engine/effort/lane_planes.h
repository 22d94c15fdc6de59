#pragma once

#include <cstdint>

namespace effortlab::effort {

/// By lane.
struct LaneTally {
  alignas(64) std::int32_t stopped[16] = {};     ///< by SPET, and not replaced
  alignas(64) std::int32_t replaced[16] = {};    ///< by SDSS
  alignas(64) std::int32_t averageOps[16] = {};  ///< of the replaced ones
};

/// The finished sums of one output map. Distances are in floats.
struct StopPlane {
  const float* sums = nullptr;  ///< whole sums with the bias; with `adds` those of the rest
  std::int64_t sumsRow = 0;
  const float* first = nullptr;  ///< sums over the prediction set, with the bias; null without SPET
  std::int64_t firstRow = 0;
  bool adds = false;                 ///< the whole sum is the sum of both
  const float* constants = nullptr;  ///< SFMA: vectors by CaseVectors::placeAt; null: none
  float low = 0.0F;
  bool relu = false;
  float* to = nullptr;  ///< may be `sums`
  std::int64_t toRow = 0;
  std::int32_t* stops = nullptr;  ///< [tileH][tileW][16] masks of stopped neurons; null: not wanted
  bool sampledAlone = false;      ///< the others are left to the replacing pass; not with `stops`
};

/// One output map after the activation, whose halo of one vector around the tile is filled; in place there is none, and
/// a tile is a whole map.
struct ReplacePlane {
  const float* from = nullptr;
  std::int64_t fromRow = 0;
  float* to = nullptr;  ///< may be `from`
  std::int64_t toRow = 0;
  float maxBelow = 0.0F;
  float deltaBelow = 0.0F;
  const std::int32_t* stops = nullptr;  ///< StopPlane::stops: a stopped neuron that is replaced does not count as both
  /// What StopPlane has of the neurons that are not sampled, where they are not finished yet; null: they are.
  const float* sums = nullptr;
  std::int64_t sumsRow = 0;
  const float* constants = nullptr;
  bool relu = false;
};

/// Mean and variance of one input map by lane: of each image, in Tiles use the first of them is the image's.
/// `rowInside` and `columnInside` are [rows][16], [columns][16] masks of the vectors to take.
struct StatisticsPlane {
  const float* from = nullptr;
  std::int64_t fromRow = 0;
  std::int64_t rows = 0, columns = 0;
  const std::int32_t* rowInside = nullptr;
  const std::int32_t* columnInside = nullptr;
};
/// What replaced pairs add to one output map, by border case: byCase[cases][16] = sum over `maps` of means[map][16]
/// tapSums[map][cases].
struct MeansPlane {
  const float* means = nullptr;
  const std::int32_t* maps = nullptr;  ///< [count]
  std::int64_t count = 0;
  const float* tapSums = nullptr;
  std::int64_t mapStride = 0;  ///< from those of one map to the next
  std::int64_t cases = 0;
  float* byCase = nullptr;
};

struct LaneSums {
  alignas(64) double values[16] = {};
  alignas(64) double squares[16] = {};
};

}  // namespace effortlab::effort
