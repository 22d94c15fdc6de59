#pragma once

#include "core/tensor.h"
#include "model/graph.h"

#include <cstdint>
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
  std::vector<float> mean;              ///< one a channel, or empty
  TensorPtr meanImage;                  ///< [C, H, W] from a Caffe binaryproto, or null
  std::filesystem::path meanFile = {};  ///< where meanImage comes from
  float scale = 1.0F;

  std::int64_t channelCount() const noexcept { return channels == ChannelOrder::Gray ? 1 : 3; }
};

/// How a detector's outputs become boxes.
enum class Decoder {
  Region,           ///< Darknet's yolo layers
  BoxesScores,      ///< decoded boxes and class scores
  Ssd,              ///< offsets against default boxes, and class scores
  DetectionOutput,  ///< rows of 7, Caffe SSD's last layer
};

/// Default boxes of a network without PriorBox layers: at every cell of the map of stride i one box for each of
/// minBoxes[i], in pixels of the input, and each aspect ratio.
struct SsdSpec {
  std::vector<std::vector<float>> minBoxes;
  std::vector<float> strides;
  std::vector<float> aspectRatios = {1.0F};  ///< width / height; the area stays that of the square
  bool clip = true;                          ///< values relative to the input end at 0 and 1
  float centerVariance = 0.1F, sizeVariance = 0.2F;
};

struct DetectionSpec {
  Decoder decoder = Decoder::Region;
  float threshold = 0.5F;      ///< a score must be above it
  float nms = 0.45F;           ///< IoU above which the lower of two boxes of a class goes
  std::optional<SsdSpec> ssd;  ///< none: the graph has PriorBox layers
};

/// A `*.model.json` file, checked; paths are absolute. Schema: interfaces "Model manifest".
struct Manifest {
  std::string name;
  Task task = Task::Classification;
  std::filesystem::path graphFile;
  std::filesystem::path weightsFile;                ///< empty where the graph file holds the weights
  std::filesystem::path labelsFile;                 ///< empty: none
  std::optional<std::uint64_t> randomWeights = {};  ///< seed of weights made up for a graph without any
  InputSpec input;
  std::string license;
  std::string source;
  std::optional<DetectionSpec> detection = {};  ///< with Task::Detection, where the file names a decoder
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

/// What a bare graph file does not say, and what may stand in for its weights.
struct LoadOptions {
  std::optional<InputSpec> input = {};  ///< else a guess (guessInput() of bare_graph.h) at the graph's own size
  std::filesystem::path weights = {};   ///< else those beside it
  /// Seed of random weights (readCaffeRandom()): for shapes, MACs and speed. Bare Caffe graphs only.
  std::optional<std::uint64_t> randomWeights = {};
};

/// Reads a `.model.json`, `.prototxt`, `.cfg` or `.onnx` file and everything it names. Batch norms are folded into the
/// layers before them. Errors: Error, naming file and place; Error{InvalidArgument} for random weights of another file.
Model loadModel(const std::filesystem::path& file, const LoadOptions& options = {});

/// Reads what a manifest names that no file holds. Same errors.
Model loadModel(const Manifest& manifest);

/// One label a line; a leading WordNet id ("n01440764 tench") is dropped. Errors: Error{FileNotFound, TooLarge}.
std::vector<std::string> readLabels(const std::filesystem::path& file);

/// The networks shipped with the program, as manifest paths; the first is the default.
std::vector<std::filesystem::path> builtInModels();

/// The detector shipped with the program, as a manifest path; empty where it is not installed.
std::filesystem::path builtInDetector();

}  // namespace effortlab::model
