#include "nn/constant.h"

#include "core/error.h"
#include "nn/layer_checks.h"
#include "nn/tensor_layout.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<Shape> constantShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 0);
  if (node.weights.size() != 1 || !node.weights[0])
    throw Error(ErrorCode::MissingData, "its tensor is missing");
  requireFilled(node.weights[0]->shape());
  return {node.weights[0]->shape()};
}

void constantRun(const model::Node& node, std::span<const Tensor* const>, std::span<Tensor> outputs,
                 const KernelContext&) {
  std::copy_n(node.weights[0]->data(), node.weights[0]->size(), outputs[0].data());
}

/// Its first dimension does not follow the batch.
bool constantPerImage(const model::Node&, std::span<const Shape>) {
  return false;
}

}  // namespace

const LayerOps constantOps{constantShapes, noMacs, constantRun, constantPerImage};

}  // namespace effortlab::nn
