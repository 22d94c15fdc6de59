#include "controllers/live_session.h"

#include "core/parallel.h"
#include "jobs/kernel_plan.h"

#include <unistd.h>

#include <algorithm>
#include <map>

namespace effortlab::app {

namespace {

std::int64_t physicalBytes() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::int64_t>(sysconf(_SC_PAGE_SIZE));
}

effort::LiveOptions liveOptions() {
  effort::LiveOptions options;
  options.memoryBudgetBytes = memoryBudgetBytes(physicalBytes());
  return options;
}

class EngineSession final : public LiveSession {
public:
  explicit EngineSession(const std::shared_ptr<const Workspace>& workspace)
      : m_workspace(workspace), m_evaluator(workspace->model, workspace->inputs, workspace->images, liveOptions()) {}

  effort::LiveEstimate evaluate(const effort::KnobSettings& settings, std::int64_t maxImages, int threads,
                                const RunControl& control,
                                const std::function<void(const effort::LiveEstimate&)>& onEstimate) override {
    effort::LiveEstimate last;
    arena(threads).run([&] { last = m_evaluator.evaluate(settings, maxImages, control, onEstimate); });
    return last;
  }

  effort::LayerHistograms histograms(const effort::EffortLayer& layer, const effort::KnobSettings& settings,
                                     std::int64_t images, int threads, const RunControl& control) override {
    effort::LayerHistograms result;
    arena(threads).run([&] { result = m_evaluator.histograms(layer, settings, images, control); });
    return result;
  }

  effort::GateStudy gateStudy(std::int64_t maxImages, int threads, const RunControl& control,
                              const std::function<void(const effort::GateStudy&)>& onPart) override {
    effort::GateStudy result;
    arena(threads).run([&] { result = m_evaluator.gateStudy(maxImages, control, onPart); });
    return result;
  }

  fast::FastPlan kernelPlan(const RunControl& control) override { return app::kernelPlan(*m_workspace, control); }

  Limits limits() const override { return {m_evaluator.usableImages(), m_evaluator.limitReason()}; }
  std::vector<double> denseNodeMs() const override { return m_evaluator.denseNodeMs(); }

private:
  const ThreadArena& arena(int threads) {
    auto& made = m_arenas[threads];
    if (!made)
      made = std::make_unique<ThreadArena>(threads);
    return *made;
  }

  std::shared_ptr<const Workspace> m_workspace;
  effort::LiveEvaluator m_evaluator;
  std::map<int, std::unique_ptr<ThreadArena>> m_arenas;
};

}  // namespace

std::int64_t memoryBudgetBytes(std::int64_t physicalBytes) {
  constexpr std::int64_t least = std::int64_t{1} << 30;
  constexpr std::int64_t most = std::int64_t{8} << 30;
  return std::clamp(physicalBytes / 4, least, most);
}

std::unique_ptr<LiveSession> makeLiveSession(const std::shared_ptr<const Workspace>& workspace) {
  return std::make_unique<EngineSession>(workspace);
}

}  // namespace effortlab::app
