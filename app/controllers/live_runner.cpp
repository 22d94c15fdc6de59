#include "controllers/live_runner.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace effortlab::app {

namespace {

/// How long a request may live on for its first estimate while newer ones wait.
constexpr std::chrono::milliseconds firstEstimatePatience{150};
/// Histograms are worth about so much work.
constexpr double histogramSeconds = 0.5;
constexpr std::int64_t fewestHistogramImages = 16;
constexpr std::int64_t mostHistogramImages = 256;

/// As many images as the dense network does in `histogramSeconds`.
std::int64_t histogramImages(const LiveSession& session, std::int64_t available) {
  double msPerImage = 0.0;
  for (const double ms : session.denseNodeMs())
    msPerImage += ms;
  const double wanted = msPerImage > 0.0 ? 1000.0 * histogramSeconds / msPerImage : 64.0;
  const double bounded =
      std::clamp(wanted, static_cast<double>(fewestHistogramImages), static_cast<double>(mostHistogramImages));
  return std::min(available, static_cast<std::int64_t>(bounded));
}

}  // namespace

LiveSession& LiveRunner::Slot::get() {
  if (!session)
    session = factory(workspace);
  return *session;
}

LiveRunner::LiveRunner(SessionFactory factory, int threads, QObject* parent)
    : QObject(parent),
      m_factory(std::move(factory)),
      m_threads(threads),
      m_worker(std::make_shared<JobWorker>()),
      m_evaluation(m_worker),
      m_histograms(m_worker, JobWorker::Priority::High),
      m_study(m_worker, JobWorker::Priority::High),
      m_kernels(m_worker) {
  m_patience.setSingleShot(true);
  connect(&m_patience, &QTimer::timeout, this, &LiveRunner::startEvaluation);
  connect(&m_evaluation, &JobBase::point, this, &LiveRunner::deliverPoints);
  connect(&m_evaluation, &JobBase::progress, this, &LiveRunner::progress);
  connect(&m_evaluation, &JobBase::finished, this, &LiveRunner::finishEvaluation);
  connect(&m_histograms, &JobBase::finished, this, &LiveRunner::finishHistograms);
  connect(&m_study, &JobBase::point, this, [this] {
    const std::vector<StudyPtr> parts = m_study.takePoints();
    if (!parts.empty() && m_studied.lock() == m_slot)
      Q_EMIT gateStudyArrived(parts.back());
  });
  connect(&m_study, &JobBase::finished, this, &LiveRunner::finishStudy);
  connect(&m_kernels, &JobBase::finished, this, [this](JobStatus status) {
    const auto plan = m_kernels.takeResult();
    if (status == JobStatus::Cancelled)
      Q_EMIT behindStopped();
    else
      Q_EMIT kernelsMeasured(plan.value_or(nullptr));
  });
}

LiveRunner::~LiveRunner() {
  releaseSlot();
  m_worker->remove(this);
}

int LiveRunner::threadsNow() const noexcept {
  return m_interacting ? std::max(1, m_threads - 1) : m_threads;
}

void LiveRunner::releaseSlot() {
  m_patience.stop();
  m_evaluation.cancel();
  m_histograms.cancel();
  cancelBackground();
  // Freeing a gigabyte of activations takes a while: on the worker, behind what still uses them.
  if (m_slot)
    m_worker->post(this, JobWorker::Priority::Normal, [slot = std::exchange(m_slot, nullptr)] {});
}

void LiveRunner::setWorkspace(const std::shared_ptr<const Workspace>& workspace) {
  releaseSlot();
  if (workspace)
    m_slot = std::make_shared<Slot>(Slot{workspace, m_factory, nullptr});
}

void LiveRunner::setInteracting(bool interacting) {
  m_interacting = interacting;
  const bool slowed = m_evaluation.isRunning() && m_runningThreads != threadsNow();
  if (!interacting && (slowed || m_patience.isActive()))
    startEvaluation();
}

void LiveRunner::evaluate(const effort::KnobSettings& settings) {
  if (!m_slot)
    return;
  m_wanted = settings;
  const auto age = std::chrono::milliseconds(m_sinceStart.isValid() ? m_sinceStart.elapsed() : 0);
  if (m_interacting && m_evaluation.isRunning() && !m_firstSeen && age < firstEstimatePatience) {
    if (!m_patience.isActive())
      m_patience.start(firstEstimatePatience - age);
    return;
  }
  startEvaluation();
}

void LiveRunner::startEvaluation() {
  m_patience.stop();
  if (!m_slot)
    return;
  m_firstSeen = false;
  m_cancelled = false;
  m_sinceStart.start();
  m_runningThreads = threadsNow();
  m_evaluation.start(
      [slot = m_slot, settings = m_wanted, threads = m_runningThreads](const EvaluationJob::Context& context) {
        LiveSession& session = slot->get();
        const auto onEstimate = [&](const effort::LiveEstimate& estimate) {
          context.onPoint({{settings, estimate}, session.limits(), session.denseNodeMs()});
        };
        const auto images = static_cast<std::int64_t>(slot->workspace->images.size());
        return session.evaluate(settings, images, threads, context.control, onEstimate);
      });
}

void LiveRunner::measureHistograms(const effort::EffortLayer& layer, const effort::KnobSettings& settings) {
  if (!m_slot)
    return;
  m_histograms.start([slot = m_slot, layer, settings, threads = threadsNow()](const HistogramJob::Context& context) {
    LiveSession& session = slot->get();
    const auto images = histogramImages(session, static_cast<std::int64_t>(slot->workspace->images.size()));
    auto histograms = std::make_shared<const effort::LayerHistograms>(
        session.histograms(layer, settings, images, threads, context.control));
    return MeasuredHistograms{std::move(histograms), layer.name, settings};
  });
  if (m_evaluation.isRunning())
    startEvaluation();
}

void LiveRunner::studyGate(std::int64_t images) {
  if (!m_slot)
    return;
  m_studied = m_slot;
  m_study.start([slot = m_slot, images, threads = threadsNow()](const StudyJob::Context& context) -> StudyPtr {
    const auto onPart = [&](const effort::GateStudy& part) {
      context.onPoint(std::make_shared<const effort::GateStudy>(part));
    };
    return std::make_shared<const effort::GateStudy>(slot->get().gateStudy(images, threads, context.control, onPart));
  });
  if (m_evaluation.isRunning())
    startEvaluation();
}

void LiveRunner::measureKernels() {
  if (!m_slot)
    return;
  m_kernels.start([slot = m_slot](const KernelJob::Context& context) {
    return std::make_shared<const fast::FastPlan>(slot->get().kernelPlan(context.control));
  });
}

void LiveRunner::cancelBackground() {
  m_study.cancel();
  m_kernels.cancel();
}

void LiveRunner::cancel() {
  m_patience.stop();
  cancelBackground();
  m_cancelled = m_evaluation.isRunning();
  m_evaluation.cancel();
  m_histograms.cancel();
}

void LiveRunner::deliverPoints() {
  const std::vector<LivePoint> points = m_evaluation.takePoints();
  if (points.empty())
    return;
  m_firstSeen = true;
  const bool newerWaits = m_patience.isActive();
  if (newerWaits)
    startEvaluation();
  Q_EMIT estimateArrived(points.back());
}

void LiveRunner::finishEvaluation(JobStatus status) {
  if (status == JobStatus::Completed && m_patience.isActive()) {
    startEvaluation();
    return;
  }
  m_patience.stop();
  if (status == JobStatus::Failed)
    Q_EMIT failed(m_evaluation.failure());
  Q_EMIT evaluationFinished(status);
}

void LiveRunner::finishStudy(JobStatus status) {
  const std::optional<StudyPtr> study = m_study.takeResult();
  if (status == JobStatus::Cancelled) {
    Q_EMIT behindStopped();
    return;
  }
  if (status == JobStatus::Completed && study)
    Q_EMIT gateStudyArrived(*study);
  Q_EMIT gateStudyFinished(status, m_study.failure());
}

void LiveRunner::finishHistograms(JobStatus status) {
  const std::optional<MeasuredHistograms> measured = m_histograms.takeResult();
  if (status == JobStatus::Completed && measured)
    Q_EMIT histogramsArrived(*measured);
  if (status == JobStatus::Failed)
    Q_EMIT failed(m_histograms.failure());
  Q_EMIT histogramsFinished(status);
}

}  // namespace effortlab::app
