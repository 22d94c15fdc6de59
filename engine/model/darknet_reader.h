#pragma once

#include "model/graph.h"
#include "model/onnx_import.h"

#include <filesystem>
#include <optional>

namespace effortlab::model {

/// A Darknet network: `.cfg` and `.weights`. Batch norms are nodes of their own, named after their layer. Outputs: the
/// yolo layers, or, without, the last layer. `size` replaces [net]'s width and height.
/// Errors: Error, naming file, section and line.
NamedGraph readDarknet(const std::filesystem::path& cfg, const std::filesystem::path& weights,
                       const std::optional<ImageSize>& size);

}  // namespace effortlab::model
