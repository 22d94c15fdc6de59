#include "support/test_files.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace effortlab::tests {

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "effortlab-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    throw std::runtime_error("no temporary folder can be made");
  m_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(m_path, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name, std::string_view contents) const {
  const std::filesystem::path file = m_path / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary).write(contents.data(), static_cast<std::streamsize>(contents.size()));
  return file;
}

std::optional<std::filesystem::path> sharedData(const std::string& relative) {
  const std::filesystem::path file = std::filesystem::path(EFFORTLAB_SHARED_DATA) / relative;
  if (!std::filesystem::exists(file))
    return std::nullopt;
  return std::filesystem::canonical(file);
}

double relativeError(std::span<const float> actual, std::span<const float> expected) {
  if (actual.size() != expected.size())
    return std::numeric_limits<double>::infinity();
  double largest = 1e-30;
  double difference = 0.0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (!std::isfinite(actual[i]) || !std::isfinite(expected[i]))
      return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    difference = std::max(difference, std::abs(static_cast<double>(actual[i]) - expected[i]));
  }
  return difference / largest;
}

}  // namespace effortlab::tests
