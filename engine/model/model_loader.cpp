#include "core/error.h"
#include "core/file_io.h"
#include "model/caffe_reader.h"
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

/// The weights of a bare `.prototxt`: of the same stem, else the only `.caffemodel` in its folder.
fs::path weightsBeside(const fs::path& prototxt) {
  fs::path sameStem = prototxt;
  sameStem.replace_extension(".caffemodel");
  if (fs::exists(sameStem))
    return sameStem;
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(prototxt.parent_path(), error), end; !error && entry != end; entry.increment(error))
    if (lowerExtension(entry->path()) == ".caffemodel")
      found.push_back(entry->path());
  if (found.size() == 1)
    return found.front();
  throw Error::inFile(ErrorCode::MissingData, prototxt.string(), "",
                      found.empty() ? "no .caffemodel with its weights is in the folder"
                                    : std::to_string(found.size()) +
                                          " .caffemodel files are in the folder; name the "
                                          "right one in a .model.json manifest");
}

Manifest bareManifest(const fs::path& file, const std::optional<InputSpec>& input) {
  Manifest manifest;
  manifest.name = file.stem().string();
  manifest.graphFile = fs::absolute(file).lexically_normal();
  if (lowerExtension(file) == ".prototxt" && fs::exists(file))
    manifest.weightsFile = weightsBeside(manifest.graphFile);
  if (input)
    manifest.input = *input;
  return manifest;
}

NamedGraph readGraph(const Manifest& manifest, const std::optional<ImageSize>& size) {
  const std::string extension = lowerExtension(manifest.graphFile);
  const std::string file = manifest.graphFile.string();
  if (extension == ".onnx")
    return readOnnxAt(manifest.graphFile, size);
  if (extension == ".prototxt") {
    if (manifest.weightsFile.empty() && fs::exists(manifest.graphFile))
      throw Error::inFile(ErrorCode::MissingData, file, "",
                          "the manifest names no weights for it; add \"weights\": \"....caffemodel\"");
    return readCaffe(manifest.graphFile, manifest.weightsFile);
  }
  if (extension == ".cfg")
    throw Error::inFile(ErrorCode::Unsupported, file, "", "Darknet networks can't be imported yet");
  if (extension == ".caffemodel")
    throw Error::inFile(ErrorCode::WrongFormat, file, "", "holds weights only; open the .prototxt beside it");
  throw Error::inFile(ErrorCode::WrongFormat, file, "",
                      "is no network file; .model.json, .prototxt and .onnx can be opened");
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

/// For a network opened without a description of its input: its own size, pixels / 255. A first dimension of another
/// kind than an image's leaves width and height 0.
InputSpec guessInput(const Shape& shape, bool caffe) {
  constexpr float largestPixel = 255.0F;
  InputSpec input;
  input.channels = caffe ? ChannelOrder::Bgr : ChannelOrder::Rgb;
  input.resize = ResizeMode::Stretch;
  input.scale = 1.0F / largestPixel;
  if (shape.rank() != 4)
    return input;
  if (shape[1] == 1)
    input.channels = ChannelOrder::Gray;
  input.height = shape[2];
  input.width = shape[3];
  return input;
}

/// A size other than the file's may not suit a network with fully connected layers: say where it comes from.
std::shared_ptr<const Graph> build(NamedGraph named, bool sized) {
  const Shape shape = named.inputs.front().second;
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

}  // namespace

Model loadModel(const fs::path& file, const std::optional<InputSpec>& bareInput) {
  const bool described = lowerExtension(file) == ".json";
  Model model;
  model.manifest = described ? readManifest(file) : bareManifest(file, bareInput);
  InputSpec& input = model.manifest.input;
  const bool sized = described || bareInput;
  if (sized && (input.height < 1 || input.width < 1))
    throw Error::inFile(ErrorCode::InvalidArgument, file.string(), "input", "needs a width and a height");
  NamedGraph named =
      readGraph(model.manifest, sized ? std::optional<ImageSize>({input.height, input.width}) : std::nullopt);
  const Shape& shape = onlyInput(named);
  if (sized)
    applyInput(input, named);
  else
    input = guessInput(shape, lowerExtension(file) == ".prototxt");
  model.graph = build(std::move(named), sized);
  if (!model.manifest.labelsFile.empty())
    model.labels = readLabels(model.manifest.labelsFile);
  model.hash = hashOf(model.manifest);
  return model;
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

std::vector<fs::path> builtInModels() {
  constexpr std::array<const char*, 2> names{"fashion-lenet.model.json", "fashion-vgg.model.json"};
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

}  // namespace effortlab::model
