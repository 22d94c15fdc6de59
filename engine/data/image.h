#pragma once

#include <cstdint>
#include <vector>

namespace effortlab::data {

/// An 8-bit image, rows from the top, channels interleaved: 1 (grey) or 3 (RGB).
struct Image {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t channels = 0;
  std::vector<std::uint8_t> pixels;  ///< height * width * channels
};

}  // namespace effortlab::data
