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

std::string remainingText(const std::optional<double>& remaining) {
  if (!remaining)
    return "";
  const long seconds = std::lround(*remaining);
  if (seconds < 60)
    return ", " + std::to_string(seconds) + " s left";
  return ", " + std::to_string((seconds + 59) / 60) + " min left";
}

}  // namespace

ProgressPrinter::ProgressPrinter() : m_terminal(drawsBars()), m_lastShown(Clock::now()) {}

ProgressPrinter::~ProgressPrinter() {
  clear();
}

void ProgressPrinter::show(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  const std::string remaining = remainingText(m_remaining.seconds(progress, now));
  if (now - m_lastShown < (m_terminal ? barPeriod : linePeriod))
    return;
  m_lastShown = now;
  if (m_terminal)
    drawBar(progress, remaining);
  else
    printLine(progress, remaining);
}

void ProgressPrinter::clear() {
  if (m_drawn)
    std::fputs("\r\033[K", stderr);
  m_drawn = false;
}

void ProgressPrinter::drawBar(const Progress& progress, const std::string& remaining) {
  const int filled = static_cast<int>(fraction(progress) * barWidth);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(barWidth - filled), '.');
  std::fprintf(stderr, "\r[%s] %3.0f %% %s, %s%s\033[K", bar.c_str(), 100.0 * fraction(progress),
               progress.stage.c_str(), amount(progress).c_str(), remaining.c_str());
  std::fflush(stderr);
  m_drawn = true;
}

void ProgressPrinter::printLine(const Progress& progress, const std::string& remaining) const {
  std::fprintf(stderr, "%s: %s (%.0f %%%s)\n", progress.stage.c_str(), amount(progress).c_str(),
               100.0 * fraction(progress), remaining.c_str());
}

}  // namespace effortlab::cli
