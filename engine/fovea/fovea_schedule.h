#pragma once

#include "fovea/requests.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

struct ScheduleOptions {
  FoveaOptions fovea = {};
  float leastScore = 0.15F;  ///< objects believed in less get no fovea of their own
  int steadyFrames = 10;     ///< an object that is followed surely is looked at again after that many
  float scanScale = 0.6F;    ///< pixels of the canvas for each of the frame in scan tiles
  float fullScale = 0.6F;    ///< the same of a full frame: where pixels are scarce, foveas shrink, but not below it
  float pixels = 5e4F;       ///< of the canvas, for all tiles together
};

/// Whether an object is followed so surely that the detector need not look at it yet.
bool followedSurely(const Track& track, int steadyFrames);

/// What the detector looks at next, the most urgent first, within the pixels there are: at least one scan tile, things
/// that move, then the objects seen longest ago and least surely known, then more scan tiles. `scans`: most urgent
/// first.
std::vector<TileRequest> scheduleRequests(std::span<const Track> tracks, std::span<const Box> moving,
                                          std::span<const Box> scans, const ScheduleOptions& options);

}  // namespace effortlab::fovea
