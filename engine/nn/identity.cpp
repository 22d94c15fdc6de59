#include "nn/identity.h"

#include "nn/layer_checks.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<Shape> identityShapes(const model::Node&, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  return {inputs[0]};
}

void identityRun(const model::Node&, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                 const KernelContext&) {
  std::copy_n(inputs[0]->data(), inputs[0]->size(), outputs[0].data());
}

}  // namespace

const LayerOps identityOps{identityShapes, noMacs, identityRun, alwaysPerImage};

}  // namespace effortlab::nn
