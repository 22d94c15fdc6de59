#pragma once

#include "core/tensor.h"

#include <filesystem>
#include <string>

namespace effortlab::cli {

/// A NumPy array file of little-endian float32 in C order.
/// Source: NumPy's format description, versions 1.0 to 3.0.
/// Errors: Error{FileNotFound, Unreadable, Truncated, WrongFormat, Unsupported}, naming the file.
Tensor readNpy(const std::filesystem::path& file);

/// The bytes of such a file, version 1.0.
std::string npyContents(const Tensor& tensor);

}  // namespace effortlab::cli
