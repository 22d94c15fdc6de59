#pragma once

#include "model/manifest.h"

#include <filesystem>

namespace effortlab::model {

/// A graph file opened without a manifest: what it says itself, and a guess at the rest.
struct BareGraph {
  Manifest manifest;          ///< weights: those found beside the file, or empty
  std::int64_t channels = 3;  ///< of the network's input: 1 or 3
  bool needsWeights = false;  ///< they are in a file of their own (Caffe, Darknet)
  bool openSize = false;      ///< width or height is left open; `manifest` names a usual one
};

/// True for a file whose suffix says it is a graph: .onnx, .prototxt, .cfg.
bool isBareGraph(const std::filesystem::path& file);

/// Reads what the file declares of its input and guesses how pixels become it, by format: Caffe takes BGR less
/// ImageNet's means (grey: pixels / 256), Darknet and ONNX take RGB / 255; all stretch images to the input's size.
/// Errors: Error naming the file; Error{Unsupported} where its input is no image of 1 or 3 channels.
BareGraph inspectGraph(const std::filesystem::path& file);

/// How pixels become the input of a network of such a file, as inspectGraph() guesses.
InputSpec guessInput(const std::filesystem::path& file, std::int64_t channels, std::int64_t height, std::int64_t width);

/// What may hold the weights of a .prototxt or .cfg: the file of the same stem, else all of that kind in its folder.
std::vector<std::filesystem::path> weightsBeside(const std::filesystem::path& file);

}  // namespace effortlab::model
