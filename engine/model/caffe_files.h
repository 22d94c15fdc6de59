#pragma once

#include "core/tensor.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace effortlab_caffe {
class NetParameter;
}

namespace effortlab::model {

/// Parses a `.prototxt`. Layers of the 2014 form (`layers { type: RELU }`) are rewritten to today's.
/// Errors: Error naming file and line; an option this program does not know is Error{Unsupported}.
std::shared_ptr<const effortlab_caffe::NetParameter> parsePrototxt(const std::filesystem::path& file);

/// The weight blobs of a `.caffemodel` by layer name, with the shapes stored in the file (legacy blobs have four
/// dimensions). Every declared size is checked against the data really there before memory is taken.
/// Errors: Error naming file, layer and blob.
std::map<std::string, std::vector<Tensor>> readCaffeWeights(const std::filesystem::path& file);

}  // namespace effortlab::model
