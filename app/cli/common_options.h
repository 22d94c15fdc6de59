#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace effortlab::cli {

/// Memory for prepared images, in bytes.
constexpr std::int64_t inputCacheBytes = std::int64_t{256} << 20;

/// Options every command takes.
struct CommonOptions {
  bool json = false;
  bool timing = true;
  int threads = 1;
  std::uint64_t seed = 1;
  std::int64_t offset = 0;
  std::optional<std::int64_t> limit;
};

/// Where CLI11 puts the options of one command; `resolve()` turns them into CommonOptions.
class CommonOptionParser {
public:
  void addTo(CLI::App& app);
  CommonOptions resolve() const;

private:
  CommonOptions m_options;
  bool m_noTiming = false;
  int m_threads = 0;  ///< 0: as many as the machine has
  std::int64_t m_limit = 0;
};

/// The numbers [offset, offset + limit) that exist in a set of `size`; `what` names the set in the message.
/// Errors: Error{InvalidArgument} when nothing is left.
std::vector<std::int64_t> slice(const CommonOptions& options, std::int64_t size, const std::string& what);

}  // namespace effortlab::cli
