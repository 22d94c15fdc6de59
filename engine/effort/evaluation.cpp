#include "effort/evaluation.h"

#include "core/error.h"
#include "core/parallel.h"
#include "effort/effort_engine.h"
#include "effort/part_schedule.h"
#include "effort/scoring.h"

#include <algorithm>
#include <chrono>
#include <sstream>

namespace effortlab::effort {

namespace {

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// One batch's answers.
struct BatchResult {
  EffortOutput effort;
  std::vector<int> denseTop1;  ///< empty without knobs
  std::vector<double> nodeMs;
};

class Evaluation {
public:
  Evaluation(const EvaluationPlan& plan, const RunControl& control)
      : m_plan(plan),
        m_control(control),
        m_engine(plan.model, plan.knobs,
                 {.engine = plan.engine,
                  .kernels = plan.engineOptions,
                  .execution = plan.execution,
                  .everyLayer = plan.everyLayer,
                  .calibration = plan.calibration}),
        m_hasKnobs(!plan.knobs.off()),
        m_softmax(nn::endsInSoftmax(graph())),
        m_parts(plan.onPart != nullptr) {}

  EvaluationResult run() {
    const auto total = static_cast<std::int64_t>(m_plan.images.size());
    const std::int64_t batch = imagesPerRun(graph(), std::max<std::int64_t>(1, m_plan.batch));
    const std::int64_t group = m_engine.concurrent() ? batch * std::max(1, hardwareThreads()) : batch;
    try {
      for (std::int64_t begin = 0, end = 0; begin < total; begin = end) {
        m_control.throwIfStopped();
        end = std::min({total, begin + group, m_parts.end(begin, batch)});
        runGroup(begin, end, batch);
        m_control.report(end, total, "evaluating");
        if (m_plan.onPart && end < total && m_parts.due(end)) {
          summarise();
          m_plan.onPart(m_result);
        }
      }
      m_result.complete = true;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::Cancelled)
        throw;
    }
    summarise();
    return std::move(m_result);
  }

private:
  const model::Graph& graph() const noexcept { return *m_plan.model->graph; }

  std::span<const std::int64_t> slice(std::int64_t begin, std::int64_t end) const {
    return std::span(m_plan.images).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

  void runGroup(std::int64_t begin, std::int64_t end, std::int64_t batch) {
    const auto total = static_cast<std::int64_t>(m_plan.images.size());
    const std::int64_t batches = (end - begin + batch - 1) / batch;
    std::vector<TensorPtr> inputs;
    for (std::int64_t b = 0; b < batches; ++b)
      inputs.push_back(std::make_shared<Tensor>(
          m_plan.inputs->batch(slice(begin + b * batch, std::min(end, begin + (b + 1) * batch)), m_control)));
    m_plan.inputs->prefetch(slice(end, std::min(total, end + (end - begin))));

    std::vector<BatchResult> results(static_cast<std::size_t>(batches));
    const bool together = batches > 1;
    m_engine.prepare(inputs.front(), m_control.stop);
    const Clock::time_point start = Clock::now();
    parallelFor(batches, together, [&](std::int64_t b) {
      results[static_cast<std::size_t>(b)] = runBatch(inputs[static_cast<std::size_t>(b)], !together);
    });
    m_ms += msSince(start);
    if (m_hasKnobs)
      parallelFor(batches, together, [&](std::int64_t b) {
        results[static_cast<std::size_t>(b)].denseTop1 = denseTop1(inputs[static_cast<std::size_t>(b)], !together);
      });
    for (std::int64_t b = 0; b < batches; ++b)
      collect(slice(begin + b * batch, std::min(end, begin + (b + 1) * batch)), results[static_cast<std::size_t>(b)]);
  }

  BatchResult runBatch(const TensorPtr& input, bool parallel) const {
    BatchResult result;
    result.nodeMs.assign(graph().nodes.size(), 0.0);
    result.effort = m_engine.run(input, {parallel, m_control.stop, &result.nodeMs});
    return result;
  }

  std::vector<int> denseTop1(const TensorPtr& input, bool parallel) const {
    std::vector<int> top1;
    const Tensor outputs = m_engine.runDense(input, {.parallel = parallel, .stop = m_control.stop});
    for (std::int64_t n = 0; n < input->shape()[0]; ++n)
      top1.push_back(scoreImage(scoresOf(graph(), outputs, n), m_softmax, 0).top1);
    return top1;
  }

  void collect(std::span<const std::int64_t> images, const BatchResult& batch) {
    for (std::size_t n = 0; n < images.size(); ++n) {
      const std::span<const float> outputs = scoresOf(graph(), batch.effort.outputs, static_cast<std::int64_t>(n));
      ImageResult image;
      image.index = images[n];
      image.label = m_plan.inputs->set().label(image.index);
      checkLabel(image.label, static_cast<std::int64_t>(outputs.size()), m_plan.inputs->set().imageName(image.index));
      const Score score = scoreImage(outputs, m_softmax, image.label);
      image.top1 = score.top1;
      image.top5Hit = score.top5Hit;
      image.margin = score.margin;
      image.agrees = batch.denseTop1.empty() || batch.denseTop1[n] == score.top1;
      image.repeated = !batch.effort.repeated.empty() && batch.effort.repeated[n] != 0;
      image.macs = batch.effort.counts[n].total().macsExecuted;
      m_result.counts += batch.effort.counts[n];
      m_result.images.push_back(image);
    }
    m_nodeMs.resize(batch.nodeMs.size());
    for (std::size_t i = 0; i < batch.nodeMs.size(); ++i)
      m_nodeMs[i] += batch.nodeMs[i];
  }

  void summarise() {
    const auto images = static_cast<std::int64_t>(m_result.images.size());
    std::int64_t top1 = 0, top5 = 0, agree = 0, repeated = 0;
    for (const ImageResult& image : m_result.images) {
      top1 += image.top1 == image.label ? 1 : 0;
      top5 += image.top5Hit ? 1 : 0;
      agree += image.agrees ? 1 : 0;
      repeated += image.repeated ? 1 : 0;
    }
    const double count = static_cast<double>(std::max<std::int64_t>(1, images));
    m_result.top1 = static_cast<double>(top1) / count;
    m_result.top5 = static_cast<double>(top5) / count;
    m_result.top1Interval = wilsonInterval(top1, images);
    m_result.agreement = images > 0 ? static_cast<double>(agree) / count : 1.0;
    m_result.denseLayers = m_engine.denseLayers();
    m_result.gateLeftOut = m_engine.gateLeftOut();
    if (m_engine.plan() != nullptr)
      m_result.plan = *m_engine.plan();
    m_result.repeated = static_cast<double>(repeated) / count;
    m_result.msPerImage = m_ms / count;
    const bool timed = std::any_of(m_nodeMs.begin(), m_nodeMs.end(), [](double ms) { return ms > 0.0; });
    m_result.nodeMs.clear();
    for (std::size_t i = 0; timed && i < m_nodeMs.size(); ++i)
      m_result.nodeMs.push_back(m_nodeMs[i] / count);
  }

  const EvaluationPlan& m_plan;
  const RunControl& m_control;
  EffortEngine m_engine;
  bool m_hasKnobs;
  bool m_softmax;
  PartSchedule m_parts;
  EvaluationResult m_result;
  std::vector<double> m_nodeMs;
  double m_ms = 0.0;
};

}  // namespace

EvaluationResult evaluate(const EvaluationPlan& plan, const RunControl& control) {
  return Evaluation(plan, control).run();
}

std::string predictionsCsv(const EvaluationResult& result) {
  std::ostringstream csv;
  csv.imbue(std::locale::classic());
  csv << "index,label,top1,margin,macs,repeated\n";
  for (const ImageResult& image : result.images)
    csv << image.index << ',' << image.label << ',' << image.top1 << ',' << image.margin << ',' << image.macs << ','
        << (image.repeated ? 1 : 0) << '\n';
  return csv.str();
}

}  // namespace effortlab::effort
