#pragma once

#include "model/detection_params.h"
#include "model/tensor_params.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace effortlab::model {

/// SAME padding: as much as makes outputs = ceil(input / stride); the odd element at the end (upper) or at the start.
enum class AutoPad { None, SameUpper, SameLower };

/// A sliding 2-D window. Padding is zeros around the map, in elements; with `autoPad` the map's size decides it and the
/// four numbers are not used. A 1-D kernel over [N, C, L] is one over [N, C, 1, L].
struct Window2d {
  std::int64_t kernelH = 1, kernelW = 1;
  std::int64_t strideH = 1, strideW = 1;
  std::int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  std::int64_t dilationH = 1, dilationW = 1;
  AutoPad autoPad = AutoPad::None;
  bool operator==(const Window2d&) const = default;
};

/// Weights: [K, C/groups, R, S]; bias: [K] where the node has a second tensor.
struct ConvolutionParams {
  std::int64_t outputs = 0;
  Window2d window;
  std::int64_t groups = 1;
};

/// The transpose of a convolution. Weights: [C, K/groups, R, S]; bias: [K] where the node has a second tensor. The
/// window's padding is cut from the result; output padding adds to its far edges.
struct DeconvolutionParams {
  std::int64_t outputs = 0;
  Window2d window;
  std::int64_t groups = 1;
  std::int64_t outputPadH = 0, outputPadW = 0;
  std::int64_t outputH = 0, outputW = 0;  ///< ONNX output_shape: the size wanted; 0: from the other numbers
};

/// y = W x + b over the flattened image. Weights: [K, inputs]; bias: [K] where the node has a second tensor.
struct FullyConnectedParams {
  std::int64_t outputs = 0;
};

/// Element-wise functions of one variable. `alpha` and `beta` mean what ONNX's operator of that name says.
enum class ActivationKind {
  Relu,
  LeakyRelu,        ///< alpha: slope below 0
  ThresholdedRelu,  ///< alpha: 0 up to it
  Clip,             ///< alpha: low end, beta: high end; ReLU6 is 0 to 6
  Sigmoid,
  Tanh,
  Elu,          ///< alpha
  Selu,         ///< alpha, beta = gamma
  Celu,         ///< alpha
  HardSigmoid,  ///< alpha, beta: clip(alpha x + beta, 0, 1)
  HardSwish,    ///< x clip(x / 6 + 1 / 2, 0, 1)
  Swish,        ///< x sigmoid(x)
  Mish,
  Softplus,
  Softsign,
  Power,  ///< Caffe: (beta x + gamma)^alpha
  Exp,
  Log,
  Sqrt,
  Abs,
  Negate,
  Reciprocal,
  Floor,
  Ceil,
  Round,  ///< halves to even
  Sign,
  Erf,
  Sin,
  Cos,
  Tan,
  Asin,
  Acos,
  Atan,
  Sinh,
  Cosh,
  Asinh,
  Acosh,
  Atanh,
};

struct ActivationParams {
  ActivationKind kind = ActivationKind::Relu;
  float alpha = 0.0F, beta = 0.0F, gamma = 0.0F;
};

/// Negative inputs are multiplied by a slope. Weights: the slopes, [1], [C] along axis 1, or any shape that broadcasts.
struct PReluParams {};

enum class PoolKind { Max, Average };
enum class PoolRounding { Floor, Ceil };
/// By what an average is divided: cells inside the map (ONNX default), the whole kernel (count_include_pad), or the
/// kernel clipped to the padded map (Caffe).
enum class PoolDivisor { InsideOnly, WholeKernel, ClippedToPadding };

struct PoolParams {
  PoolKind kind = PoolKind::Max;
  bool global = false;  ///< the window is the whole map; `window` is ignored
  Window2d window;
  PoolRounding rounding = PoolRounding::Floor;
  PoolDivisor divisor = PoolDivisor::InsideOnly;
  bool dropLastOutside = false;  ///< Caffe: no window may start beyond the map and its leading padding
};

struct ConcatParams {
  int axis = 1;  ///< negative counts from the end
};

struct SoftmaxParams {
  int axis = 1;  ///< negative counts from the end
  bool log = false;
  bool joined = false;  ///< ONNX before 13: over all axes from `axis` on at once
};

enum class LrnRegion { AcrossChannels, WithinChannel };

/// y = x / (k + alpha / n sum x^2)^beta; n = size across channels, size^2 within one.
struct LrnParams {
  LrnRegion region = LrnRegion::AcrossChannels;
  std::int64_t size = 5;
  float alpha = 1e-4F, beta = 0.75F, k = 1.0F;
};

/// y = scale (x - mean) / sqrt(variance + epsilon) + shift along axis 1. Weights: scale, shift, mean, variance, each
/// [C].
struct BatchNormParams {
  float epsilon = 1e-5F;
};

/// y = scale x + shift along axis 1. Weights: scale [C] and, where the node has a second tensor, shift [C].
struct ScaleParams {};

/// Layers with nothing to do at inference, and those whose work an earlier layer's weights took over.
enum class IdentityKind { Identity, Dropout, FoldedBatchNorm, FoldedScale };

struct IdentityParams {
  IdentityKind kind = IdentityKind::Identity;
};

using LayerParams =
    std::variant<ConvolutionParams, DeconvolutionParams, FullyConnectedParams, MatMulParams, ActivationParams,
                 PReluParams, PoolParams, LrnParams, BatchNormParams, ScaleParams, NormalizeParams, ElementwiseParams,
                 ReduceParams, SoftmaxParams, ConcatParams, SplitParams, StridedSliceParams, FlattenParams,
                 ReshapeParams, SqueezeParams, UnsqueezeParams, TransposeParams, PadParams, ResizeParams,
                 ConstantParams, PriorBoxParams, DetectionOutputParams, YoloParams, IdentityParams>;

/// The layer's name as shown to users: "Convolution", "ReLU", "Max pooling" ...
std::string_view layerTypeName(const LayerParams& params);

}  // namespace effortlab::model
