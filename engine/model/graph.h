#pragma once

#include "core/tensor.h"
#include "model/layer_params.h"

#include <memory>
#include <string>
#include <vector>

namespace effortlab::model {

/// One layer. `inputs` and `outputs` index Graph::values.
struct Node {
  std::string name;
  LayerParams params;
  std::vector<int> inputs;
  std::vector<int> outputs;
  std::vector<TensorPtr> weights;
};

/// A named tensor that flows between layers.
struct Value {
  std::string name;
  int producer = -1;           ///< node that writes it; -1: a graph input
  std::vector<int> consumers;  ///< nodes that read it, ascending
};

struct GraphInput {
  int value = 0;
  Shape shape;  ///< as the file declares it; of a batchable graph the first dimension (batch) is 1
};

/// An immutable directed acyclic graph of layers in topological order; plain data, no kernels.
struct Graph {
  std::string name;
  std::vector<Value> values;
  std::vector<GraphInput> inputs;
  std::vector<Node> nodes;
  std::vector<int> outputs;  ///< values that no layer reads, in file order
  /// Whether images are computed apart, so that any number of them may run at once. Where some layer mixes them, the
  /// inputs keep the first dimension of the file and only that batch fits.
  bool batchable = true;

  std::int64_t parameterCount() const;
};

/// What a reader knows of a layer before values have numbers: tensors by name.
struct NamedNode {
  std::string name;
  LayerParams params;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<TensorPtr> weights;
};

struct NamedGraph {
  std::string file;  ///< for messages
  std::string name;
  std::vector<std::pair<std::string, Shape>> inputs;
  std::vector<NamedNode> nodes;
  std::vector<std::string> outputs;  ///< empty: every value that nothing reads
};

/// Numbers values, sorts nodes topologically and checks everything a kernel relies on: each tensor is produced once and
/// before it is read, no cycle, weights finite and of the shape the layer needs, shapes fit from the declared inputs
/// on. An in-place layer (output name = input name) gets a value of its own. Errors: Error{MissingData, WrongFormat,
/// ShapeMismatch, NotFinite, TooLarge}, each naming file and layer.
std::shared_ptr<const Graph> buildGraph(NamedGraph named);

}  // namespace effortlab::model
