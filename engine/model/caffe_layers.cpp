#include "model/caffe_layers.h"

#include "core/random.h"
#include "model/caffe_layer.h"
#include "model/format_table.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

struct CaffeTypeReader {
  FormatLayer type;
  void (*read)(CaffeLayer&);
};

constexpr std::array<CaffeTypeReader, 34> caffeTypeReaders{{
    {{"AbsVal", "Element-wise functions"}, readCaffeAbsVal},
    {{"BatchNorm", "Batch norm, scale"}, readCaffeBatchNorm},
    {{"Bias", "Batch norm, scale"}, readCaffeBias},
    {{"BNLL", "Element-wise functions"}, readCaffeBnll},
    {{"Clip", "Clip, ReLU6"}, readCaffeClip},
    {{"Concat", "Concat"}, readCaffeConcat},
    {{"Convolution", "Convolution"}, readCaffeConvolution},
    {{"Deconvolution", "Deconvolution"}, readCaffeDeconvolution},
    {{"DetectionOutput", "SSD: default boxes, detection output"}, readCaffeDetectionOutput},
    {{"Dropout", "Nothing to do at inference"}, readCaffeDropout},
    {{"Eltwise", "Element-wise sum, product, maximum"}, readCaffeEltwise},
    {{"ELU", "ELU and relatives"}, readCaffeElu},
    {{"Exp", "Element-wise functions"}, readCaffeExp},
    {{"Flatten", "Flatten, reshape, squeeze"}, readCaffeFlatten},
    {{"InnerProduct", "Fully connected"}, readCaffeInnerProduct},
    {{"Log", "Element-wise functions"}, readCaffeLog},
    {{"LRN", "LRN"}, readCaffeLrn},
    {{"Normalize", "SSD: default boxes, detection output"}, readCaffeNormalize},
    {{"Permute", "Transpose"}, readCaffePermute},
    {{"Pooling", "Pooling"}, readCaffePooling},
    {{"Power", "Element-wise functions"}, readCaffePower},
    {{"PReLU", "Leaky and parametric ReLU"}, readCaffePRelu},
    {{"PriorBox", "SSD: default boxes, detection output"}, readCaffePriorBox},
    {{"Reduction", "Reductions"}, readCaffeReduction},
    {{"ReLU", "ReLU"}, readCaffeRelu},
    {{"ReLU6", "Clip, ReLU6"}, readCaffeRelu6},
    {{"Reshape", "Flatten, reshape, squeeze"}, readCaffeReshape},
    {{"Scale", "Batch norm, scale"}, readCaffeScale},
    {{"Sigmoid", "Sigmoid, tanh"}, readCaffeSigmoid},
    {{"Silence", "Nothing to do at inference"}, readCaffeSilence},
    {{"Slice", "Slice, split"}, readCaffeSlice},
    {{"Softmax", "Softmax"}, readCaffeSoftmax},
    {{"Split", "Slice, split"}, readCaffeSplit},
    {{"TanH", "Sigmoid, tanh"}, readCaffeTanh},
}};

constexpr auto caffeTypes = [] {
  std::array<FormatLayer, caffeTypeReaders.size()> types;
  std::transform(caffeTypeReaders.begin(), caffeTypeReaders.end(), types.begin(),
                 [](const CaffeTypeReader& reader) { return reader.type; });
  return types;
}();

std::string supportedCaffeTypes() {
  std::string list = "Input";
  for (const FormatLayer& entry : caffeTypes)
    list += ", " + std::string(entry.type);
  return list;
}

/// Layers of the training phase that a network sometimes still has.
bool isTrainingLayer(const std::string& type) {
  return type.ends_with("Data") || type.ends_with("Loss") || type == "Accuracy" || type == "SoftmaxWithLoss" ||
         type == "DetectionEvaluate" || type == "MultiBoxLoss";
}

Tensor randomTensor(const RandomBlob& blob, std::uint64_t seed, const std::string& name) {
  constexpr float biasRange = 0.1F;
  constexpr float spreadAroundOne = 0.5F;
  constexpr float slope = 0.25F;
  constexpr float slopeRange = 0.1F;
  constexpr float norm = 20.0F;
  Tensor tensor(blob.shape);
  const RandomStream stream(seed, name);
  const auto fanIn = static_cast<float>(blob.shape.elementCount(1, blob.shape.rank()));
  switch (blob.fill) {
    case RandomFill::Weights: stream.fillNormal(tensor.values(), std::sqrt(2.0F / fanIn)); break;
    case RandomFill::Biases: stream.fillUniform(tensor.values(), biasRange); break;
    case RandomFill::Positive:
      stream.fillUniform(tensor.values(), spreadAroundOne);
      for (float& value : tensor.values())
        value += 1.0F;
      break;
    case RandomFill::Slopes:
      stream.fillUniform(tensor.values(), slopeRange);
      for (float& value : tensor.values())
        value += slope;
      break;
    case RandomFill::Norms: std::fill(tensor.values().begin(), tensor.values().end(), norm); break;
  }
  return tensor;
}

}  // namespace

std::span<const FormatLayer> caffeLayerTypes() {
  return caffeTypes;
}

std::string countOf(int number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

int checkAxis(const CaffeLayer& layer, std::int64_t axis) {
  if (axis >= Shape::maxRank || axis < -Shape::maxRank)
    throw layer.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
  return static_cast<int>(axis);
}

const std::string& CaffeLayer::name() const {
  return proto.name();
}

void CaffeLayer::needBottoms(int wanted) const {
  if (proto.bottom_size() != wanted)
    throw unsupported("has " + countOf(proto.bottom_size(), "bottom") + "; exactly " +
                      (wanted == 1 ? "one is" : std::to_string(wanted) + " are") + " supported");
}

void CaffeLayer::needBlobs(const std::vector<RandomBlob>& random, std::size_t wanted) {
  if (randomSeed) {
    blobs.clear();
    for (std::size_t i = 0; i < wanted; ++i)
      blobs.push_back(randomTensor(random[i], *randomSeed, name() + "/" + std::to_string(i)));
    return;
  }
  if (blobs.empty())
    throw place.error(ErrorCode::MissingData,
                      "the weight file has no weights for it; layers are joined by name, check that the two files "
                      "belong together");
  if (blobs.size() < wanted)
    throw place.error(ErrorCode::MissingData, "the weight file has " + std::to_string(blobs.size()) + " of its " +
                                                  std::to_string(wanted) + " tensors");
  if (blobs.size() > wanted)
    throw place.error(ErrorCode::Mismatch, "the weight file has " + std::to_string(blobs.size()) +
                                               " tensors for it, the network describes " + std::to_string(wanted) +
                                               "; check bias_term");
}

TensorPtr CaffeLayer::takeBlob(std::size_t index, const Shape& shape, std::string_view what) {
  Tensor tensor = std::move(blobs[index]);
  if (tensor.size() != shape.elementCount())
    throw place.error(ErrorCode::ShapeMismatch, std::string(what) + " of shape " + tensor.shape().toString() +
                                                    " in the weight file, " + shape.toString() + " needed");
  tensor.reshape(shape);
  return std::make_shared<const Tensor>(std::move(tensor));
}

const Shape& CaffeLayer::knownInput(int bottom) const {
  const auto index = static_cast<std::size_t>(bottom);
  if (index >= inputs.size() || !inputs[index])
    throw unsupported(
        "needs the shape of its bottom, which is not known here: the layer before it comes later in the "
        "file or does not fit");
  return *inputs[index];
}

void CaffeLayer::append(const std::string& suffix, LayerParams params) {
  NamedNode next{.name = name() + suffix,
                 .params = std::move(params),
                 .inputs = {name() + suffix + " input"},
                 .outputs = node().outputs,
                 .weights = {}};
  node().outputs = next.inputs;
  nodes.push_back(std::move(next));
}

std::vector<NamedNode> readCaffeLayer(const effortlab_caffe::LayerParameter& proto, CaffeLayerSource source,
                                      const ImportPlace& place) {
  const auto reader = std::find_if(caffeTypeReaders.begin(), caffeTypeReaders.end(),
                                   [&](const CaffeTypeReader& entry) { return entry.type.type == proto.type(); });
  if (reader == caffeTypeReaders.end() && isTrainingLayer(proto.type()))
    throw place.error(ErrorCode::Unsupported, "layer type " + inQuotes(proto.type()) +
                                                  " belongs to training; open the deploy form of the network");
  if (reader == caffeTypeReaders.end())
    throw place.error(ErrorCode::Unsupported, "layer type " + inQuotes(proto.type()) +
                                                  " is not supported; supported are " + supportedCaffeTypes());
  CaffeLayer layer{.proto = proto,
                   .blobs = std::move(source.blobs),
                   .randomSeed = source.randomSeed,
                   .inputs = std::move(source.inputs),
                   .place = place,
                   .nodes = {}};
  layer.nodes.push_back({.name = proto.name(),
                         .params = {},
                         .inputs = {proto.bottom().begin(), proto.bottom().end()},
                         .outputs = {proto.top().begin(), proto.top().end()},
                         .weights = {}});
  const bool severalTops = proto.type() == "Slice" || proto.type() == "Split" || proto.type() == "Silence";
  if (proto.top_size() != 1 && !severalTops)
    throw place.error(ErrorCode::Unsupported, "has " + countOf(proto.top_size(), "top") + "; exactly one is supported");
  reader->read(layer);
  return std::move(layer.nodes);
}

}  // namespace effortlab::model
