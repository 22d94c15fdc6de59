#include "model/graph.h"

#include "core/error.h"
#include "nn/layer_ops.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <span>

namespace effortlab::model {

namespace {

constexpr std::int64_t maxValueElements = std::int64_t{1} << 31;

/// Turns tensor names into numbers, in file order.
class GraphBuilder {
public:
  explicit GraphBuilder(NamedGraph named) : m_named(std::move(named)) {}

  std::shared_ptr<const Graph> build() {
    m_graph.name = m_named.name;
    addInputs();
    for (std::size_t i = 0; i < m_named.nodes.size(); ++i)
      addNode(static_cast<int>(i));
    resolveForwardReads();
    chooseOutputs();
    sortNodes();
    linkValues();
    checkWeights();
    m_graph.batchable = isBatchable();
    if (m_graph.batchable)
      for (GraphInput& input : m_graph.inputs)
        input.shape = input.shape.withBatch(1);
    checkShapes();
    return std::make_shared<const Graph>(std::move(m_graph));
  }

private:
  /// A read of a tensor that only a later layer of the file produces.
  struct ForwardRead {
    int node;
    std::size_t input;
  };

  [[noreturn]] void fail(ErrorCode code, const std::string& place, const std::string& detail) const {
    throw Error::inFile(code, m_named.file, place, detail);
  }

  static std::string layerPlace(const std::string& name) { return "layer " + name; }

  int addValue(const std::string& name, int producer) {
    m_graph.values.push_back({name, producer, {}});
    const int number = static_cast<int>(m_graph.values.size()) - 1;
    m_current[name] = number;
    return number;
  }

  void addInputs() {
    if (m_named.inputs.empty())
      fail(ErrorCode::MissingData, "", "the network has no input");
    if (m_named.nodes.empty())
      fail(ErrorCode::MissingData, "", "the network has no layers");
    for (const auto& [name, declared] : m_named.inputs) {
      if (m_current.contains(name))
        fail(ErrorCode::WrongFormat, "input " + name, "declared twice");
      const Shape shape = declared;
      const auto dims = shape.dims();
      if (dims.empty() || std::any_of(dims.begin(), dims.end(), [](std::int64_t dim) { return dim < 1; }))
        fail(ErrorCode::ShapeMismatch, "input " + name, "its size " + shape.toString() + " is not fixed");
      m_graph.inputs.push_back({addValue(name, -1), shape});
      checkSize("input " + name, shape);
    }
  }

  void addNode(int index) {
    NamedNode& from = m_named.nodes[static_cast<std::size_t>(index)];
    Node node{from.name, from.params, {}, {}, from.weights};
    for (const std::string& input : from.inputs) {
      const auto found = m_current.find(input);
      if (found == m_current.end())
        m_forwardReads.push_back({index, node.inputs.size()});
      node.inputs.push_back(found == m_current.end() ? -1 : found->second);
    }
    for (const std::string& output : from.outputs) {
      const auto found = m_current.find(output);
      const bool inPlace = found != m_current.end() &&
                           std::find(node.inputs.begin(), node.inputs.end(), found->second) != node.inputs.end();
      if (found != m_current.end() && !inPlace)
        fail(ErrorCode::WrongFormat, layerPlace(from.name),
             "produces the tensor " + output + ", which " + producerText(found->second) + " produces already");
      node.outputs.push_back(addValue(output, index));
    }
    m_graph.nodes.push_back(std::move(node));
  }

  std::string producerText(int value) const {
    const int producer = m_graph.values[static_cast<std::size_t>(value)].producer;
    if (producer < 0)
      return "the network's input";
    return "layer " + m_named.nodes[static_cast<std::size_t>(producer)].name;
  }

  void resolveForwardReads() {
    for (const ForwardRead& read : m_forwardReads) {
      const NamedNode& named = m_named.nodes[static_cast<std::size_t>(read.node)];
      const std::string& name = named.inputs[read.input];
      const auto found = m_current.find(name);
      if (found == m_current.end())
        fail(ErrorCode::MissingData, layerPlace(named.name), "reads the tensor " + name + ", which no layer produces");
      m_graph.nodes[static_cast<std::size_t>(read.node)].inputs[read.input] = found->second;
    }
  }

  void chooseOutputs() {
    for (const std::string& name : m_named.outputs) {
      const auto found = m_current.find(name);
      if (found == m_current.end())
        fail(ErrorCode::MissingData, "output " + name, "no layer produces it");
      m_graph.outputs.push_back(found->second);
    }
    if (!m_graph.outputs.empty())
      return;
    std::vector<bool> isRead(m_graph.values.size());
    for (const Node& node : m_graph.nodes)
      for (const int value : node.inputs)
        isRead[static_cast<std::size_t>(value)] = true;
    for (std::size_t value = 0; value < isRead.size(); ++value)
      if (!isRead[value] && m_graph.values[value].producer >= 0)
        m_graph.outputs.push_back(static_cast<int>(value));
  }

  /// Among the nodes whose inputs are there, the first of the file comes first.
  void sortNodes() {
    const std::size_t count = m_graph.nodes.size();
    std::vector<std::vector<int>> successors(count);
    std::vector<int> waiting(count, 0);
    for (std::size_t i = 0; i < count; ++i)
      for (const int producer : producersOf(static_cast<int>(i))) {
        successors[static_cast<std::size_t>(producer)].push_back(static_cast<int>(i));
        ++waiting[i];
      }
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (std::size_t i = 0; i < count; ++i)
      if (waiting[i] == 0)
        ready.push(static_cast<int>(i));
    std::vector<int> order;
    while (!ready.empty()) {
      order.push_back(ready.top());
      ready.pop();
      for (const int next : successors[static_cast<std::size_t>(order.back())])
        if (--waiting[static_cast<std::size_t>(next)] == 0)
          ready.push(next);
    }
    if (order.size() < count)
      failOnCycle(waiting);
    applyOrder(order);
  }

  /// Producing nodes of a node's inputs, each once.
  std::set<int> producersOf(int node) const {
    std::set<int> producers;
    for (const int value : m_graph.nodes[static_cast<std::size_t>(node)].inputs)
      if (const int producer = m_graph.values[static_cast<std::size_t>(value)].producer; producer >= 0)
        producers.insert(producer);
    return producers;
  }

  /// Every node that still waits has a producer that waits: walking back must come round.
  [[noreturn]] void failOnCycle(const std::vector<int>& waiting) const {
    const auto first = std::find_if(waiting.begin(), waiting.end(), [](int count) { return count > 0; });
    int node = static_cast<int>(first - waiting.begin());
    std::vector<int> path;
    while (std::find(path.begin(), path.end(), node) == path.end()) {
      path.push_back(node);
      for (const int producer : producersOf(node))
        if (waiting[static_cast<std::size_t>(producer)] > 0) {
          node = producer;
          break;
        }
    }
    std::string names = m_graph.nodes[static_cast<std::size_t>(node)].name;
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
      names += " -> " + m_graph.nodes[static_cast<std::size_t>(*it)].name;
      if (*it == node)
        break;
    }
    fail(ErrorCode::WrongFormat, "", "its layers form a cycle: " + names);
  }

  void applyOrder(const std::vector<int>& order) {
    std::vector<int> position(order.size());
    std::vector<Node> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
      position[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
      sorted.push_back(std::move(m_graph.nodes[static_cast<std::size_t>(order[i])]));
    }
    m_graph.nodes = std::move(sorted);
    for (Value& value : m_graph.values)
      if (value.producer >= 0)
        value.producer = position[static_cast<std::size_t>(value.producer)];
  }

  void linkValues() {
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i)
      for (const int input : m_graph.nodes[i].inputs) {
        std::vector<int>& consumers = m_graph.values[static_cast<std::size_t>(input)].consumers;
        if (consumers.empty() || consumers.back() != static_cast<int>(i))
          consumers.push_back(static_cast<int>(i));
      }
  }

  void checkWeights() const {
    for (const Node& node : m_graph.nodes)
      for (std::size_t i = 0; i < node.weights.size(); ++i) {
        if (!node.weights[i])
          fail(ErrorCode::MissingData, layerPlace(node.name), i == 0 ? "weights missing" : "biases missing");
        const std::span<const float> values = node.weights[i]->values();
        const auto bad = std::find_if(values.begin(), values.end(), [](float v) { return !(v - v == 0.0F); });
        if (bad != values.end())
          fail(ErrorCode::NotFinite, layerPlace(node.name),
               (i == 0 ? "weight " : "bias ") + std::to_string(bad - values.begin()) + " is not a finite number");
      }
  }

  void checkShapes() const {
    walkShapes([](const Node&, std::span<const Shape>) { return true; });
  }

  bool isBatchable() const {
    return walkShapes([](const Node& node, std::span<const Shape> inputs) {
      return nn::layerOps(node.params).perImage(node, inputs);
    });
  }

  /// Works out and checks all shapes from the inputs on; stops where `visit(node, inputShapes)` says false, and says
  /// so.
  template <typename Visit>
  bool walkShapes(const Visit& visit) const {
    std::vector<Shape> shapes(m_graph.values.size());
    for (const GraphInput& input : m_graph.inputs)
      shapes[static_cast<std::size_t>(input.value)] = input.shape;
    for (const Node& node : m_graph.nodes) {
      std::vector<Shape> inputs;
      for (const int value : node.inputs)
        inputs.push_back(shapes[static_cast<std::size_t>(value)]);
      const std::vector<Shape> outputs = outputShapes(node, inputs);
      if (!visit(node, inputs))
        return false;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        checkSize(layerPlace(node.name), outputs[i]);
        shapes[static_cast<std::size_t>(node.outputs[i])] = outputs[i];
      }
    }
    return true;
  }

  std::vector<Shape> outputShapes(const Node& node, const std::vector<Shape>& inputs) const {
    std::vector<Shape> outputs;
    try {
      outputs = nn::layerOps(node.params).outputShapes(node, inputs);
    } catch (const Error& error) {
      fail(error.code(), layerPlace(node.name), error.what());
    }
    if (outputs.size() != node.outputs.size())
      fail(ErrorCode::WrongFormat, layerPlace(node.name),
           "names " + std::to_string(node.outputs.size()) + " outputs, expected " + std::to_string(outputs.size()));
    return outputs;
  }

  /// A damaged size must not become an allocation of terabytes.
  void checkSize(const std::string& place, const Shape& shape) const {
    std::int64_t count = maxValueElements + 1;
    try {
      count = shape.elementCount();
    } catch (const Error&) {
      // Beyond even what a shape may hold: reported below, with the place.
    }
    if (count > maxValueElements)
      fail(ErrorCode::TooLarge, place, "a tensor of " + shape.toString() + " elements is too large");
  }

  NamedGraph m_named;
  Graph m_graph;
  std::map<std::string, int> m_current;  ///< tensor name -> the value it means at this point of the file
  std::vector<ForwardRead> m_forwardReads;
};

}  // namespace

std::int64_t Graph::parameterCount() const {
  std::set<const Tensor*> counted;  // layers may share a tensor
  std::int64_t count = 0;
  for (const Node& node : nodes)
    for (const TensorPtr& weights : node.weights)
      if (weights && counted.insert(weights.get()).second)
        count += weights->size();
  return count;
}

std::shared_ptr<const Graph> buildGraph(NamedGraph named) {
  return GraphBuilder(std::move(named)).build();
}

}  // namespace effortlab::model
