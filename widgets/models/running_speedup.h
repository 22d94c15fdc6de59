#pragma once

#include "fovea/video_evaluation.h"

#include <cstdint>
#include <optional>

namespace effortlab::widgets {

/// What a full frame costs: the measure of every speed-up.
struct FullFrameCost {
  model::ImageSize input;  ///< the detector's, a full frame is stretched to it
  double macs = 0.0;
  double detectorMs = 0.0, totalMs = 0.0;  ///< mean or median; 0: not measured
};

/// Speed-ups of what was played so far, frame by frame: the running sums behind fovea::SpeedUp. Source: thesis eq. 3.9
class RunningSpeedUp {
public:
  void setFull(const FullFrameCost& full) { m_full = full; }
  const FullFrameCost& full() const noexcept { return m_full; }
  void add(const fovea::FrameRecord& record);
  void clear();

  std::int64_t frames() const noexcept { return m_frames; }
  /// Amortised over all frames; nothing before the first.
  std::optional<fovea::SpeedUp> perFrame() const;
  /// A detector call.
  std::optional<fovea::SpeedUp> perCall() const;

private:
  fovea::SpeedUp of(double frames) const;

  FullFrameCost m_full;
  std::int64_t m_frames = 0, m_calls = 0;
  double m_area = 0.0, m_macs = 0.0, m_detectorMs = 0.0, m_totalMs = 0.0;
};

}  // namespace effortlab::widgets
