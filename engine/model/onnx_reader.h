#pragma once

#include "model/graph.h"

#include <filesystem>

namespace effortlab::model {

/// Reads an ONNX network, default operator set 6 to 17.
/// Errors: Error, naming file and node; an unknown operator or attribute value is Error{Unsupported} by name.
NamedGraph readOnnx(const std::filesystem::path& file);

}  // namespace effortlab::model
