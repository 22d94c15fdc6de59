#pragma once

#include <cstdint>

namespace effortlab::model {

/// Of a network's input, in pixels.
struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

}  // namespace effortlab::model
