#include "model/layer_params.h"

#include <array>

namespace effortlab::model {

namespace {

/// In the order of ActivationKind.
constexpr std::array<std::string_view, 38> activationNames{"ReLU",         "Leaky ReLU", "Thresholded ReLU",
                                                           "Clip",         "Sigmoid",    "Tanh",
                                                           "ELU",          "SELU",       "CELU",
                                                           "Hard sigmoid", "Hard swish", "Swish",
                                                           "Mish",         "Softplus",   "Softsign",
                                                           "Power",        "Exp",        "Log",
                                                           "Sqrt",         "Abs",        "Negate",
                                                           "Reciprocal",   "Floor",      "Ceil",
                                                           "Round",        "Sign",       "Erf",
                                                           "Sin",          "Cos",        "Tan",
                                                           "Asin",         "Acos",       "Atan",
                                                           "Sinh",         "Cosh",       "Asinh",
                                                           "Acosh",        "Atanh"};

/// In the order of ElementwiseKind.
constexpr std::array<std::string_view, 8> elementwiseNames{
    "Elementwise add",   "Elementwise subtract", "Elementwise multiply", "Elementwise divide",
    "Elementwise power", "Elementwise maximum",  "Elementwise minimum",  "Elementwise mean"};

/// In the order of ReduceKind.
constexpr std::array<std::string_view, 10> reduceNames{
    "Reduce mean",    "Reduce sum",     "Reduce max",     "Reduce min",         "Reduce product",
    "Reduce L1 norm", "Reduce L2 norm", "Reduce log sum", "Reduce log sum exp", "Reduce square sum"};

/// In the order of IdentityKind.
constexpr std::array<std::string_view, 4> identityNames{"Identity", "Dropout", "Batch norm (folded)", "Scale (folded)"};

template <std::size_t N, typename Kind>
constexpr std::string_view nameOf(const std::array<std::string_view, N>& names, Kind kind) {
  return names[static_cast<std::size_t>(kind)];
}

struct TypeName {
  std::string_view operator()(const ConvolutionParams&) const { return "Convolution"; }
  std::string_view operator()(const FullyConnectedParams&) const { return "Fully connected"; }
  std::string_view operator()(const ActivationParams& p) const { return nameOf(activationNames, p.kind); }
  std::string_view operator()(const PoolParams& p) const {
    if (p.global)
      return p.kind == PoolKind::Max ? "Global max pooling" : "Global average pooling";
    return p.kind == PoolKind::Max ? "Max pooling" : "Average pooling";
  }
  std::string_view operator()(const ConcatParams&) const { return "Concat"; }
  std::string_view operator()(const SoftmaxParams& p) const { return p.log ? "Log softmax" : "Softmax"; }
  std::string_view operator()(const FlattenParams&) const { return "Flatten"; }
  std::string_view operator()(const IdentityParams& p) const { return nameOf(identityNames, p.kind); }
  std::string_view operator()(const DeconvolutionParams&) const { return "Deconvolution"; }
  std::string_view operator()(const MatMulParams&) const { return "Matrix product"; }
  std::string_view operator()(const PReluParams&) const { return "Parametric ReLU"; }
  std::string_view operator()(const LrnParams& p) const {
    return p.region == LrnRegion::AcrossChannels ? "LRN across channels" : "LRN within channels";
  }
  std::string_view operator()(const BatchNormParams&) const { return "Batch norm"; }
  std::string_view operator()(const ScaleParams&) const { return "Scale"; }
  std::string_view operator()(const NormalizeParams&) const { return "Normalize"; }
  std::string_view operator()(const ElementwiseParams& p) const { return nameOf(elementwiseNames, p.kind); }
  std::string_view operator()(const ReduceParams& p) const { return nameOf(reduceNames, p.kind); }
  std::string_view operator()(const SplitParams&) const { return "Split"; }
  std::string_view operator()(const StridedSliceParams&) const { return "Slice"; }
  std::string_view operator()(const ReshapeParams&) const { return "Reshape"; }
  std::string_view operator()(const SqueezeParams&) const { return "Squeeze"; }
  std::string_view operator()(const UnsqueezeParams&) const { return "Unsqueeze"; }
  std::string_view operator()(const TransposeParams&) const { return "Transpose"; }
  std::string_view operator()(const PadParams&) const { return "Pad"; }
  std::string_view operator()(const ResizeParams& p) const {
    return p.mode == Interpolation::Nearest ? "Resize, nearest" : "Resize, linear";
  }
  std::string_view operator()(const ConstantParams&) const { return "Constant"; }
  std::string_view operator()(const PriorBoxParams&) const { return "Default boxes"; }
  std::string_view operator()(const DetectionOutputParams&) const { return "Detection output"; }
  std::string_view operator()(const YoloParams&) const { return "YOLO boxes"; }
};

}  // namespace

std::string_view layerTypeName(const LayerParams& params) {
  return std::visit(TypeName{}, params);
}

}  // namespace effortlab::model
