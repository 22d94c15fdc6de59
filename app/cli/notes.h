#pragma once

#include <string>

namespace effortlab::cli {

/// A remark on standard error that is no error.
void note(const std::string& text);

}  // namespace effortlab::cli
