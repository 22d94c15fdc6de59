#include "models/running_speedup.h"

namespace effortlab::widgets {
namespace {

double ratioOf(double full, double ours) {
  return full > 0.0 && ours > 0.0 ? full / ours : 0.0;
}

}  // namespace

void RunningSpeedUp::add(const fovea::FrameRecord& record) {
  ++m_frames;
  m_calls += record.kind == fovea::FrameKind::Skipped ? 0 : 1;
  m_area += static_cast<double>(record.canvas.width) * static_cast<double>(record.canvas.height);
  m_macs += static_cast<double>(record.macsRun);
  m_detectorMs += record.ms.detector;
  m_totalMs += record.ms.total;
}

void RunningSpeedUp::clear() {
  const FullFrameCost full = m_full;
  *this = RunningSpeedUp();
  m_full = full;
}

fovea::SpeedUp RunningSpeedUp::of(double frames) const {
  const double feed = static_cast<double>(m_full.input.width) * static_cast<double>(m_full.input.height);
  return {.eq39 = ratioOf(frames * feed, m_area),
          .macs = ratioOf(frames * m_full.macs, m_macs),
          .detector = ratioOf(frames * m_full.detectorMs, m_detectorMs),
          .measured = ratioOf(frames * m_full.totalMs, m_totalMs)};
}

std::optional<fovea::SpeedUp> RunningSpeedUp::perFrame() const {
  return m_frames > 0 ? std::optional(of(static_cast<double>(m_frames))) : std::nullopt;
}

std::optional<fovea::SpeedUp> RunningSpeedUp::perCall() const {
  return m_calls > 0 ? std::optional(of(static_cast<double>(m_calls))) : std::nullopt;
}

}  // namespace effortlab::widgets
