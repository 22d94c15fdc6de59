#include "effort/effort_layer.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

using model::ActivationKind;
using model::Graph;

bool isMaxPool(const model::LayerParams& params) {
  const auto* pool = std::get_if<model::PoolParams>(&params);
  return pool != nullptr && pool->kind == model::PoolKind::Max;
}

/// The activations SPET has a rule for.
bool saturates(ActivationKind kind) {
  return kind == ActivationKind::Relu || kind == ActivationKind::Sigmoid || kind == ActivationKind::Tanh;
}

/// Layers that only pick or rearrange elements: an element-wise, non-decreasing function behind them may as well stand
/// before them.
bool commutesWithActivation(const model::LayerParams& params) {
  return isMaxPool(params) || std::holds_alternative<model::ConcatParams>(params) ||
         std::holds_alternative<model::FlattenParams>(params) || std::holds_alternative<model::IdentityParams>(params);
}

/// True when every reader of the value, however far behind commuting layers, is a ReLU.
bool leadsOnlyToRelu(const Graph& graph, int value) {
  const auto& consumers = graph.values[static_cast<std::size_t>(value)].consumers;
  if (consumers.empty())
    return false;
  return std::all_of(consumers.begin(), consumers.end(), [&](int index) {
    const model::Node& node = graph.nodes[static_cast<std::size_t>(index)];
    if (const auto* activation = std::get_if<model::ActivationParams>(&node.params))
      return activation->kind == ActivationKind::Relu;
    return commutesWithActivation(node.params) && leadsOnlyToRelu(graph, node.outputs.front());
  });
}

/// True when no element of the value can be negative.
bool isNonNegative(const Graph& graph, int value) {
  const int producer = graph.values[static_cast<std::size_t>(value)].producer;
  if (producer < 0)
    return false;
  const model::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
  if (const auto* activation = std::get_if<model::ActivationParams>(&node.params))
    return activation->kind == ActivationKind::Relu || activation->kind == ActivationKind::Sigmoid;
  if (std::holds_alternative<model::SoftmaxParams>(node.params))
    return true;
  const bool keepsSign = std::holds_alternative<model::PoolParams>(node.params) || commutesWithActivation(node.params);
  return keepsSign &&
         std::all_of(node.inputs.begin(), node.inputs.end(), [&](int input) { return isNonNegative(graph, input); });
}

void findActivation(const Graph& graph, const model::Node& node, EffortLayer& layer) {
  const int output = node.outputs.front();
  const auto& consumers = graph.values[static_cast<std::size_t>(output)].consumers;
  const bool isGraphOutput = std::find(graph.outputs.begin(), graph.outputs.end(), output) != graph.outputs.end();
  if (isGraphOutput)
    return;
  if (consumers.size() == 1) {
    const model::Node& reader = graph.nodes[static_cast<std::size_t>(consumers.front())];
    const auto* activation = std::get_if<model::ActivationParams>(&reader.params);
    if (activation != nullptr && saturates(activation->kind)) {
      layer.activation = activation->kind;
      layer.activationNode = consumers.front();
      return;
    }
  }
  // Only ReLU may be applied twice, here and again where it stands in the graph.
  if (leadsOnlyToRelu(graph, output))
    layer.activation = ActivationKind::Relu;
}

}  // namespace

std::vector<EffortLayer> findEffortLayers(const Graph& graph) {
  std::vector<EffortLayer> layers;
  for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
    const model::Node& node = graph.nodes[index];
    const bool convolution = std::holds_alternative<model::ConvolutionParams>(node.params);
    if (!convolution && !std::holds_alternative<model::FullyConnectedParams>(node.params))
      continue;
    const Shape& weights = node.weights.front()->shape();
    EffortLayer layer;
    layer.node = static_cast<int>(index);
    layer.name = node.name;
    layer.convolution = convolution;
    layer.outputs = weights[0];
    layer.taps = weights.elementCount(1, weights.rank());
    layer.nonNegativeInputs = isNonNegative(graph, node.inputs.front());
    findActivation(graph, node, layer);
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace effortlab::effort
