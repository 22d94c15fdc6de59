#include "core/error.h"
#include "nn/layer_ops.h"
#include "random_graphs.h"
#include "random_layers.h"

#include <algorithm>
#include <map>

namespace effortlab::tests {

namespace {

using namespace model;

constexpr std::int64_t largestTensor = 20'000;  ///< elements; keeps a thousand networks fast
constexpr int mostLayers = 12;

std::vector<Shape> shapesAfter(const NamedNode& node, const std::vector<Shape>& inputs) {
  const Node plain{.name = node.name, .params = node.params, .inputs = {}, .outputs = {}, .weights = node.weights};
  return nn::layerOps(node.params).outputShapes(plain, inputs);
}

class GraphDraw {
public:
  explicit GraphDraw(const RandomGraphOptions& options) : m_dice(options.seed), m_layers(m_dice, options.forOpenCv) {
    m_graph.file = "random graph " + std::to_string(options.seed);
    m_graph.name = "random";
  }

  NamedGraph draw() {
    const Shape input{1, m_dice.between(1, 13), m_dice.between(1, 17), m_dice.between(1, 17)};
    m_graph.inputs = {{"x", input}};
    m_values = {{"x", input}};
    const auto layers = static_cast<std::size_t>(m_dice.between(1, mostLayers));
    for (int attempts = 0; m_graph.nodes.size() < layers && attempts < 100; ++attempts)
      addOne();
    joinEnds();
    return m_graph;
  }

private:
  struct Drawn {
    std::string name;
    Shape shape;
  };

  void addOne() {
    switch (m_dice.between(1, 8)) {
      case 1: return addJoin();
      case 2: return addSplit();
      default: break;
    }
    const Drawn from = m_dice.oneIn(3) ? m_dice.pick(m_values) : m_values.back();
    if (const auto params = m_layers.draw(from.shape))
      add(*params, {from}, 1);
  }

  /// Two tensors of one shape added, multiplied or compared; or joined along the channels.
  void addJoin() {
    const Drawn first = m_values.back();
    std::vector<Drawn> equal, joinable;
    for (const Drawn& other : m_values) {
      Shape channels = other.shape;
      if (other.shape == first.shape && other.name != first.name)
        equal.push_back(other);
      if (channels.rank() == first.shape.rank() && channels.rank() > 1) {
        channels[1] = first.shape[1];
        if (channels == first.shape && other.name != first.name)
          joinable.push_back(other);
      }
    }
    using Kind = ElementwiseKind;
    if (!equal.empty() && m_dice.oneIn(2)) {
      ElementwiseParams params;
      params.kind = m_dice.pick(std::vector{Kind::Add, Kind::Multiply, Kind::Max});
      if (params.kind == Kind::Add && m_dice.oneIn(3))
        params.coefficients = {1.0F, m_dice.real(-1.0F, 1.0F)};
      add(params, {first, m_dice.pick(equal)}, 1);
    } else if (!joinable.empty()) {
      add(ConcatParams{1}, {first, m_dice.pick(joinable)}, 1);
    }
  }

  void addSplit() {
    const Drawn from = m_values.back();
    const std::int64_t parts = from.shape.rank() < 2 ? 1 : from.shape[1] % 3 == 0 ? 3 : from.shape[1] % 2 == 0 ? 2 : 1;
    if (parts > 1)
      add(SplitParams{.axis = 1, .sizes = {}, .parts = parts}, {from}, static_cast<int>(parts));
  }

  void add(const LayerParams& params, const std::vector<Drawn>& from, int outputs) {
    NamedNode node{"layer" + std::to_string(m_graph.nodes.size()), params, {}, {}, {}};
    std::vector<Shape> shapes;
    for (const Drawn& value : from) {
      node.inputs.push_back(value.name);
      shapes.push_back(value.shape);
    }
    try {
      fillWeights(node, shapes[0]);
      shapes = shapesAfter(node, shapes);
    } catch (const Error&) {
      return;  // does not fit: another layer is drawn
    }
    if (shapes.size() != static_cast<std::size_t>(outputs) || shapes[0].elementCount() > largestTensor)
      return;
    node.weights.clear();
    for (int i = 0; i < outputs; ++i) {
      node.outputs.push_back(node.name + (i == 0 ? "" : "_" + std::to_string(i)) + "_out");
      m_values.push_back({node.outputs.back(), shapes[static_cast<std::size_t>(i)]});
    }
    m_graph.nodes.push_back(std::move(node));
  }

  void joinEnds() {
    std::vector<std::string> ends;
    for (const Drawn& value : m_values)
      if (value.name != "x" && std::none_of(m_graph.nodes.begin(), m_graph.nodes.end(), [&](const NamedNode& node) {
            return std::find(node.inputs.begin(), node.inputs.end(), value.name) != node.inputs.end();
          }))
        ends.push_back(value.name);
    NamedNode join{"join", ConcatParams{1}, {}, {}, {}};
    for (const std::string& end : ends) {
      m_graph.nodes.push_back(
          {"row_" + end, FlattenParams{.axis = 1, .endAxis = -1, .onnxTwoDims = true}, {end}, {end + "_row"}, {}});
      join.inputs.push_back(end + "_row");
    }
    m_graph.outputs = join.inputs;
    if (ends.size() > 1) {
      join.outputs = {"y"};
      m_graph.nodes.push_back(std::move(join));
      m_graph.outputs = {"y"};
    }
  }

  Dice m_dice;
  RandomLayers m_layers;
  NamedGraph m_graph;
  std::vector<Drawn> m_values;
};

}  // namespace

NamedGraph randomGraph(const RandomGraphOptions& options) {
  return GraphDraw(options).draw();
}

NamedGraph withWeights(NamedGraph graph) {
  std::map<std::string, Shape> shapes(graph.inputs.begin(), graph.inputs.end());
  for (NamedNode& node : graph.nodes) {
    std::vector<Shape> inputs;
    for (const std::string& input : node.inputs)
      inputs.push_back(shapes.at(input));
    fillWeights(node, inputs.at(0));
    const std::vector<Shape> outputs = shapesAfter(node, inputs);
    for (std::size_t i = 0; i < outputs.size() && i < node.outputs.size(); ++i)
      shapes[node.outputs[i]] = outputs[i];
  }
  return graph;
}

}  // namespace effortlab::tests
