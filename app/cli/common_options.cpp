#include "cli/common_options.h"

#include "cli/option_checks.h"
#include "core/error.h"
#include "core/parallel.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace effortlab::cli {

namespace {

constexpr const char* group = "Common options";
constexpr int maxThreads = 1024;
constexpr std::int64_t maxImages = std::int64_t{1} << 40;

}  // namespace

void CommonOptionParser::addTo(CLI::App& app) {
  app.add_flag("--json", m_options.json, "One JSON document on standard output, nothing else there")->group(group);
  app.add_flag("--no-timing", m_noTiming,
               "Leave out every time and machine key: the output is then the\nsame, byte for byte, for any --threads")
      ->group(group);
  app.add_option("--threads", m_threads, "At most N threads at work (default: all of the machine)")
      ->check(range(1, maxThreads))
      ->type_name("N")
      ->group(group);
  app.add_option("--seed", m_options.seed, "Seed of everything drawn at random (default: 1)")
      ->check(range(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()))
      ->type_name("S")
      ->group(group);
  app.add_option("--offset", m_options.offset, "Leave out the first K images (default: 0)")
      ->check(range(std::int64_t{0}, maxImages))
      ->type_name("K")
      ->group(group);
  app.add_option("--limit", m_limit, "Use at most N images (default: all)")
      ->check(range(std::int64_t{1}, maxImages))
      ->type_name("N")
      ->group(group);
}

CommonOptions CommonOptionParser::resolve() const {
  CommonOptions options = m_options;
  options.timing = !m_noTiming;
  options.threads = m_threads > 0 ? m_threads : hardwareThreads();
  if (m_limit > 0)
    options.limit = m_limit;
  return options;
}

std::vector<std::int64_t> slice(const CommonOptions& options, std::int64_t size, const std::string& what) {
  if (options.offset >= size)
    throw Error(ErrorCode::InvalidArgument, "--offset " + std::to_string(options.offset) + ": " + what + " has " +
                                                std::to_string(size) + " images, counted from 0; use a smaller offset");
  const std::int64_t count = std::min(size - options.offset, options.limit.value_or(size));
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), options.offset);
  return indices;
}

}  // namespace effortlab::cli
