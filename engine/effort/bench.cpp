#include "effort/bench.h"

#include "core/error.h"
#include "core/statistics.h"
#include "effort/effort_engine.h"
#include "effort/part_schedule.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace effortlab::effort {

namespace {

using BenchClock = std::chrono::steady_clock;
using RunBatch = std::function<Tensor(const TensorPtr& batch, const std::stop_token& stop)>;

constexpr double shortestRunMs = 5.0;    ///< below, the clock and the first caches show
constexpr double settleBelowMs = 100.0;  ///< longer runs settle within themselves
constexpr int maxRepetitions = 4096;

struct Contender {
  std::size_t row = 0;
  RunBatch run;
  int repetitions = 1;
  bool settles = true;
  bool allBatches = false;  ///< in every round: its time depends on the images
  std::vector<double> ms;   ///< an image, by round
};

double elapsedMs(BenchClock::time_point start) {
  return std::chrono::duration<double, std::milli>(BenchClock::now() - start).count();
}

/// Values that are not finite on both sides (networks with random weights overflow) say nothing; on one side, all.
std::optional<double> largestDifference(const Tensor& actual, const Tensor& expected) {
  if (actual.shape() != expected.shape())
    return std::nullopt;
  double magnitude = 0.0, difference = 0.0;
  for (std::size_t i = 0; i < expected.values().size(); ++i) {
    const double ours = actual.values()[i], theirs = expected.values()[i];
    if (!std::isfinite(ours) && !std::isfinite(theirs))
      continue;
    if (!std::isfinite(ours) || !std::isfinite(theirs))
      return std::numeric_limits<double>::infinity();
    magnitude = std::max(magnitude, std::abs(theirs));
    difference = std::max(difference, std::abs(ours - theirs));
  }
  return magnitude > 0.0 ? difference / magnitude : difference;
}

class Bench {
public:
  Bench(const BenchPlan& plan, const RunControl& control) : m_plan(plan), m_control(control) {
    if (plan.batches.empty() || plan.engines.empty())
      throw Error(ErrorCode::InvalidArgument, "a comparison needs inputs and engines");
    const Shape shape = plan.batches.front()->shape();
    const nn::Network network(plan.model->graph);
    const std::vector<std::int64_t> macs = network.macs(network.shapes(std::span(&shape, 1)));
    m_result.images = plan.model->graph->batchable ? shape[0] : 1;
    m_result.macs = std::accumulate(macs.begin(), macs.end(), std::int64_t{0}) / m_result.images;
    for (const BenchEngine& engine : plan.engines)
      addEngine(engine);
    if (plan.knobs) {
      addEffort("dense", KnobSettings{}, Execution::Measure);
      addEffort("knobs", *plan.knobs, Execution::Measure);
      if (plan.skip)
        addEffort("skip", *plan.knobs, Execution::Skip);
      if (plan.knobs->gate)
        addFirstPass(*plan.knobs->gate);
    }
  }

  BenchResult run() {
    warmUp();
    try {
      for (std::int64_t round = 0; round < m_plan.runs; ++round) {
        m_control.report(round, m_plan.runs, "timing");
        runRound(static_cast<std::size_t>(round));
        m_result.runs = round + 1;
        if (m_plan.onPart && m_parts.due(m_result.runs)) {
          summarise();
          m_plan.onPart(m_result);
        }
      }
      m_control.report(m_plan.runs, m_plan.runs, "timing");
      m_result.complete = true;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::Cancelled || m_result.runs == 0)
        throw;
    }
    summarise();
    return std::move(m_result);
  }

private:
  void add(const std::string& name, RunBatch run) {
    m_contenders.push_back({.row = m_result.rows.size(), .run = std::move(run), .ms = {}});
    m_result.rows.push_back({.name = name, .ratioInterval = {}, .difference = {}, .refusal = {}});
  }

  void addEngine(const BenchEngine& wanted) {
    const std::string name(nn::engineName(wanted.kind));
    try {
      std::shared_ptr<nn::InferenceEngine> engine = nn::makeEngine(wanted.kind, *m_plan.model, m_plan.kernels);
      add(name,
          [engine](const TensorPtr& batch, const std::stop_token& stop) { return engine->run(batch, stop, nullptr); });
    } catch (const Error& error) {
      refuse(name, wanted, error);
    }
  }

  void refuse(const std::string& name, const BenchEngine& wanted, const Error& error) {
    if (wanted.required || error.code() != ErrorCode::Unsupported)
      throw error;
    m_result.rows.push_back({.name = name, .ratioInterval = {}, .difference = {}, .refusal = error.what()});
  }

  void addEffort(const std::string& name, const KnobSettings& settings, Execution execution) {
    const auto engine = std::make_shared<EffortEngine>(
        m_plan.model, settings,
        EffortEngineOptions{.kernels = m_plan.kernels, .execution = execution, .calibration = m_plan.calibration});
    add(name, [engine](const TensorPtr& batch, const std::stop_token& stop) {
      engine->prepare(batch, stop);
      return engine->run(batch, {.stop = stop}).outputs;
    });
    m_contenders.back().allBatches = m_plan.knobs->gate.has_value();
  }

  void addFirstPass(const GateKnob& knob) {
    const auto gate = std::make_shared<const Gate>(*m_plan.model, knob, *m_plan.calibration);
    add("8-bit", [gate](const TensorPtr& batch, const std::stop_token& stop) { return gate->run(*batch, true, stop); });
    m_contenders.back().allBatches = true;
  }

  /// Two runs each: the first prepares, the second tells how often to repeat. An engine may refuse only now.
  void warmUp() {
    Tensor expected;
    std::vector<Contender> ready;
    for (Contender& contender : m_contenders) {
      m_control.throwIfStopped();
      const TensorPtr& batch = m_plan.batches.front();
      BenchRow& row = m_result.rows[contender.row];
      try {
        const Tensor output = contender.run(batch, m_control.stop);
        if (ready.empty())
          expected = output;
        row.difference = largestDifference(output, expected);
      } catch (const Error& error) {
        const bool optional = contender.row < m_plan.engines.size() && !m_plan.engines[contender.row].required;
        if (!optional || error.code() != ErrorCode::Unsupported)
          throw;
        row.refusal = error.what();
        continue;
      }
      const BenchClock::time_point start = BenchClock::now();
      contender.run(batch, m_control.stop);
      const double ms = elapsedMs(start);
      contender.settles = ms < settleBelowMs;
      contender.repetitions = static_cast<int>(std::clamp(std::ceil(shortestRunMs / ms), 1.0, double{maxRepetitions}));
      if (contender.allBatches) {
        const auto batches = static_cast<int>(m_plan.batches.size());
        contender.repetitions = (contender.repetitions + batches - 1) / batches * batches;
      }
      ready.push_back(std::move(contender));
    }
    m_contenders = std::move(ready);
  }

  void runRound(std::size_t round) {
    const std::size_t count = m_contenders.size();
    std::vector<double> times(count);
    for (std::size_t turn = 0; turn < count; ++turn) {
      const std::size_t index = (round + turn) % count;
      times[index] = timeOnce(m_contenders[index], round);
    }
    for (std::size_t i = 0; i < count; ++i)
      m_contenders[i].ms.push_back(times[i]);
  }

  /// Milliseconds an image.
  double timeOnce(const Contender& contender, std::size_t round) {
    const auto repetitions = static_cast<std::size_t>(contender.repetitions);
    const auto batchAt = [&](std::size_t repetition) -> const TensorPtr& {
      return m_plan.batches[(round * repetitions + repetition) % m_plan.batches.size()];
    };
    m_control.throwIfStopped();
    if (contender.settles)
      contender.run(batchAt(0), m_control.stop);
    const BenchClock::time_point start = BenchClock::now();
    for (std::size_t i = 0; i < repetitions; ++i)
      contender.run(batchAt(i), m_control.stop);
    return elapsedMs(start) / static_cast<double>(contender.repetitions * m_result.images);
  }

  void summarise() {
    constexpr double half = 0.5, low = 0.1, high = 0.9;
    constexpr double perGiga = 1e-9, msPerSecond = 1e3, operationsPerMac = 2.0;
    for (const Contender& contender : m_contenders) {
      BenchRow& row = m_result.rows[contender.row];
      row.msMedian = quantile(contender.ms, half);
      row.msP10 = quantile(contender.ms, low);
      row.msP90 = quantile(contender.ms, high);
      std::vector<double> ratios;
      for (std::size_t round = 0; round < contender.ms.size(); ++round)
        ratios.push_back(contender.ms[round] / m_contenders.front().ms[round]);
      row.ratio = quantile(ratios, half);
      row.ratioInterval = medianInterval(ratios);
      if (row.msMedian > 0.0)
        row.gflops = operationsPerMac * static_cast<double>(m_result.macs) * perGiga * msPerSecond / row.msMedian;
    }
  }

  const BenchPlan& m_plan;
  const RunControl& m_control;
  PartSchedule m_parts;
  std::vector<Contender> m_contenders;  ///< those that run; the first is what ratios refer to
  BenchResult m_result;
};

}  // namespace

BenchResult bench(const BenchPlan& plan, const RunControl& control) {
  return Bench(plan, control).run();
}

}  // namespace effortlab::effort
