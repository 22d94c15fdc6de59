#include "effort/lane_passes.h"

namespace effortlab::effort {

// One a translation unit: see lane_passes_kernels.inl.
LanePassKernels lanePassesBaseline() noexcept;
LanePassKernels lanePassesAvx2() noexcept;
LanePassKernels lanePassesAvx512() noexcept;

namespace {

PassAxis passAxis(const SampledAxis& axis) {
  static_assert(sizeof(SampledAxis::Mode) == sizeof(std::uint8_t));
  return {axis.inside.data(),
          axis.odd.data(),
          axis.nextExists.data(),
          axis.neighbours.data(),
          reinterpret_cast<const std::uint8_t*>(axis.modes.data()),
          axis.allHaveNext.data()};
}

const LanePassKernels& lanePasses() {
  static const LanePassKernels kernels = supportedLanePasses().back();
  return kernels;
}

}  // namespace

std::vector<LanePassKernels> supportedLanePasses() {
  std::vector<LanePassKernels> kernels{lanePassesBaseline()};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    kernels.push_back(lanePassesAvx2());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    kernels.push_back(lanePassesAvx512());
#endif
  return kernels;
}

PassShape passShape(const LaneGeometry& geometry) {
  return {geometry.output.tileH, geometry.output.tileW,   geometry.caseVectors.placeAt.data(), geometry.sampledOnly,
          geometry.sampledApart, passAxis(geometry.rows), passAxis(geometry.columns)};
}

void finishPlane(const LaneGeometry& geometry, const StopPlane& plane, LaneTally& tally) {
  lanePasses().finish(passShape(geometry), plane, tally);
}

void replacePlane(const LaneGeometry& geometry, const ReplacePlane& plane, LaneTally& tally) {
  lanePasses().replace(passShape(geometry), plane, tally);
}

void addUpPlane(const StatisticsPlane& plane, LaneSums& sums) {
  lanePasses().addUp(plane, sums);
}

void addMeans(const MeansPlane& plane) {
  lanePasses().addMeans(plane);
}

void keepLanes(const float* from, const std::int32_t* keep, std::int64_t vectors, float* to) {
  lanePasses().keep(from, keep, vectors, to);
}

}  // namespace effortlab::effort
