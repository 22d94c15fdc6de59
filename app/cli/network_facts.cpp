#include "cli/network_facts.h"

#include "nn/network.h"

namespace effortlab::cli {

namespace {

std::vector<Shape> shapesOf(const std::vector<int>& values, const std::vector<Shape>& all) {
  std::vector<Shape> shapes;
  for (const int value : values)
    shapes.push_back(all[static_cast<std::size_t>(value)]);
  return shapes;
}

}  // namespace

NetworkFacts networkFacts(const model::Model& model) {
  const nn::Network network(model.graph);
  std::vector<Shape> inputs;
  for (const model::GraphInput& input : model.graph->inputs)
    inputs.push_back(input.shape);
  const std::vector<Shape> shapes = network.shapes(inputs);
  const std::vector<std::int64_t> macs = network.macs(shapes);

  NetworkFacts facts;
  for (std::size_t i = 0; i < model.graph->nodes.size(); ++i) {
    const model::Node& node = model.graph->nodes[i];
    LayerFacts layer{.name = node.name,
                     .type = std::string(model::layerTypeName(node.params)),
                     .inputs = shapesOf(node.inputs, shapes),
                     .outputs = shapesOf(node.outputs, shapes),
                     .params = 0,
                     .macs = macs[i]};
    for (const TensorPtr& weights : node.weights)
      layer.params += weights->size();
    facts.params += layer.params;
    facts.macs += layer.macs;
    facts.layers.push_back(std::move(layer));
  }
  return facts;
}

}  // namespace effortlab::cli
