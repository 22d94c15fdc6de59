#include "model/bare_graph.h"

#include "core/error.h"
#include "core/file_io.h"
#include "model/caffe_files.h"
#include "model/import_checks.h"

#include "model/caffe_subset.pb.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <sstream>

namespace effortlab::model {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largestGraphFile = std::numeric_limits<int>::max();
constexpr std::int64_t largestCfg = std::int64_t{16} << 20;
constexpr std::int64_t usualSide = 224;         ///< of ImageNet's classifiers
constexpr std::int64_t usualDarknetSide = 416;  ///< Darknet's own default for detectors
constexpr float largestPixel = 255.0F;
constexpr float caffeGreyScale = 1.0F / 256.0F;                     ///< Caffe's LeNet
constexpr std::array<float, 3> caffeMeans{104.0F, 117.0F, 123.0F};  ///< of ImageNet, BGR, rounded
constexpr std::array<const char*, 3> graphSuffixes{".onnx", ".prototxt", ".cfg"};

using DeclaredDims = std::vector<std::int64_t>;  ///< 0 or less: open

std::string graphSuffix(const fs::path& file) {
  std::string suffix = file.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return suffix;
}

DeclaredDims declaredByCaffe(const fs::path& file) {
  const auto net = parsePrototxt(file);
  if (net->input_dim_size() >= 4)
    return {net->input_dim().begin(), net->input_dim().begin() + 4};
  if (net->input_shape_size() > 0)
    return {net->input_shape(0).dim().begin(), net->input_shape(0).dim().end()};
  for (const effortlab_caffe::LayerParameter& layer : net->layer())
    if (layer.type() == "Input" && layer.input_param().shape_size() > 0)
      return {layer.input_param().shape(0).dim().begin(), layer.input_param().shape(0).dim().end()};
  throw Error::inFile(ErrorCode::MissingData, file.string(), "",
                      "declares no input; open the deploy form of the network (with an Input layer or input_shape)");
}

DeclaredDims declaredByOnnx(const fs::path& file) {
  const std::vector<std::uint8_t> bytes = readFile(file, largestGraphFile);
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "",
                        "cannot be parsed: damaged, cut short or not an ONNX network");
  const auto isConstant = [&](const std::string& name) {
    const auto& constants = model.graph().initializer();
    return std::any_of(constants.begin(), constants.end(), [&](const auto& tensor) { return tensor.name() == name; });
  };
  for (const onnx::ValueInfoProto& input : model.graph().input()) {
    if (isConstant(input.name()))
      continue;
    DeclaredDims dims;
    for (const auto& dim : input.type().tensor_type().shape().dim())
      dims.push_back(dim.has_dim_value() ? dim.dim_value() : 0);
    return dims;
  }
  throw Error::inFile(ErrorCode::MissingData, file.string(), "", "declares no input");
}

/// "width=416" in the first section of a .cfg.
DeclaredDims declaredByDarknet(const fs::path& file) {
  std::istringstream lines(readTextFile(file, largestCfg));
  DeclaredDims dims{1, 3, usualDarknetSide, usualDarknetSide};
  int sections = 0;
  for (std::string line; std::getline(lines, line);) {
    line.erase(std::remove_if(line.begin(), line.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
               line.end());
    if (line.starts_with('['))
      ++sections;
    const std::size_t equals = line.find('=');
    if (sections != 1 || equals == std::string::npos)
      continue;
    constexpr std::array<std::string_view, 3> keys{"channels", "height", "width"};
    const auto key = std::find(keys.begin(), keys.end(), std::string_view(line).substr(0, equals));
    std::int64_t value = 0;
    if (key != keys.end() &&
        std::from_chars(line.data() + equals + 1, line.data() + line.size(), value).ec == std::errc{})
      dims[static_cast<std::size_t>(1 + (key - keys.begin()))] = value;
  }
  if (sections == 0)
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "holds no [net] section; is it a Darknet network?");
  return dims;
}

}  // namespace

bool isBareGraph(const fs::path& file) {
  return std::find(graphSuffixes.begin(), graphSuffixes.end(), graphSuffix(file)) != graphSuffixes.end();
}

std::vector<fs::path> weightsBeside(const fs::path& file) {
  const std::string suffix = graphSuffix(file) == ".cfg" ? ".weights" : ".caffemodel";
  fs::path sameStem = file;
  sameStem.replace_extension(suffix);
  std::error_code error;
  if (fs::exists(sameStem, error))
    return {sameStem};
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(fs::absolute(file).parent_path(), error), end; !error && entry != end;
       entry.increment(error))
    if (graphSuffix(entry->path()) == suffix)
      found.push_back(entry->path());
  return found;
}

InputSpec guessInput(const fs::path& file, std::int64_t channels, std::int64_t height, std::int64_t width) {
  const bool caffe = graphSuffix(file) == ".prototxt";
  InputSpec input;
  input.width = width;
  input.height = height;
  input.channels = ChannelOrder::Rgb;
  input.resize = ResizeMode::Stretch;
  input.scale = 1.0F / largestPixel;
  if (channels == 1) {
    input.channels = ChannelOrder::Gray;
    input.scale = caffe ? caffeGreyScale : input.scale;
  } else if (caffe) {
    input.channels = ChannelOrder::Bgr;
    input.mean.assign(caffeMeans.begin(), caffeMeans.end());
    input.scale = 1.0F;
  }
  return input;
}

BareGraph inspectGraph(const fs::path& file) {
  const std::string suffix = graphSuffix(file);
  DeclaredDims dims;
  if (suffix == ".prototxt")
    dims = declaredByCaffe(file);
  else if (suffix == ".cfg")
    dims = declaredByDarknet(file);
  else
    dims = declaredByOnnx(file);
  const ImportPlace place{file.string(), "input"};
  if (dims.size() != 4 || (dims[1] != 1 && dims[1] != 3))
    throw place.error(ErrorCode::Unsupported,
                      "is no image of 1 or 3 channels (batch x channels x height x width), which alone can be shown to "
                      "the network; effortlab-cli predict takes .npy files");
  BareGraph graph;
  graph.channels = dims[1];
  graph.needsWeights = suffix != ".onnx";
  graph.openSize = dims[2] < 1 || dims[3] < 1;
  const auto side = [&](std::int64_t declared) {
    return declared < 1 ? usualSide : checkExtent(declared, "a dimension", place);
  };
  graph.manifest.graphFile = fs::absolute(file).lexically_normal();
  const bool namesNothing = file.stem() == "deploy" || file.stem() == "model";
  graph.manifest.name = (namesNothing ? graph.manifest.graphFile.parent_path().filename() : file.stem()).string();
  if (const auto found = weightsBeside(graph.manifest.graphFile); graph.needsWeights && found.size() == 1)
    graph.manifest.weightsFile = found.front();
  graph.manifest.input = guessInput(file, graph.channels, side(dims[2]), side(dims[3]));
  return graph;
}

}  // namespace effortlab::model
