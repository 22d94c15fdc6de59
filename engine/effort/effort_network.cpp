#include "effort/effort_network.h"

#include "effort/knobs_io.h"
#include "effort/reference_effort.h"

#include <algorithm>

namespace effortlab::effort {

EffortNetwork::EffortNetwork(std::shared_ptr<const nn::Network> network, std::span<const EffortLayer> layers,
                             const KnobSettings& settings, const EffortNetworkOptions& options)
    : m_network(std::move(network)) {
  checkKnobs(settings, layers);
  const auto& nodes = m_network->graph().nodes;
  m_knobLayers.resize(nodes.size());
  m_inLanes.resize(nodes.size());
  m_computedBy.assign(nodes.size(), -1);
  for (const EffortLayer& layer : layers) {
    const LayerKnobs knobs = settings.of(layer.name);
    if (knobs.off())
      continue;
    const auto index = static_cast<std::size_t>(layer.node);
    if (options.previous != nullptr && options.previous->m_knobLayers[index] &&
        options.previous->m_knobLayers[index]->knobs() == knobs) {
      m_knobLayers[index] = options.previous->m_knobLayers[index];
      m_inLanes[index] = options.previous->m_inLanes[index];
    } else {
      m_knobLayers[index] = makeKnobLayer(options.execution, nodes[index], layer, knobs);
      const auto measured = std::dynamic_pointer_cast<const MeasuredLayer>(m_knobLayers[index]);
      if (options.execution == Execution::Measure && measured && LaneMeasuredLayer::covers(*measured))
        m_inLanes[index] = std::make_shared<LaneMeasuredLayer>(measured);
    }
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

std::vector<Tensor> EffortNetwork::runAll(TensorPtr input, const nn::RunOptions& options,
                                          std::span<EffortCounts> counts) const {
  const model::Graph& graph = m_network->graph();
  nn::Values values(graph.values.size());
  values[static_cast<std::size_t>(graph.inputs.front().value)] = std::move(input);
  runRange(values, 0, static_cast<int>(graph.nodes.size()), options, counts);
  std::vector<Tensor> outputs;
  for (const int output : graph.outputs)
    outputs.push_back(*values[static_cast<std::size_t>(output)]);
  return outputs;
}

Tensor EffortNetwork::run(TensorPtr input, const nn::RunOptions& options, std::span<EffortCounts> counts) const {
  return std::move(runAll(std::move(input), options, counts).front());
}

Tensor EffortNetwork::run(const fast::FastNetwork& network, const fast::FastPlan& plan, TensorPtr input,
                          fast::FastRun options, std::span<EffortCounts> counts) const {
  return std::move(runAll(network, plan, std::move(input), std::move(options), counts).front());
}

std::vector<Tensor> EffortNetwork::runAll(const fast::FastNetwork& network, const fast::FastPlan& plan, TensorPtr input,
                                          fast::FastRun options, std::span<EffortCounts> counts) const {
  for (EffortCounts& image : counts)
    image.nodes.resize(m_network->graph().nodes.size());
  const auto inRows = [&](std::size_t node) {
    const int by = m_computedBy[node];
    return by >= 0 ? m_inLanes[static_cast<std::size_t>(by)] == nullptr : m_knobLayers[node] && !m_inLanes[node];
  };
  for (std::size_t node = 0; node < m_knobLayers.size(); ++node)
    if (inRows(node))
      options.rowMajor.push_back(static_cast<int>(node));
  measureInLanes(options, network.isa(), counts);
  options.override = [&](const fast::OverrideCall& call) {
    const auto index = static_cast<std::size_t>(call.node);
    if (!m_knobLayers[index] && m_computedBy[index] < 0)
      return false;
    const auto images = counts.empty() ? counts
                                       : counts.subspan(static_cast<std::size_t>(call.firstImage),
                                                        static_cast<std::size_t>(call.inputs.front()->shape()[0]));
    return runNode(call.node, call.inputs, call.outputs, call.context, images);
  };
  addDenseOf(input->shape(), counts);
  return network.run(std::move(input), plan, options);
}

/// Layers that no lanes compute after all come to the override as before.
void EffortNetwork::measureInLanes(fast::FastRun& options, fast::Isa isa, std::span<EffortCounts> counts) const {
  options.laneOverride = [this, isa, counts](const fast::LaneStep& step, const fast::ConvCall& call,
                                             std::int64_t firstImage, std::int64_t images) {
    const auto index = static_cast<std::size_t>(step.node);
    if (!m_inLanes[index])
      return false;
    const std::vector<LayerCounts> work = m_inLanes[index]->run(step, call, isa, images);
    for (std::size_t n = 0; n < work.size() && !counts.empty(); ++n)
      counts[static_cast<std::size_t>(firstImage) + n].nodes[index] += work[n];
    return true;
  };
}

bool EffortNetwork::runNode(int node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                            const nn::KernelContext& context, std::span<EffortCounts> counts) const {
  const auto index = static_cast<std::size_t>(node);
  if (m_computedBy[index] >= 0) {
    std::copy_n(inputs.front()->data(), inputs.front()->size(), outputs.front().data());
    return true;
  }
  const KnobLayer* layer = m_knobLayers[index].get();
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

/// All nodes without knobs at once: they do not pass runNode().
void EffortNetwork::addDenseOf(const Shape& input, std::span<EffortCounts> counts) const {
  if (counts.empty())
    return;
  const std::vector<std::int64_t> macs = m_network->macs(m_network->shapes(std::vector<Shape>{input.withBatch(1)}));
  for (EffortCounts& image : counts) {
    for (std::size_t node = 0; node < macs.size(); ++node) {
      if (m_knobLayers[node])
        continue;
      image.nodes[node].macsDense += macs[node];
      image.nodes[node].macsExecuted += macs[node];
    }
  }
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
