#include "model/caffe_layer.h"

#include "model/caffe_subset.pb.h"

#include <tuple>
#include <utility>

namespace effortlab::model {

namespace {

namespace pb = effortlab_caffe;

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

Window2d readWindow(const CaffeLayer& layer) {
  const pb::ConvolutionParameter& p = layer.proto.convolution_param();
  Window2d w;
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
  return w;
}

/// The four-dimensional weights as they are, and the bias. `first`, `second`: the two map dimensions of random ones.
void takeKernels(CaffeLayer& layer, std::int64_t outputs, std::int64_t first, std::int64_t second, const Window2d& w) {
  const bool bias = layer.proto.convolution_param().bias_term();
  std::vector<RandomBlob> random;
  if (layer.randomSeed)
    random = {{checkShape(std::vector<std::int64_t>{first, second, w.kernelH, w.kernelW}, layer.place)},
              {Shape({outputs}), RandomFill::Biases}};
  layer.needBlobs(random, bias ? 2 : 1);
  const Shape stored = layer.blobs[0].shape();
  if (stored.rank() != 4)
    throw layer.place.error(ErrorCode::ShapeMismatch,
                            "weights of shape " + stored.toString() + " in the weight file, four dimensions needed");
  layer.node().weights.push_back(layer.takeBlob(0, stored, "weights"));
  if (bias)
    layer.node().weights.push_back(layer.takeBlob(1, Shape({outputs}), "bias"));
}

/// Input maps a group; 0 where the shape is not needed.
std::int64_t mapsOfGroup(const CaffeLayer& layer, std::int64_t groups) {
  if (!layer.randomSeed)
    return 0;
  const Shape& input = layer.knownInput(0);
  if (input.rank() != 4 || input[1] % groups != 0)
    throw layer.place.error(ErrorCode::ShapeMismatch,
                            std::to_string(groups) + " groups do not divide an input of " + input.toString());
  return input[1] / groups;
}

void checkAxisIsOne(const CaffeLayer& layer, int axis) {
  if (axis != 1)
    throw layer.unsupported("axis " + std::to_string(axis) + " is not supported; only 1 is");
}

/// [K, N] from [K, N], the legacy [1, 1, K, N], or [K, C, H, W]; with `transposed` K and N change places.
Shape innerProductShape(const CaffeLayer& layer, const Shape& stored, std::int64_t outputs, bool transposed) {
  if (transposed) {
    const std::int64_t count = stored.elementCount();
    if (stored[stored.rank() - 1] != outputs)
      throw layer.place.error(ErrorCode::ShapeMismatch, "transposed weights of shape " + stored.toString() +
                                                            " in the weight file for num_output " +
                                                            std::to_string(outputs));
    return Shape({count / outputs, outputs});
  }
  int axis = 0;
  while (axis < stored.rank() && stored[axis] == 1 && outputs != 1)
    ++axis;
  if (outputs != 1 && (axis == stored.rank() || stored[axis] != outputs))
    throw layer.place.error(
        ErrorCode::ShapeMismatch,
        "weights of shape " + stored.toString() + " in the weight file for num_output " + std::to_string(outputs));
  return Shape({outputs, stored.elementCount() / outputs});
}

TensorPtr transposedMatrix(const Tensor& matrix) {
  const Shape& shape = matrix.shape();
  auto result = std::make_shared<Tensor>(Shape({shape[1], shape[0]}));
  for (std::int64_t row = 0; row < shape[0]; ++row)
    for (std::int64_t column = 0; column < shape[1]; ++column)
      result->data()[column * shape[0] + row] = matrix.data()[row * shape[1] + column];
  return result;
}

}  // namespace

void readCaffeConvolution(CaffeLayer& layer) {
  const pb::ConvolutionParameter& p = layer.proto.convolution_param();
  layer.needBottoms(1);
  checkAxisIsOne(layer, p.axis());
  ConvolutionParams params;
  params.outputs = checkExtent(p.num_output(), "num_output", layer.place);
  params.groups = checkExtent(p.group(), "group", layer.place);
  params.window = readWindow(layer);
  takeKernels(layer, params.outputs, params.outputs, mapsOfGroup(layer, params.groups), params.window);
  layer.node().params = params;
}

void readCaffeDeconvolution(CaffeLayer& layer) {
  const pb::ConvolutionParameter& p = layer.proto.convolution_param();
  layer.needBottoms(1);
  checkAxisIsOne(layer, p.axis());
  DeconvolutionParams params;
  params.outputs = checkExtent(p.num_output(), "num_output", layer.place);
  params.groups = checkExtent(p.group(), "group", layer.place);
  if (params.outputs % params.groups != 0)
    throw layer.place.error(ErrorCode::ShapeMismatch, std::to_string(params.groups) + " groups do not divide " +
                                                          std::to_string(params.outputs) + " outputs");
  params.window = readWindow(layer);
  takeKernels(layer, params.outputs, mapsOfGroup(layer, params.groups) * params.groups, params.outputs / params.groups,
              params.window);
  layer.node().params = params;
}

void readCaffeInnerProduct(CaffeLayer& layer) {
  const pb::InnerProductParameter& p = layer.proto.inner_product_param();
  layer.needBottoms(1);
  checkAxisIsOne(layer, p.axis());
  const std::int64_t outputs = checkExtent(p.num_output(), "num_output", layer.place);
  std::vector<RandomBlob> random;
  if (layer.randomSeed) {
    const Shape& input = layer.knownInput(0);
    const std::int64_t inputs = input.elementCount(1, input.rank());
    const Shape weights = checkShape(
        p.transpose() ? std::vector<std::int64_t>{inputs, outputs} : std::vector<std::int64_t>{outputs, inputs},
        layer.place);
    random = {{weights}, {Shape({outputs}), RandomFill::Biases}};
  }
  layer.needBlobs(random, p.bias_term() ? 2 : 1);
  const Shape shape = innerProductShape(layer, layer.blobs[0].shape(), outputs, p.transpose());
  const TensorPtr weights = layer.takeBlob(0, shape, "weights");
  layer.node().weights.push_back(p.transpose() ? transposedMatrix(*weights) : weights);
  if (p.bias_term())
    layer.node().weights.push_back(layer.takeBlob(1, Shape({outputs}), "bias"));
  layer.node().params = FullyConnectedParams{outputs};
}

void readCaffePooling(CaffeLayer& layer) {
  const pb::PoolingParameter& p = layer.proto.pooling_param();
  layer.needBottoms(1);
  PoolParams params;
  if (p.pool() == pb::PoolingParameter::STOCHASTIC)
    throw layer.unsupported("STOCHASTIC pooling is not supported; MAX and AVE are");
  if (p.has_round_mode() && p.has_ceil_mode())
    throw layer.wrong("gives round_mode and ceil_mode; keep one");
  params.kind = p.pool() == pb::PoolingParameter::AVE ? PoolKind::Average : PoolKind::Max;
  params.divisor = PoolDivisor::ClippedToPadding;
  params.rounding =
      p.round_mode() == pb::PoolingParameter::FLOOR || !p.ceil_mode() ? PoolRounding::Floor : PoolRounding::Ceil;
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
  layer.node().params = params;
}

}  // namespace effortlab::model
