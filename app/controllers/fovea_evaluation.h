#pragma once

#include "controllers/fovea_widgets.h"
#include "fovea/video_evaluation.h"
#include "jobs/job.h"
#include "jobs/judge_work.h"
#include "jobs/video_loader.h"

#include <QElapsedTimer>
#include <QObject>

#include <functional>

namespace effortlab::app {

/// fovea::evaluateVideo(), or what a test puts in its place.
using EvaluateVideo = std::function<fovea::VideoEvaluation(data::VideoSource&, detect::Detector&, const detect::Truth*,
                                                           const fovea::VideoEvaluationPlan&, const RunControl&)>;

/// The page's policies beside `full` over the whole video, in the background, on a detector of its own.
class FoveaEvaluation : public QObject {
  Q_OBJECT

public:
  FoveaEvaluation(const FoveaWidgets& view, EvaluateVideo evaluate, int threads, QObject* parent = nullptr);
  ~FoveaEvaluation() override;

  /// Stops; figures of another video go.
  void setVideo(std::shared_ptr<const OpenVideo> open);
  /// Figures of other settings stay, marked as such.
  void setPolicies(const PolicyPair& policies);
  void start();
  void cancel() { m_job.cancel(); }

  bool isRunning() const noexcept { return m_job.isRunning(); }
  /// There are figures, and they are of the present video and settings.
  bool isCurrent() const noexcept { return m_result && !m_stale; }
  /// Of the policy on screen, where the result is current and judged.
  const detect::AlarmReport* alarms() const;
  qint64 done() const noexcept { return m_done; }
  qint64 total() const noexcept { return m_total; }
  std::optional<double> remainingSeconds() const;
  void retranslate();

Q_SIGNALS:
  void started();
  void changed();
  void failed(const effortlab::app::JobFailure& failure);

private:
  using ResultPtr = std::shared_ptr<const fovea::VideoEvaluation>;

  void finish(JobStatus status);
  void showResult();
  void showStatus();
  QString remark() const;

  FoveaWidgets m_view;
  EvaluateVideo m_evaluate;
  int m_threads;
  std::shared_ptr<const OpenVideo> m_open;
  PolicyPair m_policies;
  std::vector<fovea::PolicySettings> m_asked;  ///< what the result is of
  std::size_t m_ours = 0;                      ///< policy A among them
  ResultPtr m_result;
  bool m_stale = false;
  QString m_problem;
  qint64 m_done = 0, m_total = 0;
  QElapsedTimer m_clock;
  Job<ResultPtr, Judgement> m_job;
};

}  // namespace effortlab::app
