#pragma once

#include "core/tensor.h"
#include "model/graph.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::model {

enum class Task { Classification, Detection };
enum class ChannelOrder { Bgr, Rgb, Gray };
enum class ResizeMode { None, Stretch, ShortSide };

/// How pixels become network input: value = (pixel 0..255 in the named channel order - mean) * scale.
struct InputSpec {
  std::int64_t width = 0;
  std::int64_t height = 0;
  ChannelOrder channels = ChannelOrder::Bgr;
  ResizeMode resize = ResizeMode::None;
  std::int64_t shortSide = 0;  ///< pixels, with ResizeMode::ShortSide
  bool cropCenter = false;
  std::vector<float> mean;  ///< one a channel, or empty
  TensorPtr meanImage;      ///< [C, H, W] from a Caffe binaryproto, or null
  float scale = 1.0F;

  std::int64_t channelCount() const noexcept { return channels == ChannelOrder::Gray ? 1 : 3; }
};

/// A `*.model.json` file, checked; paths are absolute. Schema: interfaces "Model manifest".
struct Manifest {
  std::string name;
  Task task = Task::Classification;
  std::filesystem::path graphFile;
  std::filesystem::path weightsFile;  ///< empty where the graph file holds the weights
  std::filesystem::path labelsFile;   ///< empty: none
  InputSpec input;
  std::string license;
  std::string source;
};

/// An imported network, ready to run.
struct Model {
  Manifest manifest;
  std::shared_ptr<const Graph> graph;
  std::vector<std::string> labels;
  std::string hash;  ///< hexadecimal, over graph and weight files: tells two models apart
};

/// Reads the manifest alone. Errors: Error, naming file and field.
Manifest readManifest(const std::filesystem::path& file);

/// Reads a `.model.json`, `.prototxt` (with the `.caffemodel` beside it) or `.onnx` file and everything it names.
/// A bare graph gets `bareInput`, or, without, a guess: its own size, pixels / 255.
/// Errors: Error, naming file and place.
Model loadModel(const std::filesystem::path& file, const std::optional<InputSpec>& bareInput = std::nullopt);

/// One label a line; a leading WordNet id ("n01440764 tench") is dropped. Errors: Error{FileNotFound, TooLarge}.
std::vector<std::string> readLabels(const std::filesystem::path& file);

/// The networks shipped with the program, as manifest paths; the first is the default.
std::vector<std::filesystem::path> builtInModels();

}  // namespace effortlab::model
