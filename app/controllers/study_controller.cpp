#include "controllers/study_controller.h"

#include "charts/study_chart.h"
#include "panels/effort_map_panel.h"
#include "panels/image_browser.h"
#include "panels/knob_panel.h"
#include "shell/error_text.h"

#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <cmath>
#include <utility>

namespace effortlab::app {

namespace {

using effort::StudyKind;

/// The hand may come back at once.
constexpr int settleMs = 350;
/// While the live evaluation still works.
constexpr int pollMs = 120;
constexpr int choiceMs = 120;

bool onRequest(StudyKind kind) {
  return kind == StudyKind::LayerTime || kind == StudyKind::Engines || kind == StudyKind::Models;
}

/// Operations come by themselves, times on request.
bool partlyOnRequest(StudyKind kind) {
  return kind == StudyKind::Ratios;
}

bool dependsOnKnobs(StudyKind kind) {
  return kind != StudyKind::Margin && kind != StudyKind::SignPrediction && kind != StudyKind::Correlation;
}

/// What has to be computed for a study to be seen, in this order.
std::vector<StudyKind> needsOf(StudyKind kind) {
  if (kind == StudyKind::EffortMap)
    return {StudyKind::EffortMap, StudyKind::ImageEffort};
  return {kind};
}

}  // namespace

StudyController::StudyController(const StudyWidgets& view, KnobsController* knobs, Options options, QObject* parent)
    : QObject(parent),
      m_view(view),
      m_knobs(knobs),
      m_options(std::move(options)),
      m_models(model::builtInModels()),
      m_worker(std::make_shared<JobWorker>()),
      m_job(m_worker) {
  m_settle.setSingleShot(true);
  connect(&m_settle, &QTimer::timeout, this, &StudyController::consider);
  connect(&m_job, &JobBase::point, this, &StudyController::takeParts);
  connect(&m_job, &JobBase::finished, this, &StudyController::finish);
  connect(&m_job, &JobBase::progress, this, [this](qint64 done, qint64 total, const QString& stage) {
    m_done = done;
    m_total = total;
    m_left = m_remaining.seconds({done, total, stage.toStdString()});
    if (m_running)
      refresh(*m_running);
  });
  connect(&m_previews, &JobBase::finished, this, &StudyController::takePreviews);
  connect(m_view.applyPeriods, &QPushButton::clicked, this, &StudyController::applySuggestedPeriods);
  connectKnobs();
  connectView();
  for (int kind = 0; kind < effort::studyKinds; ++kind)
    refresh(static_cast<StudyKind>(kind));
  refreshPeriods();
}

StudyController::~StudyController() = default;

void StudyController::connectKnobs() {
  connect(m_knobs, &KnobsController::settingsChanged, this, &StudyController::settingsChanged);
  connect(m_knobs, &KnobsController::settled, this, [this] { considerSoon(settleMs); });
  connect(m_knobs, &KnobsController::currentLayerChanged, this, &StudyController::layerChanged);
  connect(m_knobs->panel(), &widgets::KnobPanel::interactionStarted, this, &StudyController::beginInteraction);
  connect(m_knobs->panel(), &widgets::KnobPanel::interactionFinished, this, &StudyController::endInteraction);
}

void StudyController::connectView() {
  for (widgets::StudyChart* chart : m_view.charts) {
    connect(chart, &widgets::StudyChart::measureRequested, this, [this, chart] { measure(chart->kind()); });
    connect(chart, &widgets::StudyChart::cancelRequested, this, &StudyController::cancel);
  }
  connect(m_view.effortMap, &widgets::EffortMapPanel::choiceChanged, this, [this] {
    const std::string name = m_view.effortMap->chart()->currentLayer().toStdString();
    if (m_workspace)
      for (const effort::EffortLayer& layer : m_workspace->layers)
        if (layer.name == name)
          m_view.effortMap->setMapCount(static_cast<int>(layer.outputs));
    if (m_running == StudyKind::EffortMap)
      stopRunning();
    refresh(StudyKind::EffortMap);
    considerSoon(choiceMs);
  });
  connect(chart(StudyKind::ImageEffort), &widgets::StudyChart::pointActivated, this, [this](int series, int point) {
    const FigurePtr figure = entry(StudyKind::ImageEffort).figure;
    if (!figure || !m_workspace || series >= std::ssize(figure->series))
      return;
    const auto& x = figure->series[static_cast<std::size_t>(series)].x;
    if (point >= std::ssize(x))
      return;
    const int image = placeOf(x[static_cast<std::size_t>(point)]);
    m_view.effortMap->browser()->number()->setValue(image);
    Q_EMIT imageWanted(image);
  });
}

bool StudyController::isIdle() const noexcept {
  return !m_job.isRunning() && !m_previews.isRunning() && !m_settle.isActive();
}

StudyController::Key StudyController::keyOf(StudyKind kind) const {
  Key key{.workspace = m_workspace, .knobs = {}, .layer = {}, .image = 0};
  if (dependsOnKnobs(kind))
    key.knobs = m_knobs->settings();
  if (kind == StudyKind::EffortMap) {
    key.layer = m_view.effortMap->chart()->currentLayer().toStdString();
    if (m_view.effortMap->map() >= 0)
      key.layer += "#" + std::to_string(m_view.effortMap->map());
    key.image = m_view.effortMap->browser()->current();
  }
  return key;
}

bool StudyController::wantsWork(StudyKind kind) const {
  const Entry& known = entry(kind);
  if (known.requested)
    return true;
  const bool current = known.key == keyOf(kind);
  if (onRequest(kind) || (current && (known.cancelled || !known.problem.isEmpty())))
    return false;
  return !known.figure || !current || !known.figure->complete;
}

void StudyController::settingsChanged() {
  if (m_workspace != m_knobs->workspace())
    workspaceChanged();
  if (m_running && dependsOnKnobs(*m_running))
    stopRunning();
  for (int kind = 0; kind < effort::studyKinds; ++kind) {
    Entry& known = entry(static_cast<StudyKind>(kind));
    if (dependsOnKnobs(static_cast<StudyKind>(kind))) {
      known.requested = false;
      known.cancelled = false;
      known.problem.clear();
    }
  }
  if (m_visible)
    refresh(*m_visible);
  refreshPeriods();
  considerSoon(settleMs);
}

void StudyController::workspaceChanged() {
  stopRunning();
  m_previews.cancel();
  m_pictured = -1;
  m_unreadable.clear();
  m_workspace = m_knobs->workspace();
  m_entries = {};
  QStringList layers;
  if (m_workspace && m_workspace->usable())
    for (const effort::EffortLayer& layer : m_workspace->layers)
      if (layer.convolution)
        layers << QString::fromStdString(layer.name);
  widgets::EffortMapPanel* panel = m_view.effortMap;
  panel->browser()->forgetThumbnails();
  panel->browser()->setCount(m_workspace ? static_cast<int>(m_workspace->images.size()) : 0);
  panel->browser()->setCurrent(0);
  panel->chart()->setPicture({});
  panel->chart()->setLayerChoices(layers);
  layerChanged();
  for (int kind = 0; kind < effort::studyKinds; ++kind) {
    chart(static_cast<StudyKind>(kind))->setFigure(nullptr);
    refresh(static_cast<StudyKind>(kind));
  }
}

void StudyController::layerChanged() {
  const int index = m_knobs->currentLayer();
  if (!m_workspace || index < 0 || index >= std::ssize(m_workspace->layers))
    return;
  const effort::EffortLayer& layer = m_workspace->layers[static_cast<std::size_t>(index)];
  for (widgets::StudyChart* chart : m_view.charts)
    chart->setCurrentLayer(QString::fromStdString(layer.name));
  if (layer.convolution)
    m_view.effortMap->setMapCount(static_cast<int>(layer.outputs));
}

/// Scrubbing has both cores to itself.
void StudyController::beginInteraction() {
  m_dragging = true;
  stopRunning();
  m_previews.cancel();
}

void StudyController::endInteraction() {
  m_dragging = false;
  considerSoon(settleMs);
}

void StudyController::stopRunning() {
  m_userCancelled = false;
  m_job.cancel();
}

void StudyController::showStudy(std::optional<StudyKind> kind) {
  if (kind == m_visible)
    return;
  m_visible = kind;
  if (m_running)
    stopRunning();
  if (kind)
    refresh(*kind);
  considerSoon(0);
}

void StudyController::measure(StudyKind kind) {
  Entry& known = entry(kind);
  known.requested = onRequest(kind) || partlyOnRequest(kind);
  known.cancelled = false;
  known.problem.clear();
  refresh(kind);
  considerSoon(0);
}

void StudyController::cancel() {
  if (m_running) {
    m_userCancelled = true;
    m_job.cancel();
    return;
  }
  if (m_visible)
    entry(*m_visible).requested = false;
}

void StudyController::addModel(const std::filesystem::path& file) {
  if (std::find(m_models.begin(), m_models.end(), file) == m_models.end())
    m_models.push_back(file);
  measure(StudyKind::Models);
}

void StudyController::considerSoon(int milliseconds) {
  m_settle.start(milliseconds);
}

void StudyController::consider() {
  if (!m_visible || m_dragging || !m_workspace || !m_workspace->usable() || m_workspace->images.empty())
    return;
  if (m_knobs->summary().cancelled)
    return;  // the user wants the machine for something else
  std::optional<StudyKind> next;
  for (const StudyKind kind : needsOf(*m_visible))
    if (!next && wantsWork(kind))
      next = kind;
  if (!next) {
    wantPreviews();
    return;
  }
  if (m_job.isRunning() || !m_knobs->isIdle()) {
    considerSoon(pollMs);
    return;
  }
  start(*next);
}

void StudyController::start(StudyKind kind) {
  m_running = kind;
  m_runningKey = keyOf(kind);
  m_userCancelled = false;
  m_done = m_total = 0;
  m_left.reset();
  m_remaining.restart();
  StudyRequest request{.kind = kind,
                       .workspace = m_workspace,
                       .knobs = m_knobs->settings(),
                       .timed = onRequest(kind) || entry(kind).requested,
                       .threads = m_options.threads};
  if (kind == StudyKind::EffortMap) {
    request.layers = {m_runningKey.layer};
    request.image = m_runningKey.image;
  }
  if (kind == StudyKind::Models)
    for (const std::filesystem::path& file : m_models)
      if (file != m_workspace->modelFile)
        request.models.push_back(file);
  m_job.start([run = m_options.run, request = std::move(request)](const FigureJob::Context& context) {
    return runStudyRequest(run, request, context.control, context.onPoint);
  });
  refresh(kind);
}

void StudyController::takeParts() {
  const std::vector<FigurePtr> parts = m_job.takePoints();
  if (!parts.empty())
    keep(parts.back());
}

void StudyController::keep(const FigurePtr& figure) {
  if (!m_running || !figure || figure->series.empty())
    return;
  Entry& known = entry(*m_running);
  // A study taken up again begins with few images: what was there stays until there are more.
  const bool less = known.figure && known.key == m_runningKey && !known.figure->complete && !figure->complete &&
                    figure->images < known.figure->images;
  if (less)
    return;
  known.figure = figure;
  known.key = m_runningKey;
  chart(*m_running)->setFigure(figure);
  if (*m_running == StudyKind::ImageEffort)
    fillBrowser();
  if (*m_running == StudyKind::Correlation)
    refreshPeriods();
  refresh(*m_running);
}

void StudyController::finish(JobStatus status) {
  const std::optional<FigurePtr> result = m_job.takeResult();
  if (!m_running)
    return;
  if (result)
    keep(*result);
  const StudyKind kind = *std::exchange(m_running, std::nullopt);
  Entry& known = entry(kind);
  if (status == JobStatus::Failed) {
    const JobFailure& failure = m_job.failure();
    known.problem = tr("%1: %2", "kind of error, then its text").arg(errorKind(failure.code), failure.text);
    known.key = m_runningKey;
  }
  if (status == JobStatus::Cancelled && m_userCancelled) {
    known.cancelled = true;
    known.key = m_runningKey;
  }
  if (status != JobStatus::Cancelled || m_userCancelled)
    known.requested = false;
  refresh(kind);
  considerSoon(0);
}

void StudyController::refresh(StudyKind kind) {
  const Entry& known = entry(kind);
  const bool running = m_running == kind && m_job.isRunning();
  widgets::StudyStatus status;
  status.onRequest = onRequest(kind) || partlyOnRequest(kind);
  status.stale = known.figure && known.key != keyOf(kind);
  if (running || known.requested) {
    status.state = widgets::StudyStatus::State::Running;
    status.done = running ? m_done : 0;
    status.total = running ? m_total : 0;
    if (running)
      status.remainingSeconds = m_left;
  } else if (!known.problem.isEmpty()) {
    status.state = widgets::StudyStatus::State::Failed;
    status.problem = known.problem;
  }
  chart(kind)->setStatus(status);
}

}  // namespace effortlab::app
