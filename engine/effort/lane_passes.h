#pragma once

#include "effort/lane_geometry.h"
#include "effort/lane_pass_kernels.h"
#include "effort/lane_planes.h"

#include <vector>

namespace effortlab::effort {

/// Adds the constants, stops what saturates low, applies the activation, counts stopped neurons.
void finishPlane(const LaneGeometry& geometry, const StopPlane& plane, LaneTally& tally);

/// SDSS at period 2, as applySdss() does it: the same values and counts.
void replacePlane(const LaneGeometry& geometry, const ReplacePlane& plane, LaneTally& tally);

/// Adds what the masks let through to the sums of a map.
void addUpPlane(const StatisticsPlane& plane, LaneSums& sums);
void addMeans(const MeansPlane& plane);
/// Copies vectors; lanes without their mask, [16] of 0 or -1, become zero.
void keepLanes(const float* from, const std::int32_t* keep, std::int64_t vectors, float* to);

/// Those this processor can run, slowest first; the others use the last.
std::vector<LanePassKernels> supportedLanePasses();
/// What the kernels read.
PassShape passShape(const LaneGeometry& geometry);

}  // namespace effortlab::effort
