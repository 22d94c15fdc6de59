#pragma once

#include "controllers/live_session.h"
#include "controllers/live_view.h"
#include "jobs/job.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace effortlab::app {

/// One growing estimate, with what else the evaluator knew at that moment.
struct LivePoint {
  MeasuredSetting measured;
  LiveSession::Limits limits;
  std::vector<double> nodeMs;
};

/// Histograms together with the setting they were measured under.
struct MeasuredHistograms {
  std::shared_ptr<const effort::LayerHistograms> histograms;
  std::string layer;
  effort::KnobSettings settings;
};

/// Runs a session's requests one after another on one worker; the newest of each kind wins.
class LiveRunner : public QObject {
  Q_OBJECT

public:
  LiveRunner(SessionFactory factory, int threads, QObject* parent = nullptr);
  ~LiveRunner() override;

  /// Stops everything. Null: there is nothing to compute.
  void setWorkspace(const std::shared_ptr<const Workspace>& workspace);
  /// While the user drags, one thread is left to the window, and a running request may live on until its first
  /// estimate, so that a moving hand sees figures at all.
  void setInteracting(bool interacting);
  void evaluate(const effort::KnobSettings& settings);
  /// Goes before the evaluation, which starts again behind it.
  void measureHistograms(const effort::EffortLayer& layer, const effort::KnobSettings& settings);
  /// The gate's study of the first `images` images; before a running evaluation, which starts again behind it.
  void studyGate(std::int64_t images);
  /// Behind everything else.
  void measureKernels();
  /// Stops what nobody waits for: the study and the kernels.
  void cancelBackground();
  void cancel();

  bool isEvaluating() const noexcept { return m_evaluation.isRunning(); }
  bool isMeasuringHistograms() const noexcept { return m_histograms.isRunning(); }
  bool isBusyBehind() const noexcept { return m_study.isRunning() || m_kernels.isRunning(); }
  bool wasCancelled() const noexcept { return m_cancelled; }
  /// Since the running evaluation was asked for.
  qint64 elapsedMs() const { return m_sinceStart.elapsed(); }

Q_SIGNALS:
  void estimateArrived(const effortlab::app::LivePoint& point);
  void histogramsArrived(const effortlab::app::MeasuredHistograms& measured);
  void progress(qint64 done, qint64 total, const QString& stage);
  /// The evaluation of the newest setting ended.
  void evaluationFinished(effortlab::app::JobStatus status);
  void histogramsFinished(effortlab::app::JobStatus status);
  void failed(const effortlab::app::JobFailure& failure);
  /// Also with each part of a growing study.
  void gateStudyArrived(const std::shared_ptr<const effortlab::effort::GateStudy>& study);
  /// Completed or failed.
  void gateStudyFinished(effortlab::app::JobStatus status, const effortlab::app::JobFailure& failure);
  /// The study or the kernels were stopped before their end.
  void behindStopped();
  /// Null: there is none.
  void kernelsMeasured(const std::shared_ptr<const effortlab::fast::FastPlan>& plan);

private:
  /// The session, made where it is used: on the worker.
  struct Slot {
    std::shared_ptr<const Workspace> workspace;
    SessionFactory factory;
    std::unique_ptr<LiveSession> session;
    LiveSession& get();
  };
  using EvaluationJob = Job<effort::LiveEstimate, LivePoint>;
  using HistogramJob = Job<MeasuredHistograms>;
  using StudyPtr = std::shared_ptr<const effort::GateStudy>;
  using StudyJob = Job<StudyPtr, StudyPtr>;
  using KernelJob = Job<std::shared_ptr<const fast::FastPlan>>;

  void startEvaluation();
  void deliverPoints();
  void finishEvaluation(JobStatus status);
  void finishHistograms(JobStatus status);
  void finishStudy(JobStatus status);
  void releaseSlot();
  int threadsNow() const noexcept;

  SessionFactory m_factory;
  int m_threads;
  std::shared_ptr<JobWorker> m_worker;
  std::shared_ptr<Slot> m_slot;
  std::weak_ptr<Slot> m_studied;  ///< what the running study is of: its last part may come after another network
  effort::KnobSettings m_wanted;
  bool m_interacting = false;
  bool m_cancelled = false;
  bool m_firstSeen = false;
  int m_runningThreads = 0;
  QElapsedTimer m_sinceStart;
  QTimer m_patience;
  EvaluationJob m_evaluation;
  HistogramJob m_histograms;
  StudyJob m_study;
  KernelJob m_kernels;
};

}  // namespace effortlab::app
