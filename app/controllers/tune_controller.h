#pragma once

#include "controllers/knobs_controller.h"
#include "core/remaining_time.h"
#include "effort/tuner.h"
#include "jobs/job.h"
#include "panels/tune_form.h"

#include <QObject>

#include <functional>
#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace effortlab::widgets {
class TuneReport;
}

namespace effortlab::app {

using TuneFunction = std::function<effort::TuneResult(const effort::TunePlan&, const effort::TuneWatch&)>;

/// The widgets of the auto-tune dialog. They outlive the controller's connections.
struct TuneWidgets {
  widgets::TuneForm* form = nullptr;
  widgets::TuneReport* report = nullptr;
  QProgressBar* progress = nullptr;
  QLabel* status = nullptr;
  QPushButton* start = nullptr;
  QPushButton* stop = nullptr;
  QPushButton* apply = nullptr;
};

/// Runs the tuner in the background on what is open: leaves one thread to the window, keeps every probe in a store, so
/// that the same request goes on where it was stopped.
class TuneController : public QObject {
  Q_OBJECT

public:
  TuneController(const TuneWidgets& view, KnobsController* knobs, TuneFunction function, QObject* parent = nullptr);
  ~TuneController() override;

  bool isRunning() const noexcept { return m_job.isRunning(); }
  /// What start() would do; only while the form has no problem.
  effort::TunePlan plan() const;
  void start();
  void stop() { m_job.cancel(); }
  /// The answer becomes the setting on screen: one undo step.
  void apply();
  void retranslate();

Q_SIGNALS:
  /// Another request, network or state.
  void changed();

private:
  using ResultPtr = std::shared_ptr<const effort::TuneResult>;

  void workspaceMoved();
  void showLocks();
  void takeProbes();
  void finish(JobStatus status);
  void refresh();

  TuneWidgets m_view;
  KnobsController* m_knobs;
  TuneFunction m_function;
  std::shared_ptr<const Workspace> m_workspace;  ///< the form is about
  std::shared_ptr<const Workspace> m_tuned;      ///< the answer is about
  widgets::TuneRequest m_asked;
  std::vector<effort::TuneProbe> m_probes;  ///< of the search that runs or ran last
  double m_bestRatio = 1.0, m_bestAgreement = 1.0;
  RemainingTime m_remaining;
  QString m_failure;
  QString m_gateProblem;  ///< the form knows
  Job<ResultPtr, effort::TuneProbe> m_job;
};

}  // namespace effortlab::app
