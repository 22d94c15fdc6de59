#include "model/fold.h"

#include "nn/batch_norm.h"
#include "nn/scale.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace effortlab::model {

namespace {

using nn::ChannelAffine;

/// Output maps of a layer that can take a factor each; none: a layer of another kind.
struct FoldTarget {
  std::int64_t outputs = 0;
  std::int64_t groups = 1;
  bool outputsSecond = false;  ///< weights [C, K/groups, ...] instead of [K, ...]
};

std::optional<FoldTarget> foldTarget(const LayerParams& params) {
  if (const auto* convolution = std::get_if<ConvolutionParams>(&params))
    return FoldTarget{.outputs = convolution->outputs};
  if (const auto* connected = std::get_if<FullyConnectedParams>(&params))
    return FoldTarget{.outputs = connected->outputs};
  if (const auto* deconvolution = std::get_if<DeconvolutionParams>(&params))
    return FoldTarget{deconvolution->outputs, deconvolution->groups, true};
  return std::nullopt;
}

std::optional<ChannelAffine> affineOf(const Node& node) {
  if (std::holds_alternative<BatchNormParams>(node.params))
    return nn::batchNormAffine(node);
  if (std::holds_alternative<ScaleParams>(node.params))
    return nn::scaleAffine(node);
  return std::nullopt;
}

/// Output map of weight `index`.
std::int64_t outputOfWeight(const FoldTarget& target, const Shape& weights, std::int64_t index) {
  const std::int64_t inner = weights.elementCount(2, weights.rank());
  if (!target.outputsSecond)
    return index / (inner * weights[1]);
  const std::int64_t groupInputs = weights[0] / target.groups;
  return index / (inner * weights[1]) / groupInputs * weights[1] + index / inner % weights[1];
}

bool allFinite(const Tensor& tensor) {
  const std::span<const float> values = tensor.values();
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// Replaces the layer's tensors by scaled copies; false, and nothing changed, where a float cannot hold one.
bool scaleLayer(Node& node, const FoldTarget& target, const ChannelAffine& affine) {
  const Tensor& weights = *node.weights[0];
  auto scaled = std::make_shared<Tensor>(weights.shape());
  for (std::int64_t i = 0; i < weights.size(); ++i) {
    const auto output = static_cast<std::size_t>(outputOfWeight(target, weights.shape(), i));
    scaled->data()[i] = static_cast<float>(weights.data()[i] * affine.scale[output]);
  }
  auto bias = std::make_shared<Tensor>(Shape{target.outputs});
  for (std::size_t k = 0; k < affine.scale.size(); ++k) {
    const double before = node.weights.size() > 1 ? node.weights[1]->values()[k] : 0.0;
    bias->values()[k] = static_cast<float>(before * affine.scale[k] + affine.shift[k]);
  }
  if (!allFinite(*scaled) || !allFinite(*bias))
    return false;
  node.weights = {std::move(scaled), std::move(bias)};
  return true;
}

/// The BatchNorm and Scale nodes right behind a node, in order, each the only reader of the one before.
std::vector<int> foldableBehind(const Graph& graph, const Node& node) {
  std::vector<int> behind;
  int value = node.outputs.front();
  while (true) {
    const std::vector<int>& consumers = graph.values[static_cast<std::size_t>(value)].consumers;
    const bool isOutput = std::find(graph.outputs.begin(), graph.outputs.end(), value) != graph.outputs.end();
    if (isOutput || consumers.size() != 1)
      return behind;
    const Node& reader = graph.nodes[static_cast<std::size_t>(consumers.front())];
    if (!std::holds_alternative<BatchNormParams>(reader.params) && !std::holds_alternative<ScaleParams>(reader.params))
      return behind;
    behind.push_back(consumers.front());
    value = reader.outputs.front();
  }
}

/// y = second(first(x)).
ChannelAffine chained(const ChannelAffine& first, const ChannelAffine& second) {
  ChannelAffine result = first;
  for (std::size_t k = 0; k < result.scale.size(); ++k) {
    result.scale[k] *= second.scale[k];
    result.shift[k] = result.shift[k] * second.scale[k] + second.shift[k];
  }
  return result;
}

bool foldBehind(Graph& graph, Node& node) {
  const std::optional<FoldTarget> target = foldTarget(node.params);
  if (!target)
    return false;
  const auto count = static_cast<std::size_t>(target->outputs);
  ChannelAffine affine{std::vector<double>(count, 1.0), std::vector<double>(count, 0.0)};
  const std::vector<int> behind = foldableBehind(graph, node);
  for (const int index : behind)
    affine = chained(affine, *affineOf(graph.nodes[static_cast<std::size_t>(index)]));
  if (behind.empty() || !scaleLayer(node, *target, affine))
    return false;
  for (const int index : behind) {
    Node& folded = graph.nodes[static_cast<std::size_t>(index)];
    const bool batchNorm = std::holds_alternative<BatchNormParams>(folded.params);
    folded.params = IdentityParams{batchNorm ? IdentityKind::FoldedBatchNorm : IdentityKind::FoldedScale};
    folded.weights.clear();
  }
  return true;
}

}  // namespace

std::shared_ptr<const Graph> foldBatchNorms(std::shared_ptr<const Graph> graph) {
  auto folded = std::make_shared<Graph>(*graph);
  bool any = false;
  for (Node& node : folded->nodes)
    any = foldBehind(*folded, node) || any;
  return any ? folded : graph;
}

}  // namespace effortlab::model
