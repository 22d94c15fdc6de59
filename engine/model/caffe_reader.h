#pragma once

#include "core/tensor.h"
#include "model/graph.h"

#include <filesystem>

namespace effortlab::model {

/// Reads a Caffe network: topology from a deploy `.prototxt`, weights from a `.caffemodel` (layers joined by name).
/// Errors: Error, naming file, line or layer; an unknown layer type or option is Error{Unsupported} by name.
NamedGraph readCaffe(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel);

/// Reads a Caffe mean image (`.binaryproto`) as [C, H, W]. Errors: Error, naming the file.
Tensor readBinaryProto(const std::filesystem::path& file);

}  // namespace effortlab::model
