#include "fast/graph_roles.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

struct RoleOf {
  NodeRole operator()(const model::ConvolutionParams&) const { return NodeRole::Convolution; }
  NodeRole operator()(const model::FullyConnectedParams&) const { return NodeRole::FullyConnected; }
  NodeRole operator()(const model::PoolParams&) const { return NodeRole::Pool; }
  NodeRole operator()(const model::ConcatParams&) const { return NodeRole::Concat; }
  NodeRole operator()(const model::IdentityParams&) const { return NodeRole::Alias; }
  NodeRole operator()(const model::FlattenParams&) const { return NodeRole::Alias; }
  NodeRole operator()(const model::ActivationParams& params) const {
    return epilogueOf(params) ? NodeRole::Activation : NodeRole::Plain;
  }
  NodeRole operator()(const model::ElementwiseParams& params) const {
    const bool plainSum = params.kind == model::ElementwiseKind::Add && params.constantAt < 0 &&
                          std::all_of(params.coefficients.begin(), params.coefficients.end(),
                                      [](float factor) { return factor == 1.0F; });
    return plainSum ? NodeRole::Sum : NodeRole::Plain;
  }
  template <typename Params>
  NodeRole operator()(const Params&) const {
    return NodeRole::Plain;
  }
};

/// The node that alone reads the first output of `node`, behind layers with nothing to do; null when there is none
/// such.
const model::Node* onlyReader(const model::Graph& graph, const model::Node& node) {
  const int value = node.outputs.front();
  const auto& consumers = graph.values[static_cast<std::size_t>(value)].consumers;
  const bool isOutput = std::find(graph.outputs.begin(), graph.outputs.end(), value) != graph.outputs.end();
  if (consumers.size() != 1 || isOutput)
    return nullptr;
  const model::Node& reader = graph.nodes[static_cast<std::size_t>(consumers.front())];
  return std::holds_alternative<model::IdentityParams>(reader.params) ? onlyReader(graph, reader) : &reader;
}

bool isMaxPooling(const model::Node& node) {
  const auto* pool = std::get_if<model::PoolParams>(&node.params);
  return pool != nullptr && pool->kind == model::PoolKind::Max;
}

/// Moves the activation behind `node` into it.
void fuseActivation(const model::Graph& graph, const model::Node& node, RoledNode& fused,
                    std::vector<RoledNode>& roles) {
  const model::Node* reader = onlyReader(graph, node);
  const bool behindPool = reader != nullptr && isMaxPooling(*reader);
  if (behindPool)
    reader = onlyReader(graph, *reader);
  if (reader == nullptr)
    return;
  const auto* activation = std::get_if<model::ActivationParams>(&reader->params);
  const std::optional<Epilogue> epilogue = activation != nullptr ? epilogueOf(*activation) : std::nullopt;
  if (!epilogue || (behindPool && !epilogue->relu()))
    return;
  fused.epilogue = *epilogue;
  fused.absorbed = static_cast<int>(reader - graph.nodes.data());
  roles[static_cast<std::size_t>(fused.absorbed)].role = NodeRole::Alias;
}

}  // namespace

std::optional<Epilogue> epilogueOf(const model::ActivationParams& params) noexcept {
  switch (params.kind) {
    case model::ActivationKind::Relu: return reluEpilogue;
    case model::ActivationKind::LeakyRelu: return Epilogue{.slope = params.alpha};
    case model::ActivationKind::Clip:
      if (!(params.alpha <= params.beta))
        return std::nullopt;
      return Epilogue{.slope = 1.0F, .low = params.alpha, .high = params.beta};
    default: return std::nullopt;
  }
}

std::vector<RoledNode> findRoles(const model::Graph& graph) {
  std::vector<RoledNode> roles(graph.nodes.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    roles[i].role = std::visit(RoleOf{}, graph.nodes[i].params);
    if (roles[i].role == NodeRole::Activation)
      roles[i].epilogue = *epilogueOf(std::get<model::ActivationParams>(graph.nodes[i].params));
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (roles[i].role == NodeRole::Convolution || roles[i].role == NodeRole::FullyConnected ||
        roles[i].role == NodeRole::Sum)
      fuseActivation(graph, graph.nodes[i], roles[i], roles);
  return roles;
}

}  // namespace effortlab::fast
