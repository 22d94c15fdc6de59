#include "nn/identity.h"

#include "nn/layer_checks.h"

#include <algorithm>

namespace effortlab::nn {

namespace {

std::vector<Shape> identityShapes(const model::Node&, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  return {inputs[0]};
}

std::int64_t identityMacs(const model::Node&, std::span<const Shape>, std::span<const Shape>) {
  return 0;
}

void identityRun(const model::Node&, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                 const KernelContext&) {
  std::copy_n(inputs[0]->data(), inputs[0]->size(), outputs[0].data());
}

}  // namespace

const LayerOps identityOps{identityShapes, identityMacs, identityRun};

}  // namespace effortlab::nn
