#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace effortlab::effort {

/// When a study tells what it knows so far: after 16, 64, 256, ... images, and at least twice a second.
class PartSchedule {
public:
  explicit PartSchedule(bool wanted = true) noexcept : m_wanted(wanted) {}

  /// Where a group of batches from `begin` on has to end so that no stage is passed over; a whole number of batches.
  std::int64_t end(std::int64_t begin, std::int64_t batch) const noexcept {
    if (!m_wanted)
      return std::numeric_limits<std::int64_t>::max();
    return begin + std::max<std::int64_t>(1, (m_stage - begin + batch - 1) / batch) * batch;
  }

  /// Whether what is known after `done` images is to be told now.
  bool due(std::int64_t done) noexcept {
    const Clock::time_point now = Clock::now();
    const bool reached = done >= m_stage;
    while (m_stage <= done)
      m_stage *= growth;
    if (!m_wanted || (!reached && now - m_last < longestWait))
      return false;
    m_last = now;
    return true;
  }

private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::int64_t firstStage = 16;
  static constexpr std::int64_t growth = 4;
  static constexpr std::chrono::milliseconds longestWait{400};

  bool m_wanted;
  std::int64_t m_stage = firstStage;
  Clock::time_point m_last = Clock::now();
};

}  // namespace effortlab::effort
