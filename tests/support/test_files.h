#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace effortlab::tests {

/// A folder of its own, removed with everything in it at the end of the scope.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return m_path; }
  /// Writes `contents` and returns the file's path.
  std::filesystem::path write(const std::string& name, std::string_view contents) const;

private:
  std::filesystem::path m_path;
};

/// A file of the shared model and data collection, or nothing where this machine lacks it: then the test must skip, by
/// `QSKIP`, and say so.
std::optional<std::filesystem::path> sharedData(const std::string& relative);

/// Largest difference, relative to the largest magnitude of `expected` (at least 1e-30).
double relativeError(std::span<const float> actual, std::span<const float> expected);

}  // namespace effortlab::tests
