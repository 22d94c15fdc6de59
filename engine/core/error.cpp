#include "core/error.h"

#include <algorithm>

namespace effortlab {

namespace {

/// Control characters of a hostile file must not break the one-line promise (or a terminal).
std::string onOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

Error::Error(ErrorCode code, const std::string& detail) : std::runtime_error(onOneLine(detail)), m_code(code) {}

Error Error::inFile(ErrorCode code, const std::string& file, const std::string& place, const std::string& detail) {
  return Error(code, file + ": " + (place.empty() ? "" : place + ": ") + detail);
}

}  // namespace effortlab
