#include "model/darknet_layer.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace effortlab::model {

namespace {

constexpr float darknetLeakySlope = 0.1F;
constexpr float relu6End = 6.0F;

struct DarknetActivation {
  std::string_view name;
  std::optional<ActivationParams> params;  ///< none: nothing to do
};

constexpr std::array<DarknetActivation, 9> darknetActivations{{
    {"linear", std::nullopt},
    {"leaky", ActivationParams{ActivationKind::LeakyRelu, darknetLeakySlope, 0.0F, 0.0F}},
    {"relu", ActivationParams{ActivationKind::Relu, 0.0F, 0.0F, 0.0F}},
    {"relu6", ActivationParams{ActivationKind::Clip, 0.0F, relu6End, 0.0F}},
    {"logistic", ActivationParams{ActivationKind::Sigmoid, 0.0F, 0.0F, 0.0F}},
    {"mish", ActivationParams{ActivationKind::Mish, 0.0F, 0.0F, 0.0F}},
    {"swish", ActivationParams{ActivationKind::Swish, 0.0F, 0.0F, 0.0F}},
    {"tanh", ActivationParams{ActivationKind::Tanh, 0.0F, 0.0F, 0.0F}},
    {"elu", ActivationParams{ActivationKind::Elu, 1.0F, 0.0F, 0.0F}},
}};

}  // namespace

std::string DarknetLayer::add(const std::string& node, LayerParams params, std::vector<std::string> inputs,
                              std::vector<TensorPtr> weights) {
  network.graph.nodes.push_back({node, std::move(params), std::move(inputs), {node}, std::move(weights)});
  return node;
}

std::string DarknetLayer::addActivation(const std::string& value, std::string_view otherwise) {
  const std::string activation = section.text("activation", otherwise);
  const auto* found = std::find_if(darknetActivations.begin(), darknetActivations.end(),
                                   [&](const DarknetActivation& entry) { return entry.name == activation; });
  if (found == darknetActivations.end())
    throw place().error(ErrorCode::Unsupported, "the activation " + inQuotes(activation) + " can't be computed");
  return found->params ? add(name + "/" + activation, *found->params, {value}) : value;
}

TensorPtr DarknetLayer::take(std::initializer_list<std::int64_t> dims) {
  const std::vector<std::int64_t> sizes(dims);
  return network.weights.take(checkShape(sizes, place()), place());
}

const DarknetMap& DarknetLayer::mapAt(std::int64_t number) const {
  const auto count = static_cast<std::int64_t>(network.maps.size());
  const std::int64_t index = number < 0 ? count + number : number;
  if (index < 0 || index >= count)
    throw place().error(ErrorCode::InvalidArgument, "refers to layer " + std::to_string(number) + "; there are " +
                                                        std::to_string(count) + " before it");
  return network.maps[static_cast<std::size_t>(index)];
}

void DarknetLayer::finish(DarknetMap map) {
  checkExtent(map.channels, "the number of channels", place());
  if (map.height < 1 || map.width < 1)
    throw place().error(ErrorCode::ShapeMismatch, "nothing is left of the map of " + std::to_string(previous().width) +
                                                      " x " + std::to_string(previous().height) + " pixels");
  network.maps.push_back(std::move(map));
}

void DarknetLayer::requireValue(std::string_view key, std::int64_t value) const {
  if (section.number(key, static_cast<float>(value)) != static_cast<float>(value))
    throw place().error(ErrorCode::Unsupported,
                        std::string(key) + " other than " + std::to_string(value) + " can't be computed");
}

}  // namespace effortlab::model
