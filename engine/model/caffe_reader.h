#pragma once

#include "core/tensor.h"
#include "model/graph.h"
#include "model/image_size.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace effortlab::model {

/// Reads a Caffe network: topology from a deploy `.prototxt`, weights from a `.caffemodel` (layers joined by name).
/// `size`: the input's, instead of the file's.
/// Errors: Error, naming file, line or layer; an unknown layer type or option is Error{Unsupported} by name.
NamedGraph readCaffe(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel,
                     const std::optional<ImageSize>& size = std::nullopt);

/// The topology alone, with random weights of the shapes its input asks for: for shapes, MACs and speed. The same for a
/// seed (RandomStream); normal with He scaling, so that activations neither vanish nor explode.
/// Errors: as readCaffe().
NamedGraph readCaffeRandom(const std::filesystem::path& prototxt, std::uint64_t seed,
                           const std::optional<ImageSize>& size = std::nullopt);

/// Reads a Caffe mean image (`.binaryproto`) as [C, H, W]. Errors: Error, naming the file.
Tensor readBinaryProto(const std::filesystem::path& file);

}  // namespace effortlab::model
