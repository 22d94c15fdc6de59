#include "model/caffe_layers.h"

#include "model/caffe_subset.pb.h"

#include <array>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

namespace effortlab::model {

namespace {

namespace pb = effortlab_caffe;

/// What a layer reader works on.
struct CaffeLayer {
  const pb::LayerParameter& proto;
  std::vector<Tensor> blobs;
  const ImportPlace& place;
  NamedNode& node;

  Error unsupported(const std::string& what) const { return place.error(ErrorCode::Unsupported, what); }
  Error wrong(const std::string& what) const { return place.error(ErrorCode::WrongFormat, what); }
};

std::string count(int number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

void needOneBottom(const CaffeLayer& layer) {
  if (layer.proto.bottom_size() != 1)
    throw layer.unsupported("has " + count(layer.proto.bottom_size(), "bottom") + "; exactly one is supported");
}

void needBlobs(const CaffeLayer& layer, std::size_t wanted) {
  if (layer.blobs.empty())
    throw layer.place.error(ErrorCode::MissingData,
                            "the weight file has no weights for it; layers are joined by name, check that the two "
                            "files belong together");
  if (layer.blobs.size() < wanted)
    throw layer.place.error(ErrorCode::MissingData, "the weight file has " + std::to_string(layer.blobs.size()) +
                                                        " of its " + std::to_string(wanted) + " tensors");
  if (layer.blobs.size() > wanted)
    throw layer.place.error(ErrorCode::Mismatch, "the weight file has " + std::to_string(layer.blobs.size()) +
                                                     " tensors for it, the network describes " +
                                                     std::to_string(wanted) + "; check bias_term");
}

TensorPtr reshaped(const CaffeLayer& layer, Tensor tensor, const Shape& shape, std::string_view what) {
  if (tensor.size() != shape.elementCount())
    throw layer.place.error(ErrorCode::ShapeMismatch, std::string(what) + " of shape " + tensor.shape().toString() +
                                                          " in the weight file, " + shape.toString() + " needed");
  tensor.reshape(shape);
  return std::make_shared<const Tensor>(std::move(tensor));
}

void takeBias(CaffeLayer& layer, std::int64_t outputs) {
  layer.node.weights.push_back(reshaped(layer, std::move(layer.blobs[1]), Shape({outputs}), "bias"));
}

/// One of kernel, stride, padding, dilation: given once for both axes, twice, or as *_h and *_w.
struct SpatialOption {
  std::string_view name;
  const google::protobuf::RepeatedField<std::uint32_t>& values;
  bool separate = false;  ///< *_h or *_w is given
  std::uint32_t h = 0;
  std::uint32_t w = 0;
  std::int64_t otherwise = 0;
};

std::pair<std::int64_t, std::int64_t> spatial(const CaffeLayer& layer, const SpatialOption& option) {
  if (option.separate && !option.values.empty())
    throw layer.wrong("gives " + std::string(option.name) + " twice; keep one form");
  if (option.separate)
    return {option.h, option.w};
  switch (option.values.size()) {
    case 0: return {option.otherwise, option.otherwise};
    case 1: return {option.values[0], option.values[0]};
    case 2: return {option.values[0], option.values[1]};
    default: throw layer.unsupported("has a " + std::string(option.name) + " for more than two axes");
  }
}

void readConvolution(CaffeLayer& layer) {
  const pb::ConvolutionParameter& p = layer.proto.convolution_param();
  needOneBottom(layer);
  if (p.axis() != 1)
    throw layer.unsupported("axis " + std::to_string(p.axis()) + " is not supported; only 1 is");
  ConvolutionParams params;
  params.outputs = checkExtent(p.num_output(), "num_output", layer.place);
  params.groups = checkExtent(p.group(), "group", layer.place);
  Window2d& w = params.window;
  std::tie(w.kernelH, w.kernelW) = spatial(
      layer, {"kernel_size", p.kernel_size(), p.has_kernel_h() || p.has_kernel_w(), p.kernel_h(), p.kernel_w(), 0});
  std::tie(w.strideH, w.strideW) =
      spatial(layer, {"stride", p.stride(), p.has_stride_h() || p.has_stride_w(), p.stride_h(), p.stride_w(), 1});
  std::tie(w.padTop, w.padLeft) =
      spatial(layer, {"pad", p.pad(), p.has_pad_h() || p.has_pad_w(), p.pad_h(), p.pad_w(), 0});
  std::tie(w.dilationH, w.dilationW) = spatial(layer, {"dilation", p.dilation(), false, 0, 0, 1});
  w.padBottom = w.padTop;
  w.padRight = w.padLeft;
  checkWindow(w, layer.place);
  needBlobs(layer, p.bias_term() ? 2 : 1);
  if (layer.blobs[0].shape().rank() != 4)
    throw layer.place.error(ErrorCode::ShapeMismatch, "weights of shape " + layer.blobs[0].shape().toString() +
                                                          " in the weight file, four dimensions needed");
  layer.node.weights.push_back(std::make_shared<const Tensor>(std::move(layer.blobs[0])));
  if (p.bias_term())
    takeBias(layer, params.outputs);
  layer.node.params = params;
}

/// [K, N] from [K, N], the legacy [1, 1, K, N], or [K, C, H, W].
Shape innerProductShape(const CaffeLayer& layer, const Shape& stored, std::int64_t outputs) {
  int axis = 0;
  while (axis < stored.rank() && stored[axis] == 1 && outputs != 1)
    ++axis;
  if (outputs != 1 && (axis == stored.rank() || stored[axis] != outputs))
    throw layer.place.error(
        ErrorCode::ShapeMismatch,
        "weights of shape " + stored.toString() + " in the weight file for num_output " + std::to_string(outputs));
  return Shape({outputs, stored.elementCount() / outputs});
}

void readInnerProduct(CaffeLayer& layer) {
  const pb::InnerProductParameter& p = layer.proto.inner_product_param();
  needOneBottom(layer);
  if (p.axis() != 1)
    throw layer.unsupported("axis " + std::to_string(p.axis()) + " is not supported; only 1 is");
  if (p.transpose())
    throw layer.unsupported("transpose: true is not supported");
  const std::int64_t outputs = checkExtent(p.num_output(), "num_output", layer.place);
  needBlobs(layer, p.bias_term() ? 2 : 1);
  const Shape shape = innerProductShape(layer, layer.blobs[0].shape(), outputs);
  layer.node.weights.push_back(reshaped(layer, std::move(layer.blobs[0]), shape, "weights"));
  if (p.bias_term())
    takeBias(layer, outputs);
  layer.node.params = FullyConnectedParams{outputs};
}

void readPooling(CaffeLayer& layer) {
  const pb::PoolingParameter& p = layer.proto.pooling_param();
  needOneBottom(layer);
  PoolParams params;
  if (p.pool() == pb::PoolingParameter::STOCHASTIC)
    throw layer.unsupported("STOCHASTIC pooling is not supported; MAX and AVE are");
  params.kind = p.pool() == pb::PoolingParameter::AVE ? PoolKind::Average : PoolKind::Max;
  params.divisor = PoolDivisor::ClippedToPadding;
  params.rounding = p.round_mode() == pb::PoolingParameter::FLOOR ? PoolRounding::Floor : PoolRounding::Ceil;
  params.dropLastOutside = true;
  const bool twoStrides = p.has_stride_h() || p.has_stride_w();
  const bool twoPads = p.has_pad_h() || p.has_pad_w();
  const bool twoKernels = p.has_kernel_h() || p.has_kernel_w();
  if ((twoStrides && p.has_stride()) || (twoPads && p.has_pad()) || (twoKernels && p.has_kernel_size()))
    throw layer.wrong("gives kernel, stride or pad twice; keep one form");
  Window2d& w = params.window;
  w.strideH = twoStrides ? p.stride_h() : p.stride();
  w.strideW = twoStrides ? p.stride_w() : p.stride();
  w.padTop = w.padBottom = twoPads ? p.pad_h() : p.pad();
  w.padLeft = w.padRight = twoPads ? p.pad_w() : p.pad();
  params.global = p.global_pooling();
  if (params.global) {
    if (twoKernels || p.has_kernel_size() || w.strideH != 1 || w.strideW != 1 || w.padTop != 0 || w.padLeft != 0)
      throw layer.wrong("global pooling takes no kernel, stride or pad; remove them");
  } else {
    w.kernelH = twoKernels ? p.kernel_h() : p.kernel_size();
    w.kernelW = twoKernels ? p.kernel_w() : p.kernel_size();
    checkWindow(w, layer.place);
    checkPoolPadding(w, layer.place);
  }
  layer.node.params = params;
}

void readRelu(CaffeLayer& layer) {
  needOneBottom(layer);
  if (layer.proto.relu_param().negative_slope() != 0.0F)
    throw layer.unsupported("ReLU with a negative_slope is not supported; only 0 is");
  layer.node.params = ActivationParams{ActivationKind::Relu};
}

void readSigmoid(CaffeLayer& layer) {
  needOneBottom(layer);
  layer.node.params = ActivationParams{ActivationKind::Sigmoid};
}

void readTanh(CaffeLayer& layer) {
  needOneBottom(layer);
  layer.node.params = ActivationParams{ActivationKind::Tanh};
}

/// Axis 0 numbers the images of a batch: a layer across it would mix them.
int perImageAxis(const CaffeLayer& layer, std::int64_t axis) {
  if (axis == 0)
    throw layer.unsupported("axis 0 joins the images of a batch, which is not supported");
  if (axis >= Shape::maxRank || axis < -Shape::maxRank)
    throw layer.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
  return static_cast<int>(axis);
}

void readConcat(CaffeLayer& layer) {
  const pb::ConcatParameter& p = layer.proto.concat_param();
  if (layer.proto.bottom_size() < 1)
    throw layer.wrong("has no bottom; name what to join");
  if (p.has_axis() && p.has_concat_dim())
    throw layer.wrong("gives axis and concat_dim; keep one");
  layer.node.params = ConcatParams{perImageAxis(layer, p.has_concat_dim() ? std::int64_t{p.concat_dim()} : p.axis())};
}

void readSoftmax(CaffeLayer& layer) {
  needOneBottom(layer);
  layer.node.params = SoftmaxParams{perImageAxis(layer, layer.proto.softmax_param().axis())};
}

void readFlatten(CaffeLayer& layer) {
  needOneBottom(layer);
  const pb::FlattenParameter& p = layer.proto.flatten_param();
  layer.node.params = FlattenParams{perImageAxis(layer, p.axis()), perImageAxis(layer, p.end_axis()), false};
}

void readDropout(CaffeLayer& layer) {
  needOneBottom(layer);
  layer.node.params = IdentityParams{};
}

struct TypeReader {
  std::string_view type;
  void (*read)(CaffeLayer&);
};

constexpr std::array<TypeReader, 10> typeReaders{{
    {"Concat", readConcat},
    {"Convolution", readConvolution},
    {"Dropout", readDropout},
    {"Flatten", readFlatten},
    {"InnerProduct", readInnerProduct},
    {"Pooling", readPooling},
    {"ReLU", readRelu},
    {"Sigmoid", readSigmoid},
    {"Softmax", readSoftmax},
    {"TanH", readTanh},
}};

std::string supportedTypes() {
  std::string list = "Input";
  for (const TypeReader& reader : typeReaders)
    list += ", " + std::string(reader.type);
  return list;
}

}  // namespace

NamedNode readCaffeLayer(const pb::LayerParameter& proto, std::vector<Tensor> blobs, const ImportPlace& place) {
  for (const TypeReader& reader : typeReaders) {
    if (reader.type != proto.type())
      continue;
    NamedNode node{.name = proto.name(),
                   .params = {},
                   .inputs = {proto.bottom().begin(), proto.bottom().end()},
                   .outputs = {proto.top().begin(), proto.top().end()},
                   .weights = {}};
    if (proto.top_size() != 1)
      throw place.error(ErrorCode::Unsupported, "has " + count(proto.top_size(), "top") + "; exactly one is supported");
    CaffeLayer layer{proto, std::move(blobs), place, node};
    reader.read(layer);
    return node;
  }
  throw place.error(ErrorCode::Unsupported, "layer type " + inQuotes(proto.type()) +
                                                " is not supported yet; supported are " + supportedTypes());
}

}  // namespace effortlab::model
