#include "effort/effort_network.h"

#include "effort/knobs_io.h"
#include "effort/reference_effort.h"

#include <algorithm>

namespace effortlab::effort {

EffortNetwork::EffortNetwork(std::shared_ptr<const nn::Network> network, std::span<const EffortLayer> layers,
                             const KnobSettings& settings, const EffortNetwork* previous)
    : m_network(std::move(network)) {
  checkKnobs(settings, layers);
  const auto& nodes = m_network->graph().nodes;
  m_measured.resize(nodes.size());
  m_computedBy.assign(nodes.size(), -1);
  for (const EffortLayer& layer : layers) {
    const LayerKnobs knobs = settings.of(layer.name);
    if (knobs.off())
      continue;
    const auto index = static_cast<std::size_t>(layer.node);
    if (previous != nullptr && previous->m_measured[index] && previous->m_measured[index]->knobs() == knobs)
      m_measured[index] = previous->m_measured[index];
    else
      m_measured[index] = std::make_shared<MeasuredLayer>(nodes[index], layer, knobs);
    if (layer.activationNode >= 0)
      m_computedBy[static_cast<std::size_t>(layer.activationNode)] = layer.node;
  }
}

void EffortNetwork::runRange(nn::Values& values, int first, int last, const nn::RunOptions& options,
                             std::span<EffortCounts> counts) const {
  for (EffortCounts& image : counts)
    image.nodes.resize(m_network->graph().nodes.size());
  nn::RunOptions withKnobs = options;
  withKnobs.override = [&](int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs) {
    return runNode(node, inputs, outputs, options.context, counts);
  };
  m_network->runRange(values, first, last, withKnobs);
}

Tensor EffortNetwork::run(TensorPtr input, const nn::RunOptions& options, std::span<EffortCounts> counts) const {
  const model::Graph& graph = m_network->graph();
  nn::Values values(graph.values.size());
  values[static_cast<std::size_t>(graph.inputs.front().value)] = std::move(input);
  runRange(values, 0, static_cast<int>(graph.nodes.size()), options, counts);
  return *values[static_cast<std::size_t>(graph.outputs.front())];
}

bool EffortNetwork::runNode(int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                            const nn::KernelContext& context, std::span<EffortCounts> counts) const {
  const auto index = static_cast<std::size_t>(node);
  if (m_computedBy[index] >= 0) {
    std::copy_n(inputs.front()->data(), inputs.front()->size(), outputs.front().data());
    return true;
  }
  const MeasuredLayer* layer = m_measured[index].get();
  if (layer == nullptr) {
    addDense(node, inputs, outputs, counts);
    return false;
  }
  const std::vector<LayerCounts> work = context.kernels == nn::KernelSet::Reference
                                            ? runReferenceEffort(m_network->graph().nodes[index], layer->layer(),
                                                                 layer->knobs(), *inputs.front(), outputs.front())
                                            : layer->run(*inputs.front(), outputs.front(), context);
  // Inside a network that mixes images a layer may see another first dimension: all of it is the one image's work.
  for (std::size_t n = 0; n < work.size() && !counts.empty(); ++n)
    counts[n * counts.size() / work.size()].nodes[index] += work[n];
  return true;
}

void EffortNetwork::addDense(int node, std::span<const Tensor* const> inputs, std::span<const Tensor> outputs,
                             std::span<EffortCounts> counts) const {
  if (counts.empty())
    return;
  const model::Node& layer = m_network->graph().nodes[static_cast<std::size_t>(node)];
  std::vector<Shape> inputShapes, outputShapes;
  for (const Tensor* input : inputs)
    inputShapes.push_back(input->shape());
  for (const Tensor& output : outputs)
    outputShapes.push_back(output.shape());
  const std::int64_t macs = nn::layerOps(layer.params).macs(layer, inputShapes, outputShapes);
  const std::int64_t perImage = macs / static_cast<std::int64_t>(counts.size());
  for (EffortCounts& image : counts) {
    LayerCounts& work = image.nodes[static_cast<std::size_t>(node)];
    work.macsDense += perImage;
    work.macsExecuted += perImage;
  }
}

}  // namespace effortlab::effort
