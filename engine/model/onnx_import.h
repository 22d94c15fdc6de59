#pragma once

#include "model/graph.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace effortlab::model {

struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// readOnnx() for images of another size than the file declares, or where it leaves the size open: automatic padding
/// and reshapes are worked out for `size`. Without `size`, as the file says. Errors: as readOnnx().
NamedGraph readOnnxAt(const std::filesystem::path& file, const std::optional<ImageSize>& size);

}  // namespace effortlab::model
