#pragma once

#include "core/shape.h"
#include "core/tensor.h"
#include "model/graph.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace effortlab::nn {

/// Which implementation computes a layer.
enum class KernelSet {
  Reference,  ///< plain loops in double-checked order: the oracle
  Naive,      ///< the thesis's baseline: the same loops, one thread, no vectorizer
  Eigen,      ///< im2col and Eigen's matrix product in blocks on TBB
};

struct KernelContext {
  KernelSet kernels = KernelSet::Eigen;
  bool parallel = true;  ///< may split one layer over the arena's threads
  std::stop_token stop;  ///< kernels return early once requested; Network then throws Error{Cancelled}
};

/// What the network needs to know of a layer kind. One table a kind, in its own file.
struct LayerOps {
  /// Shapes of the outputs. Errors: Error{ShapeMismatch} when inputs or weights do not fit.
  std::vector<Shape> (*outputShapes)(const model::Node& node, std::span<const Shape> inputs);
  /// Dense multiply-accumulates of a whole batch, zero weights and padding included.
  std::int64_t (*macs)(const model::Node& node, std::span<const Shape> inputs, std::span<const Shape> outputs);
  /// Computes `outputs`, already of the right shape; detection output may put a smaller tensor in its place.
  void (*run)(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
              const KernelContext& context);
  /// Whether each image of a batch (axis 0) is computed on its own, so that any number may run at once.
  bool (*perImage)(const model::Node& node, std::span<const Shape> inputs);
};

const LayerOps& layerOps(const model::LayerParams& params);

}  // namespace effortlab::nn
