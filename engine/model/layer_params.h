#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace effortlab::model {

/// A sliding 2-D window. Padding is zeros around the map, in elements.
struct Window2d {
  std::int64_t kernelH = 1, kernelW = 1;
  std::int64_t strideH = 1, strideW = 1;
  std::int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  std::int64_t dilationH = 1, dilationW = 1;
};

/// Weights: [K, C/groups, R, S]; bias: [K] where the node has a second tensor.
struct ConvolutionParams {
  std::int64_t outputs = 0;
  Window2d window;
  std::int64_t groups = 1;
};

/// y = W x + b over the flattened image. Weights: [K, inputs]; bias: [K] where the node has a second tensor.
struct FullyConnectedParams {
  std::int64_t outputs = 0;
};

enum class ActivationKind { Relu, Sigmoid, Tanh };

struct ActivationParams {
  ActivationKind kind = ActivationKind::Relu;
};

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
};

/// Joins the axes [axis, endAxis] into one. `onnxTwoDims`: ONNX's Flatten, always two dimensions, split before `axis`.
struct FlattenParams {
  int axis = 1;
  int endAxis = -1;
  bool onnxTwoDims = false;
};

/// Dropout and Identity: nothing to do at inference.
struct IdentityParams {};

using LayerParams = std::variant<ConvolutionParams, FullyConnectedParams, ActivationParams, PoolParams, ConcatParams,
                                 SoftmaxParams, FlattenParams, IdentityParams>;

/// The layer's name as shown to users: "Convolution", "ReLU", "Max pooling" ...
std::string_view layerTypeName(const LayerParams& params);

}  // namespace effortlab::model
