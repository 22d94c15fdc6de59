#pragma once

#include "model/graph.h"
#include "model/image_size.h"

#include <filesystem>
#include <optional>

namespace effortlab::model {

/// readOnnx() for images of another size than the file declares, or where it leaves the size open: automatic padding
/// and reshapes are worked out for `size`. Without `size`, as the file says. Errors: as readOnnx().
NamedGraph readOnnxAt(const std::filesystem::path& file, const std::optional<ImageSize>& size);

}  // namespace effortlab::model
