#pragma once

#include "controllers/fovea_evaluation.h"
#include "controllers/fovea_export.h"
#include "controllers/fovea_presenter.h"
#include "controllers/fovea_widgets.h"
#include "jobs/job.h"
#include "jobs/video_loader.h"
#include "jobs/video_player.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <memory>
#include <optional>

namespace effortlab::app {

/// Owns what is open on the Fovea page, its policies with their history, the player and the evaluation.
class FoveaController : public QObject {
  Q_OBJECT

public:
  struct Options {
    PolicyFactory makePolicy = fovea::makePolicy;
    EvaluateVideo evaluate = fovea::evaluateVideo;
    int threads = 1;
  };
  /// What is to be opened; empty members stay as they are.
  struct Files {
    std::string video, detector, truth, classMap = {};
  };

  FoveaController(const FoveaWidgets& view, Options options, QObject* parent = nullptr);
  ~FoveaController() override;

  /// In the background; what fails leaves everything as it was.
  void open(const Files& files);
  const std::shared_ptr<const OpenVideo>& opened() const noexcept { return m_open; }
  bool isLoading() const noexcept { return m_loader.isRunning(); }
  void cancel();

  const PolicyPair& policies() const noexcept { return m_policies; }
  /// One undo step.
  void changePolicies(const PolicyPair& policies, const QString& text);
  QUndoStack* undoStack() noexcept { return &m_undo; }

  VideoPlayer& player() noexcept { return m_player; }
  FoveaPresenter& presenter() noexcept { return *m_presenter; }
  FoveaEvaluation& evaluation() noexcept { return *m_evaluation; }
  FoveaExport& exporter() noexcept { return m_export; }
  /// Of what is open, by policy A. `caption`: below a montage sheet.
  void exportTo(VideoExport kind, const std::filesystem::path& file, const QString& caption);
  /// Playing stops while the page is not on screen, and goes on with it.
  void setShown(bool shown);
  /// Once a video is open: play from its start (and pause on that frame).
  void playWhenOpened(std::optional<std::int64_t> until);
  /// The detector is made ready for so many canvas sizes before playing goes on.
  int unprepared() const noexcept { return m_unprepared; }
  /// Nothing is loaded, played, analysed or evaluated.
  bool isIdle() const;
  void retranslate();

Q_SIGNALS:
  void loadingStarted(const QString& what);
  void loadingEnded();
  void videoOpened(const effortlab::app::FoveaController::Files& files);
  void policiesChanged();
  /// Player, evaluation or figures moved.
  void stateChanged();
  void failed(const QString& what, const effortlab::app::JobFailure& failure);
  void noted(const QString& text, const QString& details);
  /// Some of it is left out: the engine's words.
  void truthDoesNotFit(const QString& details);

private:
  void connectPlayer();
  void connectPolicies();
  void finishLoading(JobStatus status);
  void takeFrames();
  void pushStep(const PolicyPair& before, const QString& text);
  void applyPolicies(const PolicyPair& policies);
  void chooseComparison();
  std::optional<double> suggestedMaximum() const;
  void showSuggestion();
  void useSuggestion();
  void judgeSoon();
  void takeJudgement(JobStatus status);
  void goTo(const std::vector<std::int64_t>& frames, bool forwards, const QString& none);
  void goToMiss(bool forwards);
  void goToFalseAlarm(bool forwards);
  void measureRate();

  FoveaWidgets m_view;
  std::shared_ptr<const OpenVideo> m_open;
  PolicyPair m_policies;
  PolicyPair m_beforeDrag;
  bool m_dragging = false;
  bool m_shown = true;
  bool m_playsWhenShown = false;
  bool m_playsAfterScrub = false;
  bool m_startsPlaying = false;
  std::optional<std::int64_t> m_playUntil;
  Files m_requested;
  QUndoStack m_undo;
  FoveaPresenter* m_presenter;
  FoveaEvaluation* m_evaluation;
  PolicyFactory m_makePolicy;
  int m_threads;
  VideoPlayer m_player;
  FoveaExport m_export;
  Job<std::shared_ptr<const OpenVideo>> m_loader;
  Job<Judgement> m_judge;
  Judgement m_judgement;
  std::int64_t m_unjudged = 0;
  int m_unprepared = 0;
  QTimer m_judgeTimer;
  QTimer m_rateTimer;
  std::int64_t m_framesSinceRate = 0;
  QElapsedTimer m_sinceRate;
};

}  // namespace effortlab::app
