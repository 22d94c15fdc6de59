#pragma once

#include "support/test_files.h"

#include <QStringList>

#include <string>
#include <vector>

namespace effortlab::tests {

/// A call of effortlab-cli on damaged or hostile input.
struct HostileCase {
  std::string name;
  QStringList arguments;
  std::string names;       ///< what the message must name: the file at fault, or a part of it
  std::int64_t bytes = 0;  ///< of the files read
};

/// Writes the files of all cases into its folder.
class HostileFiles {
public:
  HostileFiles();

  const std::vector<HostileCase>& cases() const noexcept { return m_cases; }

  /// A folder of the case's own, so that no file beside it changes what is found.
  std::filesystem::path folderOf(const std::string& name);
  std::filesystem::path write(const std::string& name, const std::string& file, const std::string& contents);
  void add(const std::string& name, const QStringList& arguments, const std::string& names, std::int64_t bytes);
  /// `info` on one model file; `names`: what the message must name, else the file.
  void model(const std::string& name, const std::string& file, const std::string& contents,
             const std::string& names = {});

private:
  TemporaryFolder m_folder;
  std::vector<HostileCase> m_cases;
};

void addHostileOnnx(HostileFiles& files);
void addHostileCaffe(HostileFiles& files);
void addHostileDarknet(HostileFiles& files);
void addHostileManifests(HostileFiles& files);
void addHostileData(HostileFiles& files);

/// Pixels with a header that claims `width` x `height`, all else as a PNG should be.
std::string pngClaiming(std::uint32_t width, std::uint32_t height);

}  // namespace effortlab::tests
