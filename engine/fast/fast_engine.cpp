#include "fast/fast_engine.h"

#include "core/error.h"
#include "fast/fast_network.h"
#include "fast/fast_planner.h"

#include <mutex>
#include <optional>
#include <system_error>

namespace effortlab::fast {

namespace {

class LaneEngine final : public FastEngine {
public:
  LaneEngine(const model::Model& model, const nn::EngineOptions& options)
      : m_model(model),
        m_folder(options.planFolder),
        m_network(std::make_shared<nn::Network>(model.graph), defaultIsa()) {
    if (options.plan.empty())
      return;
    FastPlan given = readPlan(options.plan);
    checkPlan(given, m_model, m_network.isa());
    m_plan = std::move(given);
  }

  Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>* nodeMs) override {
    FastRun run{.stop = std::move(stop)};
    std::mutex mutex;
    if (nodeMs != nullptr) {
      nodeMs->resize(m_network.network().graph().nodes.size());
      run.onNodeTime = [&](int node, double ms) {
        const std::lock_guard lock(mutex);
        (*nodeMs)[static_cast<std::size_t>(node)] += ms;
      };
    }
    return std::move(runWith(std::move(batch), run).front());
  }

  std::vector<Tensor> runAll(TensorPtr batch, std::stop_token stop) override {
    return runWith(std::move(batch), {.stop = std::move(stop)});
  }

  const FastNetwork& network() const noexcept override { return m_network; }

  const FastPlan& plan(const TensorPtr& batch, std::stop_token stop) override {
    if (m_plan)
      return *m_plan;
    m_plan = keptPlan(batch);
    if (m_plan)
      return *m_plan;
    m_plan = measurePlan(m_network, m_model, batch, std::move(stop));
    keepPlan(batch);
    return *m_plan;
  }

private:
  std::vector<Tensor> runWith(TensorPtr batch, const FastRun& run) {
    const FastPlan& settled = plan(batch, run.stop);
    return m_network.run(std::move(batch), settled, run);
  }

  /// A plan kept from an earlier run. One that is damaged or foreign is as good as none: it is measured again.
  std::optional<FastPlan> keptPlan(const TensorPtr& batch) const {
    if (m_folder.empty())
      return std::nullopt;
    try {
      FastPlan kept = readPlan(planFile(m_folder, m_model, m_network.isa(), batch->shape()));
      checkPlan(kept, m_model, m_network.isa());
      static_cast<void>(m_network.program(batch->shape().withBatch(1), kept));
      return kept;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  /// A folder that cannot be written costs the time of measuring again, nothing else.
  void keepPlan(const TensorPtr& batch) const {
    if (m_folder.empty())
      return;
    try {
      std::error_code ignored;
      std::filesystem::create_directories(m_folder, ignored);
      writePlan(*m_plan, planFile(m_folder, m_model, m_network.isa(), batch->shape()));
    } catch (const Error&) {
      return;
    }
  }

  model::Model m_model;
  std::filesystem::path m_folder;
  FastNetwork m_network;
  std::optional<FastPlan> m_plan;
};

}  // namespace

std::unique_ptr<FastEngine> makeFastEngine(const model::Model& model, const nn::EngineOptions& options) {
  return std::make_unique<LaneEngine>(model, options);
}

}  // namespace effortlab::fast
