#include "nn/layer_ops.h"

#include "nn/activation.h"
#include "nn/batch_norm.h"
#include "nn/concat.h"
#include "nn/constant.h"
#include "nn/conv2d.h"
#include "nn/deconv2d.h"
#include "nn/detection_output.h"
#include "nn/elementwise.h"
#include "nn/flatten.h"
#include "nn/fully_connected.h"
#include "nn/identity.h"
#include "nn/lrn.h"
#include "nn/matmul.h"
#include "nn/normalize.h"
#include "nn/pad.h"
#include "nn/pool.h"
#include "nn/prelu.h"
#include "nn/prior_box.h"
#include "nn/reduce.h"
#include "nn/reshape.h"
#include "nn/resize.h"
#include "nn/scale.h"
#include "nn/softmax.h"
#include "nn/split.h"
#include "nn/squeeze.h"
#include "nn/strided_slice.h"
#include "nn/transpose.h"
#include "nn/unsqueeze.h"
#include "nn/yolo.h"

namespace effortlab::nn {

namespace {

struct OpsOf {
  const LayerOps& operator()(const model::ConvolutionParams&) const { return conv2dOps; }
  const LayerOps& operator()(const model::FullyConnectedParams&) const { return fullyConnectedOps; }
  const LayerOps& operator()(const model::ActivationParams&) const { return activationOps; }
  const LayerOps& operator()(const model::PoolParams&) const { return poolOps; }
  const LayerOps& operator()(const model::ConcatParams&) const { return concatOps; }
  const LayerOps& operator()(const model::SoftmaxParams&) const { return softmaxOps; }
  const LayerOps& operator()(const model::FlattenParams&) const { return flattenOps; }
  const LayerOps& operator()(const model::DeconvolutionParams&) const { return deconv2dOps; }
  const LayerOps& operator()(const model::MatMulParams&) const { return matmulOps; }
  const LayerOps& operator()(const model::PReluParams&) const { return preluOps; }
  const LayerOps& operator()(const model::LrnParams&) const { return lrnOps; }
  const LayerOps& operator()(const model::BatchNormParams&) const { return batchNormOps; }
  const LayerOps& operator()(const model::ScaleParams&) const { return scaleOps; }
  const LayerOps& operator()(const model::NormalizeParams&) const { return normalizeOps; }
  const LayerOps& operator()(const model::ElementwiseParams&) const { return elementwiseOps; }
  const LayerOps& operator()(const model::ReduceParams&) const { return reduceOps; }
  const LayerOps& operator()(const model::SplitParams&) const { return splitOps; }
  const LayerOps& operator()(const model::StridedSliceParams&) const { return stridedSliceOps; }
  const LayerOps& operator()(const model::ReshapeParams&) const { return reshapeOps; }
  const LayerOps& operator()(const model::SqueezeParams&) const { return squeezeOps; }
  const LayerOps& operator()(const model::UnsqueezeParams&) const { return unsqueezeOps; }
  const LayerOps& operator()(const model::TransposeParams&) const { return transposeOps; }
  const LayerOps& operator()(const model::PadParams&) const { return padOps; }
  const LayerOps& operator()(const model::ResizeParams&) const { return resizeOps; }
  const LayerOps& operator()(const model::ConstantParams&) const { return constantOps; }
  const LayerOps& operator()(const model::PriorBoxParams&) const { return priorBoxOps; }
  const LayerOps& operator()(const model::DetectionOutputParams&) const { return detectionOutputOps; }
  const LayerOps& operator()(const model::YoloParams&) const { return yoloOps; }
  const LayerOps& operator()(const model::IdentityParams&) const { return identityOps; }
};

}  // namespace

const LayerOps& layerOps(const model::LayerParams& params) {
  return std::visit(OpsOf{}, params);
}

}  // namespace effortlab::nn
