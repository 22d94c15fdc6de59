#pragma once

#include "core/error.h"
#include "model/graph.h"
#include "model/onnx_emitter.h"

#include <string>
#include <vector>

namespace effortlab::model {

/// One layer on its way into an ONNX file: steps whose results only the layer knows, and a last one that is named like
/// the layer and writes its outputs.
struct OnnxLayer {
  const Node& node;
  std::vector<Shape> inputShapes, outputShapes;  ///< for the declared input
  OnnxNames inputs, outputs;
  OnnxEmitter& to;
  bool& fixedBatch;  ///< set by a layer that can only be written for the declared number of images

  std::string step(std::string_view type, const OnnxNames& from, const OnnxOptions& options = {}) const;
  void finish(std::string_view type, const OnnxNames& from, const OnnxOptions& options = {}) const;

  std::string weights(std::size_t index) const;
  std::string weights(std::size_t index, const Shape& shape) const;
  /// [C] as [C, 1, 1 ...], which broadcasts along axis 1 of the first input; [1] stays.
  std::string channelWeights(std::size_t index) const;
  std::string number(float value) const;
  std::string numbers(std::span<const float> values, const Shape& shape) const;
  std::string integers(const std::vector<std::int64_t>& values) const;

  Error unsupported(const std::string& why) const;
};

/// One function a kind. Errors: Error{Unsupported} where ONNX's operators cannot say the same.
void writeOnnx(const OnnxLayer& layer, const ConvolutionParams& params);
void writeOnnx(const OnnxLayer& layer, const DeconvolutionParams& params);
void writeOnnx(const OnnxLayer& layer, const FullyConnectedParams& params);
void writeOnnx(const OnnxLayer& layer, const MatMulParams& params);
void writeOnnx(const OnnxLayer& layer, const ActivationParams& params);
void writeOnnx(const OnnxLayer& layer, const PReluParams& params);
void writeOnnx(const OnnxLayer& layer, const PoolParams& params);
void writeOnnx(const OnnxLayer& layer, const LrnParams& params);
void writeOnnx(const OnnxLayer& layer, const BatchNormParams& params);
void writeOnnx(const OnnxLayer& layer, const ScaleParams& params);
void writeOnnx(const OnnxLayer& layer, const NormalizeParams& params);
void writeOnnx(const OnnxLayer& layer, const ElementwiseParams& params);
void writeOnnx(const OnnxLayer& layer, const ReduceParams& params);
void writeOnnx(const OnnxLayer& layer, const SoftmaxParams& params);
void writeOnnx(const OnnxLayer& layer, const ConcatParams& params);
void writeOnnx(const OnnxLayer& layer, const SplitParams& params);
void writeOnnx(const OnnxLayer& layer, const StridedSliceParams& params);
void writeOnnx(const OnnxLayer& layer, const FlattenParams& params);
void writeOnnx(const OnnxLayer& layer, const ReshapeParams& params);
void writeOnnx(const OnnxLayer& layer, const SqueezeParams& params);
void writeOnnx(const OnnxLayer& layer, const UnsqueezeParams& params);
void writeOnnx(const OnnxLayer& layer, const TransposeParams& params);
void writeOnnx(const OnnxLayer& layer, const PadParams& params);
void writeOnnx(const OnnxLayer& layer, const ResizeParams& params);
void writeOnnx(const OnnxLayer& layer, const ConstantParams& params);
void writeOnnx(const OnnxLayer& layer, const PriorBoxParams& params);
void writeOnnx(const OnnxLayer& layer, const DetectionOutputParams& params);
void writeOnnx(const OnnxLayer& layer, const YoloParams& params);
void writeOnnx(const OnnxLayer& layer, const IdentityParams& params);

}  // namespace effortlab::model
