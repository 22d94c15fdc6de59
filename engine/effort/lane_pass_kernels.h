#pragma once

#include <cstdint>

namespace effortlab::effort {

/// One axis of SampledAxis for kernels.
struct PassAxis {
  enum Mode : std::uint8_t { Even, Odd, Mixed };
  const std::int32_t* inside = nullptr;
  const std::int32_t* odd = nullptr;
  const std::int32_t* nextExists = nullptr;
  const std::int32_t* neighbours = nullptr;
  const std::uint8_t* modes = nullptr;
  const std::uint8_t* allHaveNext = nullptr;
};

/// What the passes over a map read of LaneGeometry.
struct PassShape {
  std::int64_t rows = 0, columns = 0;
  const std::int32_t* placeAt = nullptr;
  bool sampledOnly = false, sampledApart = false;
  PassAxis row, column;
};

struct LaneTally;
struct StopPlane;
struct ReplacePlane;
struct StatisticsPlane;
struct LaneSums;
struct MeansPlane;

/// The passes of lane_passes.h for one instruction set. One thread each.
struct LanePassKernels {
  void (*finish)(const PassShape& shape, const StopPlane& plane, LaneTally& tally) = nullptr;
  void (*replace)(const PassShape& shape, const ReplacePlane& plane, LaneTally& tally) = nullptr;
  void (*addUp)(const StatisticsPlane& plane, LaneSums& sums) = nullptr;
  void (*keep)(const float* from, const std::int32_t* keep, std::int64_t vectors, float* to) = nullptr;
  void (*addMeans)(const MeansPlane& plane) = nullptr;
};

}  // namespace effortlab::effort
