#include "nn/onednn_engine.h"

#include "core/parallel.h"
#include "nn/network.h"
#include "nn/onednn_plan.h"
#include "nn/openmp_threads.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace effortlab::nn {

namespace {

constexpr std::size_t maxOneDnnShapes = 4;  ///< input shapes whose primitives are kept

class OneDnnEngine final : public InferenceEngine {
public:
  OneDnnEngine(const model::Model& model, OneDnnConvolution convolution)
      : m_network(model.graph), m_convolution(convolution) {}

  Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>* nodeMs) override {
    if (nodeMs != nullptr)
      nodeMs->resize(m_network.graph().nodes.size());
    return std::move(compute(*batch, stop, 1, nodeMs).front());
  }

  std::vector<Tensor> runAll(TensorPtr batch, std::stop_token stop) override {
    return compute(*batch, stop, m_network.graph().outputs.size(), nullptr);
  }

private:
  struct Key {
    std::vector<std::int64_t> dims;
    int threads = 1;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  using Plans = std::vector<std::unique_ptr<OneDnnPlan>>;

  std::vector<Tensor> compute(const Tensor& batch, const std::stop_token& stop, std::size_t count,
                              std::vector<double>* nodeMs) {
    const int threads = foreignThreads();
    const std::int64_t parts = partsOf(batch.shape(), threads);
    if (parts == 1)
      return computeTogether(batch, threads, stop, count, nodeMs);
    // Images on the arena's threads, each with an OpenMP team of one: nobody waits at the end of a layer.
    const std::int64_t images = batch.shape()[0];
    std::vector<std::vector<Tensor>> results(static_cast<std::size_t>(parts));
    parallelFor(parts, true, [&](std::int64_t part) {
      const std::int64_t first = images * part / parts;
      const std::int64_t last = images * (part + 1) / parts;
      const std::int64_t size = batch.size() / images;
      const Tensor some(batch.shape().withBatch(last - first),
                        batch.values().subspan(static_cast<std::size_t>(first * size),
                                               static_cast<std::size_t>((last - first) * size)));
      results[static_cast<std::size_t>(part)] = computeTogether(some, 1, stop, count, part == 0 ? nodeMs : nullptr);
    });
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < count; ++i)
      outputs.push_back(joined(results, i, images));
    return outputs;
  }

  /// As many as threads where every output is one of images, else the batch as a whole.
  std::int64_t partsOf(const Shape& batch, int threads) const {
    const model::Graph& graph = m_network.graph();
    if (threads < 2 || !graph.batchable || batch.rank() < 2 || batch[0] < threads)
      return 1;
    const std::vector<Shape> shapes = m_network.shapes(std::span(&batch, 1));
    for (const int output : graph.outputs) {
      const Shape& shape = shapes[static_cast<std::size_t>(output)];
      const int producer = graph.values[static_cast<std::size_t>(output)].producer;
      if (shape.rank() < 1 || shape[0] != batch[0] ||
          (producer >= 0 && std::holds_alternative<model::DetectionOutputParams>(
                                graph.nodes[static_cast<std::size_t>(producer)].params)))
        return 1;
    }
    return threads;
  }

  static Tensor joined(const std::vector<std::vector<Tensor>>& parts, std::size_t output, std::int64_t images) {
    Tensor result(parts.front()[output].shape().withBatch(images));
    float* to = result.data();
    for (const std::vector<Tensor>& part : parts)
      to = std::copy_n(part[output].data(), part[output].size(), to);
    return result;
  }

  std::vector<Tensor> computeTogether(const Tensor& batch, int threads, const std::stop_token& stop, std::size_t count,
                                      std::vector<double>* nodeMs) {
    setOpenMpThreads(threads);
    const Key key{{batch.shape().dims().begin(), batch.shape().dims().end()}, threads};
    std::unique_ptr<OneDnnPlan> plan = takeIdle(key);
    if (!plan)
      plan = std::make_unique<OneDnnPlan>(m_network, batch.shape(),
                                          OneDnnPlan::Options{.convolution = m_convolution, .threads = threads});
    std::vector<Tensor> outputs = plan->run(batch, count, stop, nodeMs);
    giveBack(key, std::move(plan));
    return outputs;
  }

  std::unique_ptr<OneDnnPlan> takeIdle(const Key& key) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_idle.find(key);
    if (found == m_idle.end() || found->second.empty())
      return nullptr;
    std::unique_ptr<OneDnnPlan> plan = std::move(found->second.back());
    found->second.pop_back();
    return plan;
  }

  void giveBack(const Key& key, std::unique_ptr<OneDnnPlan> plan) {
    const std::lock_guard lock(m_mutex);
    if (!m_idle.contains(key) && m_idle.size() >= maxOneDnnShapes)
      m_idle.clear();
    m_idle[key].push_back(std::move(plan));
  }

  Network m_network;
  OneDnnConvolution m_convolution;
  std::mutex m_mutex;
  std::map<Key, Plans> m_idle;  ///< prepared and not running
};

}  // namespace

std::unique_ptr<InferenceEngine> makeOneDnnEngine(const model::Model& model, OneDnnConvolution convolution) {
  return std::make_unique<OneDnnEngine>(model, convolution);
}

}  // namespace effortlab::nn
