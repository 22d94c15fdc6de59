#include "core/remaining_time.h"

namespace effortlab {

std::optional<double> RemainingTime::seconds(const Progress& progress, Clock::time_point now) {
  constexpr double soonest = 1.0;  // seconds: before, a first image's warm-up would decide
  if (!m_begun || progress.stage != m_stage || progress.done < m_before) {
    m_begun = true;
    m_stage = progress.stage;
    m_before = progress.done;
    m_start = now;
  }
  const double elapsed = std::chrono::duration<double>(now - m_start).count();
  const auto done = static_cast<double>(progress.done - m_before);
  if (elapsed < soonest || done <= 0.0 || progress.total < progress.done)
    return std::nullopt;
  return elapsed * static_cast<double>(progress.total - progress.done) / done;
}

}  // namespace effortlab
