#include "nn/network.h"

#include "core/error.h"

#include <algorithm>
#include <chrono>

namespace effortlab::nn {

namespace {

void throwIfStopped(const std::stop_token& stop) {
  if (stop.stop_requested())
    throw Error(ErrorCode::Cancelled, "stopped");
}

std::vector<Shape> nodeOutputShapes(const model::Node& node, std::span<const Shape> inputs) {
  try {
    return layerOps(node.params).outputShapes(node, inputs);
  } catch (const Error& error) {
    throw Error(error.code(), "layer " + node.name + ": " + error.what());
  }
}

/// The operands of one node, gathered from the values.
struct NodeInputs {
  std::vector<const Tensor*> tensors;
  std::vector<Shape> shapes;
};

NodeInputs gatherInputs(const model::Graph& graph, const model::Node& node, const Values& values) {
  NodeInputs inputs;
  for (const int value : node.inputs) {
    const TensorPtr& tensor = values[static_cast<std::size_t>(value)];
    if (!tensor)
      throw Error(ErrorCode::MissingData, "layer " + node.name + " needs the tensor " +
                                              graph.values[static_cast<std::size_t>(value)].name +
                                              ", which was not computed");
    inputs.tensors.push_back(tensor.get());
    inputs.shapes.push_back(tensor->shape());
  }
  return inputs;
}

/// Computes node `index` and stores its outputs.
void runNode(const model::Graph& graph, int index, Values& values, const RunOptions& options) {
  const model::Node& node = graph.nodes[static_cast<std::size_t>(index)];
  const NodeInputs inputs = gatherInputs(graph, node, values);
  if (std::holds_alternative<model::IdentityParams>(node.params)) {
    values[static_cast<std::size_t>(node.outputs[0])] = values[static_cast<std::size_t>(node.inputs[0])];
    return;
  }
  std::vector<Tensor> outputs;
  for (const Shape& shape : nodeOutputShapes(node, inputs.shapes))
    outputs.emplace_back(shape);
  if (!options.override || !options.override(index, inputs.tensors, outputs))
    layerOps(node.params).run(node, inputs.tensors, outputs, options.context);
  throwIfStopped(options.context.stop);  // a stopped kernel leaves its outputs unfinished
  for (std::size_t i = 0; i < node.outputs.size(); ++i)
    values[static_cast<std::size_t>(node.outputs[i])] = std::make_shared<Tensor>(std::move(outputs[i]));
}

/// Lets go of what no node after `index` reads.
void dropDeadValues(const model::Graph& graph, int index, Values& values) {
  const model::Node& node = graph.nodes[static_cast<std::size_t>(index)];
  const auto dropIfDead = [&](int number) {
    const model::Value& value = graph.values[static_cast<std::size_t>(number)];
    const bool readLater = !value.consumers.empty() && value.consumers.back() > index;
    if (!readLater && std::find(graph.outputs.begin(), graph.outputs.end(), number) == graph.outputs.end())
      values[static_cast<std::size_t>(number)].reset();
  };
  std::for_each(node.inputs.begin(), node.inputs.end(), dropIfDead);
  std::for_each(node.outputs.begin(), node.outputs.end(), dropIfDead);
}

}  // namespace

Network::Network(std::shared_ptr<const model::Graph> graph) : m_graph(std::move(graph)) {
  if (!m_graph)
    throw Error(ErrorCode::InvalidArgument, "a network needs a graph");
}

std::vector<Shape> Network::shapes(std::span<const Shape> inputs) const {
  if (inputs.size() != m_graph->inputs.size())
    throw Error(ErrorCode::ShapeMismatch, "the network has " + std::to_string(m_graph->inputs.size()) +
                                              " inputs, not " + std::to_string(inputs.size()));
  std::vector<Shape> shapes(m_graph->values.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const model::GraphInput& declared = m_graph->inputs[i];
    if (inputs[i].rank() != declared.shape.rank())
      throw Error(ErrorCode::ShapeMismatch,
                  "input is " + inputs[i].toString() + ", expected a shape like " + declared.shape.toString());
    if (!m_graph->batchable && inputs[i][0] != declared.shape[0])
      throw Error(ErrorCode::Unsupported, "the network mixes the images of a batch and computes exactly " +
                                              std::to_string(declared.shape[0]) + " at once, not " +
                                              std::to_string(inputs[i][0]));
    shapes[static_cast<std::size_t>(declared.value)] = inputs[i];
  }
  for (const model::Node& node : m_graph->nodes) {
    std::vector<Shape> nodeInputs;
    for (const int value : node.inputs)
      nodeInputs.push_back(shapes[static_cast<std::size_t>(value)]);
    const std::vector<Shape> outputs = nodeOutputShapes(node, nodeInputs);
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      shapes[static_cast<std::size_t>(node.outputs[i])] = outputs[i];
  }
  return shapes;
}

std::vector<std::int64_t> Network::macs(std::span<const Shape> valueShapes) const {
  std::vector<std::int64_t> result;
  result.reserve(m_graph->nodes.size());
  const auto shapesOf = [&](const std::vector<int>& values) {
    std::vector<Shape> shapes;
    for (const int value : values)
      shapes.push_back(valueShapes[static_cast<std::size_t>(value)]);
    return shapes;
  };
  for (const model::Node& node : m_graph->nodes)
    result.push_back(layerOps(node.params).macs(node, shapesOf(node.inputs), shapesOf(node.outputs)));
  return result;
}

Tensor Network::run(TensorPtr input, const RunOptions& options) const {
  if (!input)
    throw Error(ErrorCode::InvalidArgument, "no input tensor");
  const Shape shape = input->shape();
  static_cast<void>(shapes(std::span(&shape, 1)));  // fails before any work is done
  Values values(m_graph->values.size());
  values[static_cast<std::size_t>(m_graph->inputs[0].value)] = std::move(input);
  runRange(values, 0, static_cast<int>(m_graph->nodes.size()), options);
  return *values[static_cast<std::size_t>(m_graph->outputs[0])];
}

std::vector<Tensor> Network::runAll(std::vector<TensorPtr> inputs, const RunOptions& options) const {
  std::vector<Shape> inputShapes;
  for (const TensorPtr& input : inputs) {
    if (!input)
      throw Error(ErrorCode::InvalidArgument, "no input tensor");
    inputShapes.push_back(input->shape());
  }
  static_cast<void>(shapes(inputShapes));  // fails before any work is done
  Values values(m_graph->values.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    values[static_cast<std::size_t>(m_graph->inputs[i].value)] = std::move(inputs[i]);
  runRange(values, 0, static_cast<int>(m_graph->nodes.size()), options);
  std::vector<Tensor> outputs;
  for (const int output : m_graph->outputs)
    outputs.push_back(*values[static_cast<std::size_t>(output)]);
  return outputs;
}

void Network::runRange(Values& values, int first, int last, const RunOptions& options) const {
  if (values.size() != m_graph->values.size() || first < 0 || last > static_cast<int>(m_graph->nodes.size()))
    throw Error(ErrorCode::InvalidArgument, "values or nodes are not of this network");
  for (int node = first; node < last; ++node) {
    throwIfStopped(options.context.stop);
    const auto start = std::chrono::steady_clock::now();
    runNode(*m_graph, node, values, options);
    if (options.onNodeTime)
      options.onNodeTime(node,
                         std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    dropDeadValues(*m_graph, node, values);
  }
}

std::vector<int> Network::liveBefore(int node) const {
  std::vector<int> live;
  for (std::size_t i = 0; i < m_graph->values.size(); ++i) {
    const model::Value& value = m_graph->values[i];
    const int number = static_cast<int>(i);
    const bool isOutput = std::find(m_graph->outputs.begin(), m_graph->outputs.end(), number) != m_graph->outputs.end();
    const bool readLater = (!value.consumers.empty() && value.consumers.back() >= node) || isOutput;
    if (value.producer < node && readLater)
      live.push_back(number);
  }
  return live;
}

}  // namespace effortlab::nn
