#pragma once

#include "fovea/frame_policy.h"
#include "fovea/montage.h"
#include "fovea/unmapper.h"

#include <chrono>

namespace effortlab::fovea {

/// Time since it was made or last asked.
class Stopwatch {
public:
  double ms() const { return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count(); }
  /// Milliseconds since the last lap.
  double lap() {
    const double passed = ms();
    m_start = Clock::now();
    return passed;
  }

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point m_start = Clock::now();
};

struct LookOptions {
  float score = 0.0F;  ///< 0: the detector's own threshold
  float nms = 0.45F;
  UnmapOptions unmap = {};
};

/// What a full frame is stretched to: the options' input, or the detector's usual size. Errors: Error{InvalidArgument}
/// where the detector cannot take it.
model::ImageSize fullCanvas(const detect::Detector& detector, const PolicyOptions& options);

/// The side or area nearest to `wanted` that the detector takes: multiples of its step within its limits.
model::ImageSize allowedCanvas(const detect::CanvasLimits& limits, double width, double height);

/// Draws the montage, runs the detector on it and takes its boxes back to the frame, overlaps suppressed. Sets what
/// `record` tells of the look: canvas, tiles, montage, cost, the times of montage and detector.
std::vector<Sighting> lookAt(const FrameTask& task, const Montage& montage, detect::Detector& detector,
                             const LookOptions& options, FrameRecord& record);

/// Sightings as boxes for the user, of policies that do not follow objects.
std::vector<ShownBox> shownOf(const std::vector<Sighting>& sightings);

}  // namespace effortlab::fovea
