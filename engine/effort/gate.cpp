#include "effort/gate.h"

#include "nn/engine.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort {

std::shared_ptr<const fast::Calibration> calibrateGate(const model::Model& model, const data::InputCache& inputs,
                                                       std::span<const std::int64_t> images,
                                                       const RunControl& control) {
  constexpr std::size_t perBatch = 16;
  std::vector<TensorPtr> batches;
  for (std::size_t begin = 0; begin < images.size(); begin += perBatch)
    batches.push_back(std::make_shared<Tensor>(
        inputs.batch(images.subspan(begin, std::min(perBatch, images.size() - begin)), control)));
  const nn::Network network(model.graph);
  auto calibration = std::make_shared<fast::Calibration>(fast::calibrate(network, batches, {}, control));
  if (!gateProblem(*model.graph).empty())
    return calibration;
  const Gate gate(model, {}, *calibration);
  for (const TensorPtr& batch : batches) {
    const Tensor output = gate.run(*batch, true, control.stop);
    for (std::int64_t n = 0; n < output.shape()[0]; ++n)
      calibration->margins.push_back(gate.margin(output, n));
  }
  std::ranges::sort(calibration->margins);
  return calibration;
}

double repeatedShare(const fast::Calibration& calibration, double margin) {
  const std::vector<float>& margins = calibration.margins;
  const auto repeated =
      std::ranges::count_if(margins, [margin](float each) { return static_cast<double>(each) < margin; });
  return static_cast<double>(repeated) / static_cast<double>(std::max<std::size_t>(1, margins.size()));
}

Gate::Gate(const model::Model& model, const GateKnob& knob, const fast::Calibration& calibration)
    : m_knob(knob),
      m_softmax(nn::endsInSoftmax(*model.graph)),
      m_network(model.graph, calibration, fast::defaultIsa()) {}

float Gate::margin(const Tensor& output, std::int64_t image) const {
  return fast::logitMargin(output.image(image), m_softmax);
}

std::vector<std::int64_t> Gate::doubtful(const Tensor& output) const {
  std::vector<std::int64_t> images;
  for (std::int64_t n = 0; n < output.shape()[0]; ++n)
    if (static_cast<double>(margin(output, n)) < m_knob.margin)
      images.push_back(n);
  return images;
}

std::string gateProblem(const model::Graph& graph) {
  constexpr int imageRank = 4;  // N, C, H, W
  if (graph.inputs.size() != 1)
    return "the network has " + std::to_string(graph.inputs.size()) + " inputs; its 8-bit pass takes one";
  if (graph.inputs.front().shape.rank() != imageRank)
    return "the network's input is no batch of images; its 8-bit pass needs one";
  if (!graph.batchable)
    return "the network mixes the images of a batch; its 8-bit pass computes them apart";
  return {};
}

void bookGate(const GateKnob& knob, std::span<const std::int64_t> macs8, bool repeated, EffortCounts& counts) {
  for (std::size_t node = 0; node < counts.nodes.size(); ++node) {
    LayerCounts& layer = counts.nodes[node];
    // A layer that the pass computes in float costs its MACs in full.
    const std::int64_t inFloat = macs8[node] == 0 ? layer.macsDense : 0;
    const std::int64_t cost = std::llround(knob.weight * static_cast<double>(macs8[node])) + inFloat;
    layer.macs8 += macs8[node];
    layer.macsExecuted = (repeated ? layer.macsExecuted : 0) + cost;
    layer.savedGate += repeated ? -cost : layer.macsDense - cost;
  }
}

}  // namespace effortlab::effort
