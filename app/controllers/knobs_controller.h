#pragma once

#include "controllers/knob_copy.h"
#include "controllers/knob_locks.h"
#include "controllers/live_runner.h"
#include "controllers/live_view.h"
#include "controllers/trail.h"
#include "core/parallel.h"
#include "models/tradeoff_model.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <memory>
#include <optional>

namespace effortlab::widgets {
class KnobPanel;
class SavingsChart;
class TradeoffChart;
}  // namespace effortlab::widgets

namespace effortlab::app {

/// The widgets of the Knobs page that show numbers and send intent. They outlive the controller's connections.
struct KnobsWidgets {
  widgets::KnobPanel* panel = nullptr;
  widgets::LayerTableModel* layers = nullptr;
  widgets::TradeoffModel* tradeoff = nullptr;
  widgets::TradeoffChart* tradeoffChart = nullptr;
  widgets::SavingsChart* savings = nullptr;
};

/// What the window says around the charts.
struct KnobsSummary {
  std::optional<effort::LiveEstimate> estimate;  ///< newest accuracy, perhaps of the setting before
  bool estimateIsCurrent = false;                ///< it belongs to the setting on screen
  double opsRatio = 1.0;
  bool opsAreEstimated = false;
  bool evaluating = false;
  bool cancelled = false;  ///< by the user; a change of a knob or restart() goes on
  qint64 done = 0;
  qint64 total = 0;
  std::optional<double> remainingSeconds;
  LiveSession::Limits limits;
};

/// Owns the knobs of the current network, their history and the live evaluation.
class KnobsController : public QObject {
  Q_OBJECT

public:
  struct Options {
    SessionFactory makeSession = makeLiveSession;
    int threads = hardwareThreads();
  };

  KnobsController(const KnobsWidgets& view, Options options, QObject* parent = nullptr);
  ~KnobsController() override;

  /// Another network starts with all knobs off and an empty history; other images keep the knobs.
  void setWorkspace(std::shared_ptr<const Workspace> workspace);
  const std::shared_ptr<const Workspace>& workspace() const noexcept { return m_known.workspace; }
  const effort::KnobSettings& settings() const noexcept { return m_known.settings; }
  widgets::KnobPanel* panel() const noexcept { return m_view.panel; }
  QUndoStack* undoStack() noexcept { return &m_undo; }
  const KnobsSummary& summary() const noexcept { return m_summary; }
  /// Histograms are on their way.
  bool isMeasuring() const noexcept { return m_runner.isMeasuringHistograms(); }
  /// Nothing is being computed or waits to be shown.
  bool isIdle() const noexcept;
  /// Why the network can have no gate, in the engine's words; empty: it can.
  const QString& gateProblem() const noexcept { return m_gateProblem; }
  /// Index into the workspace's layers; -1: none chosen or a layer without knobs.
  int currentLayer() const noexcept { return m_layer; }

  /// One undo step. Errors: Error{Mismatch, InvalidArgument} for knobs that do not fit; nothing changes then.
  void changeSettings(effort::KnobSettings settings, const QString& text);
  void resetLayer();
  void resetAll();

  /// Tuning leaves these as they are.
  const KnobLocks& locks() const noexcept { return m_known.locks; }
  /// One undo step. Places that the network does not have are dropped.
  void changeLocks(KnobLocks locks, const QString& text);
  /// Without an undo step, as a network is opened.
  void restoreLocks(KnobLocks locks);
  /// One undo step. By shares it waits for histograms that have to be measured first; a newer request takes its place.
  void copyKnobs(const CopyRequest& request);
  bool isCopying() const noexcept { return m_copy.has_value(); }

  /// A tuner's probes on the trade-off chart; a click on one brings its knobs. At most a few calls a second.
  void showProbes(const std::vector<effort::TuneProbe>& probes);
  /// The tuner's answer on its tuning images and on the held-out ones, beside the chart.
  void showTuned(const effort::TuneComparison& tuning, const std::optional<effort::TuneComparison>& heldOut,
                 double budgetPoints);
  /// Settings kept by name: shown under their names. Figures of other images are not.
  void showSnapshots(std::vector<widgets::TradeoffPoint> points, std::vector<effort::KnobSettings> settings);
  void selectNode(int node);
  void cancel();
  /// Evaluates the present setting, from the start where it was stopped or failed.
  void restart();

Q_SIGNALS:
  void settingsChanged();
  void summaryChanged();
  void locksChanged();
  void currentLayerChanged(int node);
  /// What was done, and what could not be.
  void noted(const QString& text, const QString& details);
  void failed(const effortlab::app::JobFailure& failure);
  /// The present setting has its final figures.
  void settled();

private:
  static constexpr int liveId = 1'000'000'000;  ///< the point of a setting the hand has not left yet
  static constexpr int firstSnapshotId = liveId + 1;
  static constexpr int firstProbeId = liveId + 1'000'000;

  void connectView();
  void panelChanged(const effort::LayerKnobs& knobs);
  void gateChanged(const std::optional<effort::GateKnob>& gate);
  void toggle(int node, widgets::Knob knob, bool on);
  void toggleLock(int node, std::optional<widgets::Knob> knob, bool locked);
  void beginInteraction();
  void endInteraction();
  void activatePoint(int id);
  void applyLocks(const KnobLocks& locks);
  void showLocks();
  void goOnCopying();
  void finishCopy(const CopyResult& result, const CopyRequest& request);

  void pushStep(const effort::KnobSettings& before, const QString& text);
  void applySettings(const effort::KnobSettings& settings);
  void settingsMoved(const effort::KnobSettings& before);
  void evaluateNow();

  void takeEstimate(const LivePoint& point);
  void takeHistograms(const MeasuredHistograms& measured);
  void evaluationFinished(JobStatus status);
  void takeStudy(const std::shared_ptr<const effort::GateStudy>& study);
  void studyFinished(JobStatus status, const JobFailure& failure);
  void startWithoutGate();
  void refuseGate(const QString& problem);
  std::int64_t imagesToStudy() const;
  void studyEarly();
  void workBehind();
  void showGateFigures(double exactCost);
  void showPoint(const MeasuredSetting& measured);
  void rebuildPoints();
  bool histogramsStale(bool ownOnly) const;
  void refreshHistograms(bool ownOnly);
  void showHistograms();
  void scheduleTick();
  void tick();
  QString changeText(const effort::KnobSettings& before, const effort::KnobSettings& after) const;
  widgets::TradeoffPoint tradeoffPoint(int id, const MeasuredSetting& measured) const;

  KnobsWidgets m_view;
  LiveKnowledge m_known;
  std::optional<CopyRequest> m_copy;  ///< waits for histograms
  std::vector<effort::KnobSettings> m_snapshots;
  std::map<int, effort::KnobSettings> m_probes;  ///< by point
  Trail m_trail;
  std::map<std::string, effort::KnobSettings> m_histogramSettings;  ///< what each layer's were measured under
  std::map<std::string, effort::LayerKnobs> m_lastOn;               ///< of switched-off knobs: the numbers they had
  std::map<int, QString> m_labels;
  QString m_nextLabel;
  std::shared_ptr<const effort::LayerHistograms> m_shownHistograms;
  KnobsSummary m_summary;
  QUndoStack m_undo;
  int m_layer = -1;
  bool m_interacting = false;
  bool m_livePointShown = false;
  bool m_histogramsFailed = false;
  QString m_gateProblem;
  std::int64_t m_studied = 0;  ///< images of the last whole study
  bool m_kernelsTried = false;
  effort::KnobSettings m_beforeInteraction;
  QElapsedTimer m_sinceChange;
  QElapsedTimer m_sinceTick;
  QTimer m_tick;
  LiveRunner m_runner;
};

}  // namespace effortlab::app
