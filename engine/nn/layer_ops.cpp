#include "nn/layer_ops.h"

#include "nn/activation.h"
#include "nn/concat.h"
#include "nn/conv2d.h"
#include "nn/flatten.h"
#include "nn/fully_connected.h"
#include "nn/identity.h"
#include "nn/pool.h"
#include "nn/softmax.h"

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
  const LayerOps& operator()(const model::IdentityParams&) const { return identityOps; }
};

}  // namespace

const LayerOps& layerOps(const model::LayerParams& params) {
  return std::visit(OpsOf{}, params);
}

}  // namespace effortlab::nn
