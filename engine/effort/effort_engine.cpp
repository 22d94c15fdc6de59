#include "effort/effort_engine.h"

#include "core/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr int decisionRuns = 3;

}  // namespace

EffortEngine::EffortEngine(std::shared_ptr<const model::Model> model, const KnobSettings& knobs,
                           const EffortEngineOptions& options)
    : m_model(std::move(model)),
      m_knobs(knobs),
      m_options(options),
      m_layers(findEffortLayers(*m_model->graph)),
      m_kind(options.engine),
      m_network(std::make_shared<nn::Network>(m_model->graph)),
      m_effort(knobNetwork()),
      m_dense(m_network, m_layers, KnobSettings{}) {
  if (!knobs.off() && !nn::hasKnobs(m_kind))
    throw Error(ErrorCode::InvalidArgument, std::string("the engine '") + std::string(nn::engineName(m_kind)) +
                                                "' has no knobs; use fast, eigen or reference");
  if (m_kind == nn::EngineKind::Fast)
    m_fast = fast::makeFastEngine(*m_model, options.kernels);
  else if (!nn::hasKnobs(m_kind))
    m_whole = nn::makeEngine(m_kind, *m_model, options.kernels);
  if (!knobs.gate)
    return;
  if (!options.calibration)
    throw Error(ErrorCode::InvalidArgument, "the gate needs tuning images to calibrate its 8-bit pass on");
  m_gate = std::make_unique<Gate>(*m_model, *knobs.gate, *options.calibration);
}

EffortNetwork EffortEngine::knobNetwork() const {
  return {m_network, m_layers, m_knobs, {.execution = m_options.execution}};
}

void EffortEngine::prepare(const TensorPtr& batch, const std::stop_token& stop) {
  if (!m_fast || m_plan != nullptr)
    return;
  m_plan = &m_fast->plan(batch, stop);
  if (m_options.execution != Execution::Skip || m_options.everyLayer)
    return;
  if (!m_knobs.layers.empty())
    keepWhatPays(batch, stop);
  if (m_gate && !gateTimes(batch, stop).pays())
    m_gate.reset();
}

/// Best of some runs. What is repeated of a batch is as many of its images as of the tuning images; less than one image
/// is repeated now and then.
GateTimes EffortEngine::gateTimes(const TensorPtr& batch, const std::stop_token& stop) const {
  const auto images = static_cast<double>(batch->shape()[0]);
  const double repeated = images * repeatedShare(*m_options.calibration, m_knobs.gate->margin);
  const auto count = static_cast<std::int64_t>(std::ceil(std::max(repeated, 1.0)));
  const auto some = std::make_shared<Tensor>(batch->shape().withBatch(count));
  std::copy_n(batch->data(), some->values().size(), some->data());
  const auto msOf = [](const auto& run) {
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i <= decisionRuns; ++i) {  // the first fills buffers
      const auto start = std::chrono::steady_clock::now();
      run();
      best =
          std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
  };
  const auto exactMs = [&](const TensorPtr& input) {
    return msOf([&] {
      std::vector<EffortCounts> counts(static_cast<std::size_t>(input->shape()[0]));
      runExact(m_effort, input, {.parallel = false, .stop = stop}, counts);
    });
  };
  const double passMs = msOf([&] { m_gate->run(*batch, false, stop); });
  const double exact = exactMs(batch);
  const double again = count == batch->shape()[0] ? exact : exactMs(some);
  return {.passMs = passMs, .repeatMs = std::min(repeated, 1.0) * again, .exactMs = exact};
}

/// Each node's best time of some runs on one thread, ms an image.
std::vector<double> EffortEngine::bestNodeMs(const EffortNetwork& network, const TensorPtr& batch,
                                             const std::stop_token& stop) const {
  std::vector<double> best;
  for (int run = 0; run <= decisionRuns; ++run) {
    std::vector<double> ms(m_model->graph->nodes.size());
    std::vector<EffortCounts> counts(static_cast<std::size_t>(batch->shape()[0]));
    runExact(network, batch, {.parallel = false, .stop = stop, .nodeMs = &ms}, counts);
    if (run == 0)  // fills buffers
      best.assign(ms.size(), std::numeric_limits<double>::infinity());
    else
      std::ranges::transform(best, ms, best.begin(), [](double a, double b) { return std::min(a, b); });
  }
  return best;
}

void EffortEngine::keepWhatPays(const TensorPtr& batch, const std::stop_token& stop) {
  const std::vector<double> dense = bestNodeMs(m_dense, batch, stop);
  const auto total = [](const std::vector<double>& ms) { return std::accumulate(ms.begin(), ms.end(), 0.0); };
  const std::vector<double> skipped = bestNodeMs(m_effort, batch, stop);
  const auto leaveOut = [&](const EffortLayer& layer) {
    m_knobs.set(layer.name, {});
    m_denseLayers.push_back(layer.name);
  };
  for (const EffortLayer& layer : m_layers) {
    if (m_knobs.of(layer.name).off())
      continue;
    // An activation of its own is part of a layer with knobs; a dense layer has it in its sums, or behind them.
    const auto msOf = [&](const std::vector<double>& ms) {
      const double behind = layer.activationNode < 0 ? 0.0 : ms[static_cast<std::size_t>(layer.activationNode)];
      return ms[static_cast<std::size_t>(layer.node)] + behind;
    };
    if (msOf(skipped) >= msOf(dense))
      leaveOut(layer);
  }
  m_effort = knobNetwork();
  // Between layers that skip and those that do not, activations change their layout: that must pay too.
  if (!m_knobs.layers.empty() && total(bestNodeMs(m_effort, batch, stop)) >= total(dense)) {
    for (const EffortLayer& layer : m_layers)
      if (!m_knobs.of(layer.name).off())
        leaveOut(layer);
    m_effort = knobNetwork();
  }
}

std::vector<EffortCounts> EffortEngine::denseCounts(const Shape& batch) const {
  const std::vector<std::int64_t> macs = m_network->macs(m_network->shapes(std::vector<Shape>{batch.withBatch(1)}));
  EffortCounts image;
  for (const std::int64_t node : macs)
    image.nodes.push_back({.macsDense = node, .macsExecuted = node});
  return std::vector<EffortCounts>(static_cast<std::size_t>(batch[0]), image);
}

Tensor EffortEngine::runExact(const EffortNetwork& network, const TensorPtr& batch, const EffortCall& call,
                              std::span<EffortCounts> counts) const {
  std::mutex mutex;
  const auto addTime = [&](int node, double ms) {
    const std::lock_guard lock(mutex);
    (*call.nodeMs)[static_cast<std::size_t>(node)] += ms;
  };
  if (call.nodeMs != nullptr)
    call.nodeMs->resize(m_model->graph->nodes.size());
  if (m_fast) {
    fast::FastRun run{.parallel = call.parallel, .stop = call.stop};
    if (call.nodeMs != nullptr)
      run.onNodeTime = addTime;
    return network.run(m_fast->network(), m_fast->plan(batch, call.stop), batch, std::move(run), counts);
  }
  nn::RunOptions run;
  run.context.kernels = m_kind == nn::EngineKind::Reference ? nn::KernelSet::Reference : nn::KernelSet::Eigen;
  run.context.parallel = call.parallel;
  run.context.stop = call.stop;
  if (call.nodeMs != nullptr)
    run.onNodeTime = addTime;
  return network.run(batch, run, counts);
}

EffortOutput EffortEngine::runGated(const TensorPtr& batch, const EffortCall& call) const {
  EffortOutput result;
  result.outputs = m_gate->run(*batch, call.parallel, call.stop);
  const std::int64_t images = batch->shape()[0];
  const std::vector<std::int64_t> doubtful = m_gate->doubtful(result.outputs);
  result.repeated.assign(static_cast<std::size_t>(images), 0);
  result.counts = denseCounts(batch->shape());
  if (!doubtful.empty()) {
    auto again = std::make_shared<Tensor>(batch->shape().withBatch(static_cast<std::int64_t>(doubtful.size())));
    for (std::size_t i = 0; i < doubtful.size(); ++i)
      std::ranges::copy(batch->image(doubtful[i]), again->image(static_cast<std::int64_t>(i)).begin());
    std::vector<EffortCounts> counts(doubtful.size());
    const Tensor exact = runExact(m_effort, again, call, counts);
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
      const auto image = static_cast<std::size_t>(doubtful[i]);
      std::ranges::copy(exact.image(static_cast<std::int64_t>(i)), result.outputs.image(doubtful[i]).begin());
      result.counts[image] = std::move(counts[i]);
      result.repeated[image] = 1;
    }
  }
  for (std::size_t image = 0; image < result.counts.size(); ++image)
    m_gate->book(result.repeated[image] != 0, result.counts[image]);
  return result;
}

EffortOutput EffortEngine::run(const TensorPtr& batch, const EffortCall& call) const {
  if (m_gate)
    return runGated(batch, call);
  EffortOutput result;
  if (m_whole) {
    result.outputs = m_whole->run(batch, call.stop, call.nodeMs);
    result.counts = denseCounts(batch->shape());
    return result;
  }
  result.counts.resize(static_cast<std::size_t>(batch->shape()[0]));
  result.outputs = runExact(m_effort, batch, call, result.counts);
  return result;
}

Tensor EffortEngine::runDense(const TensorPtr& batch, const EffortCall& call) const {
  return m_whole ? m_whole->run(batch, call.stop, call.nodeMs) : runExact(m_dense, batch, call, {});
}

}  // namespace effortlab::effort
