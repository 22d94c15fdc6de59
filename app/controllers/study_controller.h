#pragma once

#include "controllers/knobs_controller.h"
#include "core/remaining_time.h"
#include "jobs/job.h"
#include "jobs/study_work.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QPushButton;

namespace effortlab::widgets {
class EffortMapPanel;
class StudyChart;
}  // namespace effortlab::widgets

namespace effortlab::app {

/// The charts of the studies, by kind; they outlive the controller's connections.
struct StudyWidgets {
  std::array<widgets::StudyChart*, effort::studyKinds> charts{};
  widgets::EffortMapPanel* effortMap = nullptr;
  QPushButton* applyPeriods = nullptr;  ///< of the correlation study
};

/// Fills the study that is on screen once the live evaluation has its figures, and stops it while the user moves a
/// knob. Times are measured on request alone. Figures stay until the knobs change, and are dimmed then.
class StudyController : public QObject {
  Q_OBJECT

public:
  struct Options {
    StudyFunction run = effort::runStudy;
    int threads = hardwareThreads();
  };

  StudyController(const StudyWidgets& view, KnobsController* knobs, Options options, QObject* parent = nullptr);
  ~StudyController() override;

  /// Nothing: no study is on screen.
  void showStudy(std::optional<effort::StudyKind> kind);
  void measure(effort::StudyKind kind);
  void cancel();
  /// For the study of models, once more on request.
  void addModel(const std::filesystem::path& file);
  const std::vector<std::filesystem::path>& models() const noexcept { return m_models; }
  /// Nothing runs and nothing waits to run.
  bool isIdle() const noexcept;
  FigurePtr figure(effort::StudyKind kind) const { return entry(kind).figure; }
  /// What the correlation study suggests, by layer; empty: nothing.
  std::map<std::string, int> suggestedPeriods() const;
  /// The suggested sampling period into every layer whose SDSS is on: one undo step.
  void applySuggestedPeriods();

Q_SIGNALS:
  /// A click on an image of the study of images: it is the effort map's now.
  void imageWanted(int image);

private:
  /// What a figure is of.
  struct Key {
    std::shared_ptr<const Workspace> workspace;
    effort::KnobSettings knobs;
    std::string layer;
    std::int64_t image = 0;
    bool operator==(const Key&) const = default;
  };
  struct Entry {
    FigurePtr figure;
    Key key;
    bool requested = false;
    bool cancelled = false;
    QString problem;
  };
  using FigureJob = Job<FigurePtr, FigurePtr>;
  using PreviewJob = Job<std::vector<ImagePreview>>;

  void connectKnobs();
  void connectView();
  Entry& entry(effort::StudyKind kind) { return m_entries[static_cast<std::size_t>(kind)]; }
  const Entry& entry(effort::StudyKind kind) const { return m_entries[static_cast<std::size_t>(kind)]; }
  widgets::StudyChart* chart(effort::StudyKind kind) const { return m_view.charts[static_cast<std::size_t>(kind)]; }
  Key keyOf(effort::StudyKind kind) const;
  bool wantsWork(effort::StudyKind kind) const;
  void settingsChanged();
  void workspaceChanged();
  void layerChanged();
  void beginInteraction();
  void endInteraction();
  void stopRunning();
  void considerSoon(int milliseconds);
  void consider();
  void start(effort::StudyKind kind);
  void takeParts();
  void finish(JobStatus status);
  void keep(const FigurePtr& figure);
  void refresh(effort::StudyKind kind);
  void refreshPeriods();
  /// Where an image of the set stands among the workspace's.
  int placeOf(double indexInSet) const;
  void fillBrowser();
  void wantPreviews();
  void takePreviews(JobStatus status);

  StudyWidgets m_view;
  KnobsController* m_knobs;
  Options m_options;
  std::shared_ptr<const Workspace> m_workspace;
  std::array<Entry, effort::studyKinds> m_entries;
  std::vector<std::filesystem::path> m_models;
  std::optional<effort::StudyKind> m_visible;
  std::optional<effort::StudyKind> m_running;
  Key m_runningKey;
  bool m_userCancelled = false;
  bool m_dragging = false;
  int m_pictured = -1;  ///< the image whose picture stands before the maps
  std::vector<int> m_asked;
  std::set<int> m_unreadable;
  qint64 m_done = 0;
  qint64 m_total = 0;
  RemainingTime m_remaining;
  std::optional<double> m_left;  ///< seconds
  QTimer m_settle;
  std::shared_ptr<JobWorker> m_worker;
  FigureJob m_job;
  PreviewJob m_previews;
};

}  // namespace effortlab::app
