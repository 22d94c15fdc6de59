#include "model/layer_params.h"

namespace effortlab::model {

namespace {

struct TypeName {
  std::string_view operator()(const ConvolutionParams&) const { return "Convolution"; }
  std::string_view operator()(const FullyConnectedParams&) const { return "Fully connected"; }
  std::string_view operator()(const ActivationParams& p) const {
    switch (p.kind) {
      case ActivationKind::Relu: return "ReLU";
      case ActivationKind::Sigmoid: return "Sigmoid";
      case ActivationKind::Tanh: return "Tanh";
    }
    return "Activation";
  }
  std::string_view operator()(const PoolParams& p) const {
    if (p.global)
      return p.kind == PoolKind::Max ? "Global max pooling" : "Global average pooling";
    return p.kind == PoolKind::Max ? "Max pooling" : "Average pooling";
  }
  std::string_view operator()(const ConcatParams&) const { return "Concat"; }
  std::string_view operator()(const SoftmaxParams&) const { return "Softmax"; }
  std::string_view operator()(const FlattenParams&) const { return "Flatten"; }
  std::string_view operator()(const IdentityParams&) const { return "Identity"; }
};

}  // namespace

std::string_view layerTypeName(const LayerParams& params) {
  return std::visit(TypeName{}, params);
}

}  // namespace effortlab::model
