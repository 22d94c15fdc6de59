#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace effortlab::cli {

/// Fails before hours of work when `file` can never be written: no folder, a folder itself, no permission.
/// `option` is what the user typed ("--predictions"). Errors: Error{Unreadable}.
void requireWritable(const std::filesystem::path& file, const std::string& option);

/// Creates the folder if need be. Errors: Error{Unreadable}.
void requireFolder(const std::filesystem::path& folder, const std::string& option);

/// All or nothing for files; devices and pipes are written to directly. Errors: WorkFailed.
void writeOutput(const std::filesystem::path& file, const std::string& contents);

/// Something that is not the input's fault: exit code 1.
class WorkFailed : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

}  // namespace effortlab::cli
