#include "cli/progress_printer.h"

#include "cli/table_output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace effortlab::cli {

namespace {

constexpr int barWidth = 30;
constexpr std::chrono::milliseconds barPeriod{100};
constexpr std::chrono::milliseconds linePeriod{1000};

bool drawsBars() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

double fraction(const Progress& progress) {
  if (progress.total <= 0)
    return 0.0;
  return std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
}

std::string amount(const Progress& progress) {
  return withThousands(progress.done) + " of " + withThousands(progress.total);
}

}  // namespace

ProgressPrinter::ProgressPrinter() : m_terminal(drawsBars()), m_stageStart(Clock::now()), m_lastShown(m_stageStart) {}

ProgressPrinter::~ProgressPrinter() {
  clear();
}

void ProgressPrinter::show(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (progress.stage != m_stage) {
    m_stage = progress.stage;
    m_stageStart = now;
  }
  if (now - m_lastShown < (m_terminal ? barPeriod : linePeriod))
    return;
  m_lastShown = now;
  if (m_terminal)
    drawBar(progress, now);
  else
    printLine(progress, now);
}

void ProgressPrinter::clear() {
  if (m_drawn)
    std::fputs("\r\033[K", stderr);
  m_drawn = false;
}

std::string ProgressPrinter::remaining(const Progress& progress, Clock::time_point now) const {
  const double part = fraction(progress);
  const double elapsed = std::chrono::duration<double>(now - m_stageStart).count();
  if (part <= 0.0 || elapsed < 1.0)
    return "";
  const long seconds = std::lround(elapsed * (1.0 - part) / part);
  if (seconds < 60)
    return ", " + std::to_string(seconds) + " s left";
  const long minutes = (seconds + 59) / 60;
  return ", " + std::to_string(minutes) + " min left";
}

void ProgressPrinter::drawBar(const Progress& progress, Clock::time_point now) {
  const int filled = static_cast<int>(fraction(progress) * barWidth);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(barWidth - filled), '.');
  std::fprintf(stderr, "\r[%s] %3.0f %% %s, %s%s\033[K", bar.c_str(), 100.0 * fraction(progress),
               progress.stage.c_str(), amount(progress).c_str(), remaining(progress, now).c_str());
  std::fflush(stderr);
  m_drawn = true;
}

void ProgressPrinter::printLine(const Progress& progress, Clock::time_point now) const {
  std::fprintf(stderr, "%s: %s (%.0f %%%s)\n", progress.stage.c_str(), amount(progress).c_str(),
               100.0 * fraction(progress), remaining(progress, now).c_str());
}

}  // namespace effortlab::cli
