#pragma once

#include "model/graph.h"

#include <string>

namespace effortlab::model {

/// The network as the bytes of an ONNX file (operator set 13), for the declared height and width; any number of images
/// where the layers allow. What has no operator is written as several with the same result; identities vanish, default
/// boxes and everything else that depends on no image become tensors. A layer's last operator has the layer's name.
/// Ensures: read back, the same outputs to rounding. Errors: Error{Unsupported} naming the layer that ONNX cannot
/// express, Error{TooLarge} beyond what a protobuf file can hold.
std::string onnxBytes(const Graph& graph);

}  // namespace effortlab::model
