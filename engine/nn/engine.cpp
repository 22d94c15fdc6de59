#include "nn/engine.h"

#include "core/error.h"
#include "fast/fast_engine.h"
#include "nn/network.h"
#include "nn/onednn_engine.h"
#include "nn/opencv_engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace effortlab::nn {

namespace {

struct EngineEntry {
  EngineKind kind;
  std::string_view name;
};

constexpr std::array engineTable{
    EngineEntry{EngineKind::Fast, "fast"},
    EngineEntry{EngineKind::Eigen, "eigen"},
    EngineEntry{EngineKind::Reference, "reference"},
    EngineEntry{EngineKind::Naive, "naive"},
    EngineEntry{EngineKind::OpenCv, "opencv"},
    EngineEntry{EngineKind::OneDnn, "onednn"},
    EngineEntry{EngineKind::OneDnnWinograd, "onednn-winograd"},
};

/// Runs the graph with our own kernels.
class GraphEngine final : public InferenceEngine {
public:
  GraphEngine(std::shared_ptr<const model::Graph> graph, KernelSet kernels)
      : m_network(std::move(graph)), m_kernels(kernels) {}

  Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>* nodeMs) override {
    RunOptions options = optionsFor(std::move(stop));
    if (nodeMs != nullptr) {
      nodeMs->resize(m_network.graph().nodes.size());
      options.onNodeTime = [nodeMs](int node, double ms) { (*nodeMs)[static_cast<std::size_t>(node)] += ms; };
    }
    return m_network.run(std::move(batch), options);
  }

  std::vector<Tensor> runAll(TensorPtr batch, std::stop_token stop) override {
    return m_network.runAll({std::move(batch)}, optionsFor(std::move(stop)));
  }

private:
  RunOptions optionsFor(std::stop_token stop) const {
    RunOptions options;
    options.context = {.kernels = m_kernels, .parallel = m_kernels != KernelSet::Naive, .stop = std::move(stop)};
    return options;
  }

  Network m_network;
  KernelSet m_kernels;
};

}  // namespace

std::string_view engineName(EngineKind kind) {
  const auto* entry =
      std::find_if(engineTable.begin(), engineTable.end(), [&](const auto& e) { return e.kind == kind; });
  return entry == engineTable.end() ? "" : entry->name;
}

EngineKind engineFromName(std::string_view name) {
  std::string names;
  for (const EngineEntry& entry : engineTable) {
    if (entry.name == name)
      return entry.kind;
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw Error(ErrorCode::InvalidArgument, "no engine is called '" + std::string(name) + "'; there are " + names);
}

std::unique_ptr<InferenceEngine> makeEngine(EngineKind kind, const model::Model& model, const EngineOptions& options) {
  switch (kind) {
    case EngineKind::Fast: return fast::makeFastEngine(model, options);
    case EngineKind::Eigen: return std::make_unique<GraphEngine>(model.graph, KernelSet::Eigen);
    case EngineKind::Reference: return std::make_unique<GraphEngine>(model.graph, KernelSet::Reference);
    case EngineKind::Naive: return std::make_unique<GraphEngine>(model.graph, KernelSet::Naive);
    case EngineKind::OpenCv: return makeOpenCvEngine(model);
    case EngineKind::OneDnn: return makeOneDnnEngine(model, OneDnnConvolution::Direct);
    case EngineKind::OneDnnWinograd: return makeOneDnnEngine(model, OneDnnConvolution::Winograd);
  }
  throw Error(ErrorCode::InvalidArgument, "unknown engine");
}

std::vector<float> probabilities(std::span<const float> outputs, bool endsInSoftmax) {
  std::vector<float> result(outputs.begin(), outputs.end());
  if (endsInSoftmax || result.empty())
    return result;
  const float largest = *std::max_element(result.begin(), result.end());
  for (float& value : result)
    value = std::exp(value - largest);
  const double sum = std::accumulate(result.begin(), result.end(), 0.0);
  for (float& value : result)
    value = static_cast<float>(value / sum);
  return result;
}

bool endsInSoftmax(const model::Graph& graph) {
  int producer = graph.outputs.empty() ? -1 : graph.values[static_cast<std::size_t>(graph.outputs[0])].producer;
  while (producer >= 0) {
    const model::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
    if (std::holds_alternative<model::SoftmaxParams>(node.params))
      return true;
    // Layers that only rearrange leave probabilities what they are.
    if (!std::holds_alternative<model::IdentityParams>(node.params) &&
        !std::holds_alternative<model::FlattenParams>(node.params))
      return false;
    producer = graph.values[static_cast<std::size_t>(node.inputs[0])].producer;
  }
  return false;
}

}  // namespace effortlab::nn
