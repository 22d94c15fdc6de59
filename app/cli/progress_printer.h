#pragma once

#include "core/remaining_time.h"
#include "core/run_control.h"

#include <chrono>
#include <string>

namespace effortlab::cli {

/// Shows progress on standard error: a bar on a terminal, else a plain line at most once a second.
class ProgressPrinter {
public:
  ProgressPrinter();
  ~ProgressPrinter();
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

  void show(const Progress& progress);
  /// Takes the bar away.
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  void drawBar(const Progress& progress, const std::string& remaining);
  void printLine(const Progress& progress, const std::string& remaining) const;

  bool m_terminal;
  bool m_drawn = false;
  RemainingTime m_remaining;
  Clock::time_point m_lastShown;
};

}  // namespace effortlab::cli
