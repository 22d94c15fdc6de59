#include "cli/output_files.h"

#include "core/error.h"
#include "core/file_io.h"

#include <fstream>
#include <system_error>

#include <unistd.h>

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& option, const std::string& why) {
  throw Error::inFile(ErrorCode::Unreadable, file.string(), option, why);
}

}  // namespace

void requireWritable(const fs::path& file, const std::string& option) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status))
    refuse(file, option, "is a folder; name a file in it");
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error))
    refuse(file, option, "there is no folder " + folder.string() + "; create it first");
  const bool special = fs::exists(status) && !fs::is_regular_file(status);
  if (access(special ? file.c_str() : folder.c_str(), W_OK) != 0)
    refuse(file, option, "cannot be written; check the permissions of " + (special ? file : folder).string());
}

void requireFolder(const fs::path& folder, const std::string& option) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    refuse(folder, option, "is a file; name a folder");
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder))
    refuse(folder, option, "the folder cannot be created: " + error.message());
  if (access(folder.c_str(), W_OK) != 0)
    refuse(folder, option, "cannot be written to; check the folder's permissions");
}

void writeOutput(const fs::path& file, const std::string& contents) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    try {
      writeFileAtomically(file, contents);
    } catch (const Error& failure) {
      throw WorkFailed(failure.what());
    }
    return;
  }
  std::ofstream stream(file, std::ios::binary);
  stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!stream.flush())
    throw WorkFailed(file.string() + ": cannot be written");
}

}  // namespace effortlab::cli
