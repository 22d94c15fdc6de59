#pragma once

#include "model/manifest.h"

#include <filesystem>

namespace effortlab::model {

/// "folder/squeezenet.onnx" -> "folder/squeezenet.model.json".
std::filesystem::path manifestBeside(const std::filesystem::path& graph);

/// Writes `manifest` so that readManifest() gives the same again; paths relative to the file where they can be.
/// Atomic. Errors: Error{Unreadable}.
void writeManifest(const Manifest& manifest, const std::filesystem::path& file);

}  // namespace effortlab::model
