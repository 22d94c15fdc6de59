#pragma once

#include "core/run_control.h"

#include <chrono>
#include <optional>
#include <string>

namespace effortlab {

/// How long a job's stage still takes, if it goes on as fast as so far. Begins anew with every stage.
class RemainingTime {
public:
  using Clock = std::chrono::steady_clock;

  /// Seconds; nothing while too little is done to tell. `now` never goes back.
  std::optional<double> seconds(const Progress& progress, Clock::time_point now = Clock::now());
  void restart() noexcept { m_begun = false; }

private:
  bool m_begun = false;
  std::string m_stage;
  std::int64_t m_before = 0;  ///< done when the stage was first heard of
  Clock::time_point m_start;
};

}  // namespace effortlab
