#pragma once

#include "core/tensor.h"
#include "model/graph.h"
#include "nn/layer_ops.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace effortlab::nn {

/// Tensors by value number; null where not computed or no longer needed.
using Values = std::vector<TensorPtr>;

/// Takes a node over from the kernels: writes its outputs and returns true, or returns false to leave it to them.
using NodeOverride = std::function<bool(int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs)>;

struct RunOptions {
  KernelContext context;
  NodeOverride override;
  std::function<void(int node, double ms)> onNodeTime;  ///< wall-clock of each node
};

/// Executes a graph. Holds no state of a run: const and safe to call concurrently. Any input size the graph allows.
class Network {
public:
  explicit Network(std::shared_ptr<const model::Graph> graph);

  const model::Graph& graph() const noexcept { return *m_graph; }
  const std::shared_ptr<const model::Graph>& graphPtr() const noexcept { return m_graph; }

  /// Shapes of all values for these inputs (in the order of Graph::inputs). Errors: Error{ShapeMismatch};
  /// Error{Unsupported} for another first dimension than declared where the graph is not batchable.
  std::vector<Shape> shapes(std::span<const Shape> inputs) const;
  /// Dense MACs of each node, given all value shapes.
  std::vector<std::int64_t> macs(std::span<const Shape> valueShapes) const;

  /// First output for one input tensor. Errors: Error{ShapeMismatch, Unsupported, Cancelled}.
  Tensor run(TensorPtr input, const RunOptions& options) const;

  /// All outputs, in the order of Graph::outputs, for inputs in the order of Graph::inputs. Same errors.
  std::vector<Tensor> runAll(std::vector<TensorPtr> inputs, const RunOptions& options) const;

  /// Runs nodes [first, last) on `values`, which must hold what they read; drops values no later node needs (graph
  /// outputs stay). Errors: Error{Cancelled}, Error{ShapeMismatch}.
  void runRange(Values& values, int first, int last, const RunOptions& options) const;

  /// Values that nodes >= `node` read and nodes < `node` (or the input) produce: what a restart there needs.
  std::vector<int> liveBefore(int node) const;

private:
  std::shared_ptr<const model::Graph> m_graph;
};

}  // namespace effortlab::nn
