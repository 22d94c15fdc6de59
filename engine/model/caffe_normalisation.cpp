#include "model/caffe_layer.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>

namespace effortlab::model {

namespace {

TensorPtr filledVector(std::int64_t count, float value) {
  return std::make_shared<const Tensor>(Shape({count}), value);
}

/// Channels of random weights; 0 where they come from a file.
std::int64_t randomChannels(const CaffeLayer& layer) {
  return layer.randomSeed ? layer.knownInput(0)[1] : 0;
}

void checkChannelAxis(const CaffeLayer& layer, int axis, int axes) {
  if (axis != 1 || axes != 1)
    throw layer.unsupported("axis " + std::to_string(axis) + " with num_axes " + std::to_string(axes) +
                            " is not supported; only axis 1 with num_axes 1 is");
}

/// A second bottom that scales the first: its dimensions stand at `axis` of the first one's.
void readScaleByBottom(CaffeLayer& layer, int axis) {
  const int whole = layer.knownInput(0).rank();
  const int part = layer.knownInput(1).rank();
  const int first = axis < 0 ? axis + whole : axis;
  if (first < 0 || first + part > whole)
    throw layer.place.error(ErrorCode::ShapeMismatch, "a second bottom of " + layer.knownInput(1).toString() +
                                                          " does not fit at axis " + std::to_string(axis) + " of " +
                                                          layer.knownInput(0).toString());
  std::vector<int> axes;
  for (int i = 0; i < whole; ++i)
    if (i < first || i >= first + part)
      axes.push_back(i);
  NamedNode scale = std::move(layer.nodes.back());
  layer.nodes.clear();
  if (!axes.empty()) {
    const std::string aligned = layer.name() + "/aligned";
    layer.nodes.push_back({.name = aligned,
                           .params = UnsqueezeParams{axes},
                           .inputs = {scale.inputs[1]},
                           .outputs = {aligned},
                           .weights = {}});
    scale.inputs[1] = aligned;
  }
  ElementwiseParams params;
  params.kind = ElementwiseKind::Multiply;
  scale.params = params;
  layer.nodes.push_back(std::move(scale));
}

}  // namespace

void readCaffeBatchNorm(CaffeLayer& layer) {
  constexpr float largestEps = 1.0F;
  const auto& p = layer.proto.batch_norm_param();
  layer.needBottoms(1);
  if (p.has_use_global_stats() && !p.use_global_stats())
    throw layer.unsupported(
        "use_global_stats: false takes mean and variance from the batch, as in training; remove it");
  if (!(p.eps() >= 0.0F && p.eps() <= largestEps))
    throw layer.place.error(ErrorCode::InvalidArgument, "eps is " + std::to_string(p.eps()) + "; 0 to 1 are possible");
  std::vector<RandomBlob> random;
  if (const std::int64_t channels = randomChannels(layer); channels > 0)
    random = {{Shape({channels}), RandomFill::Biases},
              {Shape({channels}), RandomFill::Positive},
              {Shape({1}), RandomFill::Positive},
              {Shape({channels}), RandomFill::Positive},
              {Shape({channels}), RandomFill::Biases}};
  constexpr std::size_t plainBlobs = 3;
  constexpr std::size_t scaledBlobs = 5;
  layer.needBlobs(random, p.scale_bias() ? scaledBlobs : plainBlobs);
  const std::int64_t channels = layer.blobs[0].size();
  const Shape vector({channels});
  if (layer.blobs[2].size() != 1)
    throw layer.place.error(ErrorCode::ShapeMismatch, "the moving-average factor has " +
                                                          std::to_string(layer.blobs[2].size()) +
                                                          " numbers in the weight file, 1 needed");
  const float factor = layer.blobs[2].data()[0];
  for (std::size_t i : {std::size_t{0}, std::size_t{1}})
    for (float& value : layer.blobs[i].values())
      value = factor == 0.0F ? 0.0F : value / factor;
  auto& weights = layer.node().weights;
  weights.push_back(p.scale_bias() ? layer.takeBlob(3, vector, "scale") : filledVector(channels, 1.0F));
  weights.push_back(p.scale_bias() ? layer.takeBlob(4, vector, "shift") : filledVector(channels, 0.0F));
  weights.push_back(layer.takeBlob(0, vector, "mean"));
  weights.push_back(layer.takeBlob(1, vector, "variance"));
  layer.node().params = BatchNormParams{p.eps()};
}

void readCaffeScale(CaffeLayer& layer) {
  const auto& p = layer.proto.scale_param();
  if (layer.proto.bottom_size() == 2) {
    if (p.bias_term())
      throw layer.unsupported("bias_term with two bottoms is not supported");
    return readScaleByBottom(layer, p.axis());
  }
  layer.needBottoms(1);
  checkChannelAxis(layer, p.axis(), p.num_axes());
  std::vector<RandomBlob> random;
  if (const std::int64_t channels = randomChannels(layer); channels > 0)
    random = {{Shape({channels}), RandomFill::Positive}, {Shape({channels}), RandomFill::Biases}};
  layer.needBlobs(random, p.bias_term() ? 2 : 1);
  const Shape vector({layer.blobs[0].size()});
  layer.node().weights.push_back(layer.takeBlob(0, vector, "scale"));
  if (p.bias_term())
    layer.node().weights.push_back(layer.takeBlob(1, vector, "shift"));
  layer.node().params = ScaleParams{};
}

void readCaffeBias(CaffeLayer& layer) {
  const auto& p = layer.proto.bias_param();
  layer.needBottoms(1);
  checkChannelAxis(layer, p.axis(), p.num_axes());
  std::vector<RandomBlob> random;
  if (const std::int64_t channels = randomChannels(layer); channels > 0)
    random = {{Shape({channels}), RandomFill::Biases}};
  layer.needBlobs(random, 1);
  const Shape vector({layer.blobs[0].size()});
  layer.node().weights = {filledVector(vector[0], 1.0F), layer.takeBlob(0, vector, "bias")};
  layer.node().params = ScaleParams{};
}

void readCaffeLrn(CaffeLayer& layer) {
  const auto& p = layer.proto.lrn_param();
  layer.needBottoms(1);
  if (p.local_size() % 2 == 0)
    throw layer.place.error(ErrorCode::InvalidArgument,
                            "local_size is " + std::to_string(p.local_size()) + "; an odd number is needed");
  LrnParams params;
  params.region = p.norm_region() == effortlab_caffe::LRNParameter::WITHIN_CHANNEL ? LrnRegion::WithinChannel
                                                                                   : LrnRegion::AcrossChannels;
  params.size = checkExtent(p.local_size(), "local_size", layer.place);
  params.alpha = p.alpha();
  params.beta = p.beta();
  params.k = p.k();
  if (params.region == LrnRegion::WithinChannel && params.k != 1.0F)
    throw layer.unsupported("k other than 1 within a channel is not supported; Caffe ignores it there");
  layer.node().params = params;
}

void readCaffeNormalize(CaffeLayer& layer) {
  const auto& p = layer.proto.norm_param();
  layer.needBottoms(1);
  std::vector<RandomBlob> random;
  if (layer.randomSeed)
    random = {{Shape({p.channel_shared() ? 1 : layer.knownInput(0)[1]}), RandomFill::Norms}};
  layer.needBlobs(random, 1);
  const std::int64_t scales = layer.blobs[0].size();
  layer.node().weights.push_back(layer.takeBlob(0, Shape({scales}), "scale"));
  layer.node().params = NormalizeParams{p.across_spatial(), p.channel_shared(), p.eps()};
}

}  // namespace effortlab::model
