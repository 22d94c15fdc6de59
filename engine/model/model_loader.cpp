#include "core/error.h"
#include "core/file_io.h"
#include "model/bare_graph.h"
#include "model/caffe_reader.h"
#include "model/darknet_reader.h"
#include "model/fold.h"
#include "model/import_checks.h"
#include "model/manifest.h"
#include "model/onnx_import.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <utility>

namespace effortlab::model {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largestModelFile = std::numeric_limits<int>::max();
constexpr std::int64_t largestLabels = std::int64_t{16} << 20;

std::string lowerExtension(const fs::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

/// Those beside a bare graph; without them there is nothing to run.
fs::path foundWeights(const fs::path& graph) {
  const std::vector<fs::path> found = weightsBeside(graph);
  if (found.size() == 1)
    return found.front();
  const std::string suffix = lowerExtension(graph) == ".cfg" ? ".weights" : ".caffemodel";
  throw Error::inFile(ErrorCode::MissingData, graph.string(), "",
                      found.empty() ? "no " + suffix + " file with its weights is in the folder" +
                                          (suffix == ".caffemodel" ? "; for shapes, MACs and speed alone, "
                                                                     "--random-weights SEED makes some up"
                                                                   : "")
                                    : std::to_string(found.size()) + " " + suffix +
                                          " files are in the folder; name the right one in a .model.json manifest");
}

Manifest bareManifest(const fs::path& file, const LoadOptions& options) {
  Manifest manifest;
  manifest.name = file.stem().string();
  manifest.graphFile = fs::absolute(file).lexically_normal();
  manifest.randomWeights = options.randomWeights;
  const std::string extension = lowerExtension(file);
  if (options.randomWeights && extension != ".prototxt")
    throw Error::inFile(ErrorCode::InvalidArgument, file.string(), "",
                        "random weights are for a bare Caffe graph (.prototxt); leave --random-weights out");
  if (!options.weights.empty())
    manifest.weightsFile = fs::absolute(options.weights).lexically_normal();
  else if (!options.randomWeights && (extension == ".prototxt" || extension == ".cfg") && fs::exists(file))
    manifest.weightsFile = foundWeights(manifest.graphFile);
  if (options.input)
    manifest.input = *options.input;
  return manifest;
}

NamedGraph readGraph(const Manifest& manifest, const std::optional<ImageSize>& size) {
  const std::string extension = lowerExtension(manifest.graphFile);
  const std::string file = manifest.graphFile.string();
  if (extension == ".onnx")
    return readOnnxAt(manifest.graphFile, size);
  if (extension == ".prototxt" || extension == ".cfg") {
    const bool darknet = extension == ".cfg";
    if (manifest.randomWeights)
      return readCaffeRandom(manifest.graphFile, *manifest.randomWeights, size);
    if (manifest.weightsFile.empty() && fs::exists(manifest.graphFile))
      throw Error::inFile(ErrorCode::MissingData, file, "",
                          std::string("the manifest names no weights for it; add \"weights\": \"....") +
                              (darknet ? "weights\"" : "caffemodel\""));
    return darknet ? readDarknet(manifest.graphFile, manifest.weightsFile, size)
                   : readCaffe(manifest.graphFile, manifest.weightsFile, size);
  }
  if (extension == ".weights")
    throw Error::inFile(ErrorCode::WrongFormat, file, "", "holds weights only; open the .cfg beside it");
  if (extension == ".pb")
    throw Error::inFile(
        ErrorCode::Unsupported, file, "",
        "TensorFlow graphs can't be run, not with --engine opencv either; convert it to ONNX (tf2onnx)");
  if (extension == ".caffemodel")
    throw Error::inFile(ErrorCode::WrongFormat, file, "", "holds weights only; open the .prototxt beside it");
  throw Error::inFile(ErrorCode::WrongFormat, file, "",
                      "is no network file; .model.json, .prototxt, .cfg and .onnx can be opened");
}

Shape& onlyInput(NamedGraph& graph) {
  if (graph.inputs.size() != 1)
    throw Error::inFile(ErrorCode::Unsupported, graph.file, "",
                        "has " + std::to_string(graph.inputs.size()) + " inputs; networks with one input can be run");
  return graph.inputs.front().second;
}

/// The network must take the manifest's images: same channels; another size replaces the declared one.
void applyInput(const InputSpec& input, NamedGraph& graph) {
  Shape& shape = onlyInput(graph);
  if (shape.rank() != 4)
    throw Error::inFile(
        ErrorCode::Mismatch, graph.file, "input " + inQuotes(graph.inputs.front().first),
        "has the shape " + shape.toString() + ", which is no image (batch x channels x height x width)");
  if (shape[1] != input.channelCount())
    throw Error::inFile(
        ErrorCode::Mismatch, graph.file, "input " + inQuotes(graph.inputs.front().first),
        "has " + std::to_string(shape[1]) + " channels, the input description " + std::to_string(input.channelCount()));
  shape[2] = input.height;
  shape[3] = input.width;
}

/// A size other than the file's may not suit a network with fully connected layers: say where it comes from.
std::shared_ptr<const Graph> build(NamedGraph named, bool sized) {
  const Shape shape = named.inputs.front().second.withBatch(1);
  try {
    return buildGraph(std::move(named));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::ShapeMismatch || !sized)
      throw;
    throw Error(error.code(), std::string(error.what()) + "; the input is described as " + shape.toString() +
                                  ", check that the network takes this size");
  }
}

std::string hashOf(const Manifest& manifest) {
  std::vector<std::uint8_t> bytes = readFile(manifest.graphFile, largestModelFile);
  std::uint64_t hash = fnv1a(bytes.data(), bytes.size());
  if (manifest.randomWeights)
    hash = fnv1a(&*manifest.randomWeights, sizeof *manifest.randomWeights, hash);
  if (!manifest.weightsFile.empty()) {
    bytes = readFile(manifest.weightsFile, largestModelFile);
    hash = fnv1a(bytes.data(), bytes.size(), hash);
  }
  return toHex(hash);
}

/// "n01440764 tench" -> "tench".
std::string withoutWordNetId(const std::string& line) {
  constexpr std::size_t idLength = 9;
  if (line.size() <= idLength || line[0] != 'n' || (line[idLength] != ' ' && line[idLength] != '\t') ||
      !std::all_of(line.begin() + 1, line.begin() + idLength, [](unsigned char c) { return std::isdigit(c) != 0; }))
    return line;
  return line.substr(idLength + 1);
}

/// `sized`: the manifest describes the input; else it is guessed from the graph.
Model load(Manifest manifest, bool sized) {
  Model model;
  model.manifest = std::move(manifest);
  InputSpec& input = model.manifest.input;
  if (sized && (input.height < 1 || input.width < 1))
    throw Error::inFile(ErrorCode::InvalidArgument, model.manifest.graphFile.string(), "input",
                        "needs a width and a height");
  NamedGraph named =
      readGraph(model.manifest, sized ? std::optional<ImageSize>({input.height, input.width}) : std::nullopt);
  const Shape& shape = onlyInput(named);
  if (sized)
    applyInput(input, named);
  else if (shape.rank() == 4)
    input = guessInput(model.manifest.graphFile, shape[1], shape[2], shape[3]);
  else
    input = guessInput(model.manifest.graphFile, 0, 0, 0);  // no image: predict takes .npy files
  model.graph = foldBatchNorms(build(std::move(named), sized));
  if (!model.manifest.labelsFile.empty())
    model.labels = readLabels(model.manifest.labelsFile);
  model.hash = hashOf(model.manifest);
  return model;
}

/// The decoder of a graph without a manifest whose every output is of a detector's last layer.
std::optional<Decoder> impliedDecoder(const Graph& graph) {
  const auto allAre = [&](auto isKind) {
    return std::all_of(graph.outputs.begin(), graph.outputs.end(), [&](int output) {
      const int producer = graph.values[static_cast<std::size_t>(output)].producer;
      return producer >= 0 && isKind(graph.nodes[static_cast<std::size_t>(producer)].params);
    });
  };
  if (allAre([](const LayerParams& params) { return std::holds_alternative<YoloParams>(params); }))
    return Decoder::Region;
  if (allAre([](const LayerParams& params) { return std::holds_alternative<DetectionOutputParams>(params); }))
    return Decoder::DetectionOutput;
  return std::nullopt;
}

}  // namespace

Model loadModel(const fs::path& file, const LoadOptions& options) {
  const bool described = lowerExtension(file) == ".json";
  if (described && options.randomWeights)
    throw Error::inFile(ErrorCode::InvalidArgument, file.string(), "",
                        "random weights are for a bare Caffe graph (.prototxt); leave --random-weights out");
  Model model = load(described ? readManifest(file) : bareManifest(file, options), described || options.input);
  if (const auto decoder = impliedDecoder(*model.graph); !described && decoder) {
    model.manifest.task = Task::Detection;
    model.manifest.detection = DetectionSpec{.decoder = *decoder, .ssd = {}};
  }
  return model;
}

Model loadModel(const Manifest& manifest) {
  return load(manifest, true);
}

std::vector<std::string> readLabels(const fs::path& file) {
  std::string text = readTextFile(file, largestLabels);
  constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(byteOrderMark))
    text.erase(0, byteOrderMark.size());
  std::vector<std::string> labels;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    labels.push_back(withoutWordNetId(line));
  }
  while (!labels.empty() && labels.back().empty())  // an empty line between labels keeps the numbering
    labels.pop_back();
  return labels;
}

namespace {

/// Those of the files that exist, in the first folder of models that has any.
std::vector<fs::path> shippedModels(std::span<const char* const> names) {
  std::vector<fs::path> folders;
  if (const char* chosen = std::getenv("EFFORTLAB_RESOURCES"); chosen != nullptr && *chosen != '\0')
    folders.emplace_back(chosen);
  folders.emplace_back(EFFORTLAB_INSTALLED_RESOURCES);
  folders.emplace_back(EFFORTLAB_SOURCE_RESOURCES);
  for (const fs::path& folder : folders) {
    std::vector<fs::path> found;
    for (const char* name : names)
      if (std::error_code error; fs::exists(folder / "models" / name, error))
        found.push_back(folder / "models" / name);
    if (!found.empty())
      return found;
  }
  return {};
}

}  // namespace

std::vector<fs::path> builtInModels() {
  constexpr std::array<const char*, 2> names{"fashion-lenet.model.json", "fashion-vgg.model.json"};
  return shippedModels(names);
}

fs::path builtInDetector() {
  constexpr std::array<const char*, 1> names{"fashion-ssd.model.json"};
  const std::vector<fs::path> found = shippedModels(names);
  return found.empty() ? fs::path() : found.front();
}

}  // namespace effortlab::model
