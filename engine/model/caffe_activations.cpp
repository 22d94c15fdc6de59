#include "model/caffe_layer.h"

#include "model/caffe_subset.pb.h"

#include <cmath>

namespace effortlab::model {

namespace {

/// Clip may leave an end open.
void setActivation(CaffeLayer& layer, const ActivationParams& params) {
  layer.needBottoms(1);
  for (const float value : {params.alpha, params.beta, params.gamma})
    if (params.kind == ActivationKind::Clip ? std::isnan(value) : !std::isfinite(value))
      throw layer.place.error(ErrorCode::InvalidArgument, "has a parameter that is not a finite number");
  layer.node().params = params;
}

/// The base of Exp and Log; -1 stands for e. Its natural logarithm.
float logOfBase(const CaffeLayer& layer, float base) {
  if (base == -1.0F)
    return 1.0F;
  if (!(base > 0.0F) || base == 1.0F || !std::isfinite(base))
    throw layer.place.error(ErrorCode::InvalidArgument, "a base of " + std::to_string(base) +
                                                            " has no logarithm; give a number above 0 other than 1");
  return std::log(base);
}

}  // namespace

void readCaffeRelu(CaffeLayer& layer) {
  const float slope = layer.proto.relu_param().negative_slope();
  setActivation(layer, slope == 0.0F ? ActivationParams{ActivationKind::Relu}
                                     : ActivationParams{ActivationKind::LeakyRelu, slope});
}

void readCaffeRelu6(CaffeLayer& layer) {
  constexpr float highest = 6.0F;
  setActivation(layer, {ActivationKind::Clip, 0.0F, highest});
}

void readCaffeClip(CaffeLayer& layer) {
  const auto& p = layer.proto.clip_param();
  if (!p.has_min() || !p.has_max())
    throw layer.place.error(ErrorCode::MissingData, "clip_param needs min and max");
  setActivation(layer, {ActivationKind::Clip, p.min(), p.max()});
}

void readCaffeSigmoid(CaffeLayer& layer) {
  setActivation(layer, {ActivationKind::Sigmoid});
}

void readCaffeTanh(CaffeLayer& layer) {
  setActivation(layer, {ActivationKind::Tanh});
}

void readCaffeElu(CaffeLayer& layer) {
  setActivation(layer, {ActivationKind::Elu, layer.proto.elu_param().alpha()});
}

void readCaffeAbsVal(CaffeLayer& layer) {
  setActivation(layer, {ActivationKind::Abs});
}

void readCaffeBnll(CaffeLayer& layer) {
  setActivation(layer, {ActivationKind::Softplus});
}

/// (shift + scale x)^power
void readCaffePower(CaffeLayer& layer) {
  const auto& p = layer.proto.power_param();
  setActivation(layer, {ActivationKind::Power, p.power(), p.scale(), p.shift()});
}

/// base^(shift + scale x)
void readCaffeExp(CaffeLayer& layer) {
  const auto& p = layer.proto.exp_param();
  const float factor = logOfBase(layer, p.base());
  if (factor == 1.0F && p.scale() == 1.0F && p.shift() == 0.0F)
    return setActivation(layer, {ActivationKind::Exp});
  setActivation(layer, {ActivationKind::Power, 1.0F, factor * p.scale(), factor * p.shift()});
  layer.append("/exp", ActivationParams{ActivationKind::Exp});
}

/// log_base(shift + scale x)
void readCaffeLog(CaffeLayer& layer) {
  const auto& p = layer.proto.log_param();
  const float factor = logOfBase(layer, p.base());
  if (factor == 1.0F && p.scale() == 1.0F && p.shift() == 0.0F)
    return setActivation(layer, {ActivationKind::Log});
  setActivation(layer, {ActivationKind::Power, 1.0F, p.scale(), p.shift()});
  layer.append("/log", ActivationParams{ActivationKind::Log});
  if (factor != 1.0F)
    layer.append("/base", ActivationParams{ActivationKind::Power, 1.0F, 1.0F / factor, 0.0F});
}

void readCaffePRelu(CaffeLayer& layer) {
  layer.needBottoms(1);
  const bool shared = layer.proto.prelu_param().channel_shared();
  std::vector<RandomBlob> random;
  if (layer.randomSeed)
    random = {{Shape({shared ? 1 : layer.knownInput(0)[1]}), RandomFill::Slopes}};
  layer.needBlobs(random, 1);
  const std::int64_t slopes = layer.blobs[0].size();
  if (shared && slopes != 1)
    throw layer.place.error(ErrorCode::ShapeMismatch,
                            "has " + std::to_string(slopes) + " slopes in the weight file, channel_shared means one");
  layer.node().weights.push_back(layer.takeBlob(0, Shape({slopes}), "slopes"));
  layer.node().params = PReluParams{};
}

void readCaffeSoftmax(CaffeLayer& layer) {
  layer.needBottoms(1);
  layer.node().params = SoftmaxParams{checkAxis(layer, layer.proto.softmax_param().axis())};
}

}  // namespace effortlab::model
