#include "model/caffe_files.h"

#include "core/file_io.h"
#include "model/caffe_reader.h"
#include "model/import_checks.h"

#include "model/caffe_subset.pb.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace effortlab::model {

namespace {

namespace pb = effortlab_caffe;

constexpr std::int64_t largestText = std::int64_t{64} << 20;
constexpr std::int64_t largestWeights = std::numeric_limits<int>::max();  // protobuf counts bytes in an int
constexpr std::int64_t largestMeanImage = std::int64_t{256} << 20;
constexpr int deepestNesting = 32;  // Caffe's own description nests 5 deep
constexpr int mostLayers = 20'000;

/// Keeps the first syntax error and the first unknown field that may change results.
class TextMessages : public google::protobuf::io::ErrorCollector {
public:
  void AddError(int line, int, const std::string& message) override {
    if (!error)
      error = {line, message};
  }
  void AddWarning(int line, int, const std::string& message) override {
    if (!unknownOption && !isHarmless(message))
      unknownOption = {line, message};
  }

  std::optional<std::pair<int, std::string>> error;
  std::optional<std::pair<int, std::string>> unknownOption;

private:
  /// Blocks whose unknown fields cannot matter: training settings, and parameters of layer types that are refused
  /// by their type anyway or belong to the training phase.
  static bool isHarmless(const std::string& message) {
    constexpr std::array<std::string_view, 5> harmless{"LayerParameter", "V1LayerParameter", "FillerParameter",
                                                       "ParamSpec", "SaveOutputParameter"};
    return std::any_of(harmless.begin(), harmless.end(), [&](std::string_view type) {
      return message.find("\"effortlab_caffe." + std::string(type) + "\"") != std::string::npos;
    });
  }
};

std::string withoutPackage(std::string message) {
  constexpr std::string_view package = "effortlab_caffe.";
  for (std::size_t at = message.find(package); at != std::string::npos; at = message.find(package))
    message.erase(at, package.size());
  return message;
}

std::string linePlace(int line) {
  return line < 0 ? "" : "line " + std::to_string(line + 1);
}

std::string modernType(pb::V1LayerParameter::LayerType type) {
  switch (type) {
    case pb::V1LayerParameter::ABSVAL: return "AbsVal";
    case pb::V1LayerParameter::BNLL: return "BNLL";
    case pb::V1LayerParameter::CONCAT: return "Concat";
    case pb::V1LayerParameter::CONVOLUTION: return "Convolution";
    case pb::V1LayerParameter::DECONVOLUTION: return "Deconvolution";
    case pb::V1LayerParameter::DROPOUT: return "Dropout";
    case pb::V1LayerParameter::ELTWISE: return "Eltwise";
    case pb::V1LayerParameter::EXP: return "Exp";
    case pb::V1LayerParameter::FLATTEN: return "Flatten";
    case pb::V1LayerParameter::INNER_PRODUCT: return "InnerProduct";
    case pb::V1LayerParameter::LRN: return "LRN";
    case pb::V1LayerParameter::POOLING: return "Pooling";
    case pb::V1LayerParameter::POWER: return "Power";
    case pb::V1LayerParameter::RELU: return "ReLU";
    case pb::V1LayerParameter::SIGMOID: return "Sigmoid";
    case pb::V1LayerParameter::SILENCE: return "Silence";
    case pb::V1LayerParameter::SLICE: return "Slice";
    case pb::V1LayerParameter::SOFTMAX: return "Softmax";
    case pb::V1LayerParameter::SPLIT: return "Split";
    case pb::V1LayerParameter::TANH: return "TanH";
    default: return pb::V1LayerParameter::LayerType_Name(type);  // refused later, by this name
  }
}

pb::LayerParameter modernLayer(const pb::V1LayerParameter& old) {
  pb::LayerParameter layer;
  layer.set_name(old.name());
  layer.set_type(modernType(old.type()));
  *layer.mutable_bottom() = old.bottom();
  *layer.mutable_top() = old.top();
  *layer.mutable_include() = old.include();
  *layer.mutable_exclude() = old.exclude();
  if (old.has_concat_param())
    *layer.mutable_concat_param() = old.concat_param();
  if (old.has_convolution_param())
    *layer.mutable_convolution_param() = old.convolution_param();
  if (old.has_eltwise_param())
    *layer.mutable_eltwise_param() = old.eltwise_param();
  if (old.has_exp_param())
    *layer.mutable_exp_param() = old.exp_param();
  if (old.has_inner_product_param())
    *layer.mutable_inner_product_param() = old.inner_product_param();
  if (old.has_lrn_param())
    *layer.mutable_lrn_param() = old.lrn_param();
  if (old.has_pooling_param())
    *layer.mutable_pooling_param() = old.pooling_param();
  if (old.has_power_param())
    *layer.mutable_power_param() = old.power_param();
  if (old.has_relu_param())
    *layer.mutable_relu_param() = old.relu_param();
  if (old.has_slice_param())
    *layer.mutable_slice_param() = old.slice_param();
  if (old.has_softmax_param())
    *layer.mutable_softmax_param() = old.softmax_param();
  return layer;
}

void modernise(pb::NetParameter& net, const ImportPlace& place) {
  if (net.layer_size() > 0 && net.layers_size() > 0)
    throw place.error(ErrorCode::WrongFormat, "mixes 'layer' and the older 'layers' blocks; keep one form");
  for (const pb::V1LayerParameter& old : net.layers())
    *net.add_layer() = modernLayer(old);
  net.clear_layers();
  if (net.layer_size() == 0)
    throw place.error(ErrorCode::WrongFormat, "describes no layer; is it a Caffe network?");
  if (net.layer_size() > mostLayers)
    throw place.error(ErrorCode::TooLarge, "has " + std::to_string(net.layer_size()) + " layers; at most " +
                                               std::to_string(mostLayers) + " are read");
}

/// Caffe's rule: a blob with any of the four old size fields is four-dimensional, otherwise `shape` holds.
Shape blobShape(const pb::BlobProto& blob, const ImportPlace& place) {
  if (blob.has_num() || blob.has_channels() || blob.has_height() || blob.has_width())
    return checkShape(std::array<std::int64_t, 4>{blob.num(), blob.channels(), blob.height(), blob.width()}, place);
  return checkShape({blob.shape().dim().data(), static_cast<std::size_t>(blob.shape().dim_size())}, place);
}

Tensor blobTensor(const pb::BlobProto& blob, const ImportPlace& place) {
  const Shape shape = blobShape(blob, place);
  const bool doubles = blob.double_data_size() > 0;
  const std::int64_t stored = doubles ? blob.double_data_size() : blob.data_size();
  if (stored != shape.elementCount())
    throw place.error(stored < shape.elementCount() ? ErrorCode::Truncated : ErrorCode::WrongFormat,
                      "its shape " + shape.toString() + " needs " + std::to_string(shape.elementCount()) +
                          " numbers, the file holds " + std::to_string(stored) + "; the file is damaged");
  Tensor tensor(shape);
  if (doubles)
    std::transform(blob.double_data().begin(), blob.double_data().end(), tensor.data(),
                   [](double value) { return static_cast<float>(value); });
  else
    std::copy(blob.data().begin(), blob.data().end(), tensor.data());
  return tensor;
}

/// Converts the blobs of one layer and frees the parsed copy, so that a model is in memory at most twice.
template <typename Layer>
void takeBlobs(Layer& layer, const std::string& file, std::map<std::string, std::vector<Tensor>>& weights) {
  if (layer.blobs_size() == 0)
    return;
  const ImportPlace place{file, "layer " + inQuotes(layer.name())};
  std::vector<Tensor> tensors;
  for (int i = 0; i < layer.blobs_size(); ++i)
    tensors.push_back(blobTensor(layer.blobs(i), place.within("blob " + std::to_string(i))));
  if (!weights.emplace(layer.name(), std::move(tensors)).second)
    throw place.error(ErrorCode::WrongFormat, "has weights twice; the file is damaged");
  google::protobuf::RepeatedPtrField<pb::BlobProto>().Swap(layer.mutable_blobs());
}

bool parseBinary(const std::filesystem::path& file, std::int64_t maxBytes, google::protobuf::Message& message) {
  const std::vector<std::uint8_t> bytes = readFile(file, maxBytes);
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::shared_ptr<const pb::NetParameter> parsePrototxt(const std::filesystem::path& file) {
  const std::string text = readTextFile(file, largestText);
  TextMessages messages;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&messages);
  parser.AllowUnknownField(true);  // reported to `messages`, which tells harmless ones from the others
  parser.SetRecursionLimit(deepestNesting);
  google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  auto net = std::make_shared<pb::NetParameter>();
  const bool parsed = parser.Parse(&stream, net.get());
  if (!parsed || messages.error) {
    const auto [line, message] = messages.error.value_or(std::pair{-1, std::string("not a Caffe network")});
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), linePlace(line), withoutPackage(message));
  }
  if (messages.unknownOption)
    throw Error::inFile(ErrorCode::Unsupported, file.string(), linePlace(messages.unknownOption->first),
                        withoutPackage(messages.unknownOption->second) +
                            " that EffortLab knows; remove it if it does "
                            "not change results");
  modernise(*net, {file.string(), ""});
  return net;
}

std::map<std::string, std::vector<Tensor>> readCaffeWeights(const std::filesystem::path& file) {
  pb::NetParameter net;
  if (!parseBinary(file, largestWeights, net))
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "",
                        "cannot be parsed: damaged, cut short or not a .caffemodel");
  if (net.layer_size() > mostLayers || net.layers_size() > mostLayers)
    throw Error::inFile(ErrorCode::TooLarge, file.string(), "",
                        "has more than " + std::to_string(mostLayers) + " layers; the file is damaged");
  std::map<std::string, std::vector<Tensor>> weights;
  for (pb::LayerParameter& layer : *net.mutable_layer())
    takeBlobs(layer, file.string(), weights);
  for (pb::V1LayerParameter& layer : *net.mutable_layers())
    takeBlobs(layer, file.string(), weights);
  if (weights.empty())
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "holds no layer's weights; is it a .caffemodel?");
  return weights;
}

Tensor readBinaryProto(const std::filesystem::path& file) {
  const ImportPlace place{file.string(), "mean image"};
  pb::BlobProto blob;
  if (!parseBinary(file, largestMeanImage, blob))
    throw place.error(ErrorCode::WrongFormat, "cannot be parsed: damaged, cut short or not a .binaryproto");
  if (blob.data_size() == 0 && blob.double_data_size() == 0)
    throw place.error(ErrorCode::WrongFormat, "holds no numbers; is it a Caffe .binaryproto?");
  Tensor mean = blobTensor(blob, place);
  Shape shape = mean.shape();
  if (shape.rank() == 4 && shape[0] == 1)
    shape = Shape({shape[1], shape[2], shape[3]});
  if (shape.rank() != 3)
    throw place.error(ErrorCode::WrongFormat, "its shape is " + shape.toString() + "; one image CxHxW is needed");
  if (!std::all_of(mean.values().begin(), mean.values().end(), [](float value) { return std::isfinite(value); }))
    throw place.error(ErrorCode::NotFinite, "holds a value that is not a finite number");
  mean.reshape(shape);
  return mean;
}

}  // namespace effortlab::model
