#include "cli/notes.h"

#include "cli/table_output.h"

#include <cstdio>

namespace effortlab::cli {

void note(const std::string& text) {
  std::fprintf(stderr, "note: %s\n", printable(text).c_str());
}

}  // namespace effortlab::cli
