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
  void cancel();

  bool isEvaluating() const noexcept { return m_evaluation.isRunning(); }
  bool isMeasuringHistograms() const noexcept { return m_histograms.isRunning(); }
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

  void startEvaluation();
  void deliverPoints();
  void finishEvaluation(JobStatus status);
  void finishHistograms(JobStatus status);
  void releaseSlot();
  int threadsNow() const noexcept;

  SessionFactory m_factory;
  int m_threads;
  std::shared_ptr<JobWorker> m_worker;
  std::shared_ptr<Slot> m_slot;
  effort::KnobSettings m_wanted;
  bool m_interacting = false;
  bool m_cancelled = false;
  bool m_firstSeen = false;
  int m_runningThreads = 0;
  QElapsedTimer m_sinceStart;
  QTimer m_patience;
  EvaluationJob m_evaluation;
  HistogramJob m_histograms;
};

}  // namespace effortlab::app
