#include "detect/graph_at_size.h"

#include "core/error.h"
#include "nn/layer_ops.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace effortlab::detect {

namespace {

std::string sizeOf(model::ImageSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

/// Walks a graph from its inputs on and keeps what can be computed.
class GraphResizer {
public:
  GraphResizer(const model::Graph& graph, model::ImageSize size) : m_graph(graph), m_size(size) {
    m_shapes.resize(graph.values.size());
    nameValues();
  }

  std::shared_ptr<const model::Graph> resize() {
    model::NamedGraph result{.file = m_graph.name, .name = m_graph.name, .inputs = {}, .nodes = {}, .outputs = {}};
    for (const model::GraphInput& input : m_graph.inputs) {
      const auto value = static_cast<std::size_t>(input.value);
      Shape shape = input.shape;
      if (shape.rank() == 4)
        shape = Shape({shape[0], shape[1], m_size.height, m_size.width});
      m_shapes[value] = shape;
      result.inputs.emplace_back(m_names[value], shape);
    }
    for (const model::Node& node : m_graph.nodes)
      keepNode(node, result);
    for (const int output : m_graph.outputs)
      if (m_shapes[static_cast<std::size_t>(output)])
        result.outputs.push_back(m_names[static_cast<std::size_t>(output)]);
    if (result.outputs.empty())
      throw Error(ErrorCode::ShapeMismatch,
                  "an input of " + sizeOf(m_size) + " is too small: no head of the detector fits it");
    return model::buildGraph(std::move(result));
  }

private:
  /// In-place layers share a name; here each value has its own.
  void nameValues() {
    std::set<std::string> taken;
    for (const model::Value& value : m_graph.values) {
      std::string name = value.name;
      while (!taken.insert(name).second)
        name += "'";
      m_names.push_back(name);
    }
  }

  /// Only windows may fail to fit: any other mismatch means that the network has one size.
  static bool hasWindow(const model::Node& node) {
    return std::holds_alternative<model::ConvolutionParams>(node.params) ||
           std::holds_alternative<model::PoolParams>(node.params);
  }

  void keepNode(const model::Node& node, model::NamedGraph& result) {
    model::Node kept = node;
    std::erase_if(kept.inputs, [this](int value) { return !m_shapes[static_cast<std::size_t>(value)]; });
    const bool joins = std::holds_alternative<model::ConcatParams>(node.params);
    if (kept.inputs.size() < node.inputs.size() && (!joins || kept.inputs.empty()))
      return;
    if (auto* yolo = std::get_if<model::YoloParams>(&kept.params)) {
      yolo->imageH = m_size.height;
      yolo->imageW = m_size.width;
    }
    std::vector<Shape> inputs;
    for (const int value : kept.inputs)
      inputs.push_back(*m_shapes[static_cast<std::size_t>(value)]);
    std::vector<Shape> outputs;
    try {
      outputs = nn::layerOps(kept.params).outputShapes(kept, inputs);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::ShapeMismatch && hasWindow(node))
        return;
      throw Error(error.code(), "layer " + node.name + " at an input of " + sizeOf(m_size) + ": " + error.what());
    }
    model::NamedNode named{.name = kept.name, .params = kept.params, .inputs = {}, .outputs = {}, .weights = {}};
    named.weights = kept.weights;
    for (const int value : kept.inputs)
      named.inputs.push_back(m_names[static_cast<std::size_t>(value)]);
    for (std::size_t i = 0; i < kept.outputs.size(); ++i) {
      const auto value = static_cast<std::size_t>(kept.outputs[i]);
      m_shapes[value] = outputs[i];
      named.outputs.push_back(m_names[value]);
    }
    result.nodes.push_back(std::move(named));
  }

  const model::Graph& m_graph;
  model::ImageSize m_size;
  std::vector<std::string> m_names;
  std::vector<std::optional<Shape>> m_shapes;  ///< by value; none: it does not fit
};

}  // namespace

std::shared_ptr<const model::Graph> graphAtSize(const model::Graph& graph, model::ImageSize size) {
  return GraphResizer(graph, size).resize();
}

}  // namespace effortlab::detect
