#include "controllers/tune_controller.h"

#include "core/file_io.h"
#include "effort/knobs_io.h"
#include "models/remaining_text.h"
#include "panels/tune_report.h"
#include "settings/plan_folder.h"
#include "shell/error_text.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <numeric>

namespace effortlab::app {

namespace {

constexpr double heldOutShare = 0.5;
constexpr qint64 mostTuningImages = 2000;

std::vector<std::int64_t> imagesFrom(qint64 first, qint64 count) {
  std::vector<std::int64_t> images(static_cast<std::size_t>(std::max<qint64>(0, count)));
  std::iota(images.begin(), images.end(), first);
  return images;
}

/// The sample has a split of its own; other images are halved.
widgets::TuneRequest slicesOf(const Workspace& workspace) {
  widgets::TuneRequest request;
  const qint64 size = workspace.set->size();
  request.tuningCount = workspace.tuningImages
                            ? std::min<qint64>(data::sampleTuningImages, size)
                            : std::min(mostTuningImages, size - static_cast<qint64>(heldOutShare * double(size)));
  request.heldOutFrom = std::min(request.tuningCount, size - 1);
  request.heldOutCount = size - request.tuningCount;
  return request;
}

/// A folder for the probes of this plan alone; empty: nothing can be kept.
std::filesystem::path storeOf(const effort::TunePlan& plan) {
  const std::filesystem::path plans = planFolder();
  if (plans.empty())
    return {};
  std::string text = plan.model->hash + plan.inputs->set().hash() + effort::knobsToJson(plan.start);
  for (const double number :
       {plan.maxDropPoints, static_cast<double>(plan.method), static_cast<double>(plan.objective),
        plan.gate ? 1.0 : 0.0, static_cast<double>(plan.images.front()), static_cast<double>(plan.images.size())})
    text += ' ' + std::to_string(number);
  for (const effort::KnobPlace& place : plan.locked)
    text += ' ' + place.layer + ':' + std::string(effort::knobKindName(place.knob));
  return plans.parent_path() / "searches" / toHex(fnv1a(text.data(), text.size()));
}

}  // namespace

TuneController::TuneController(const TuneWidgets& view, KnobsController* knobs, TuneFunction function, QObject* parent)
    : QObject(parent), m_view(view), m_knobs(knobs), m_function(std::move(function)) {
  connect(m_view.start, &QPushButton::clicked, this, &TuneController::start);
  connect(m_view.stop, &QPushButton::clicked, this, &TuneController::stop);
  connect(m_view.apply, &QPushButton::clicked, this, &TuneController::apply);
  connect(m_view.form, &widgets::TuneForm::changed, this, [this] {
    refresh();
    Q_EMIT changed();
  });
  connect(m_knobs, &KnobsController::settingsChanged, this, &TuneController::workspaceMoved);
  connect(m_knobs, &KnobsController::locksChanged, this, &TuneController::showLocks);
  // Comes with every tick of a drag: only another network or another word on its gate matters here.
  connect(m_knobs, &KnobsController::summaryChanged, this, [this] {
    if (m_knobs->workspace() != m_workspace || m_knobs->gateProblem() != m_gateProblem)
      workspaceMoved();
  });
  connect(&m_job, &JobBase::point, this, &TuneController::takeProbes);
  connect(&m_job, &JobBase::progress, this, [this](qint64 done, qint64 total, const QString& stage) {
    m_view.progress->setRange(0, static_cast<int>(std::max<qint64>(1, total)));
    m_view.progress->setValue(static_cast<int>(done));
    const std::optional<double> left = m_remaining.seconds({done, total, stage.toStdString()});
    m_view.progress->setFormat(left ? QStringLiteral("%p % · ") + widgets::remainingText(*left, m_view.form->locale())
                                    : QStringLiteral("%p %"));
  });
  connect(&m_job, &JobBase::finished, this, &TuneController::finish);
  workspaceMoved();
}

TuneController::~TuneController() = default;

void TuneController::workspaceMoved() {
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  m_gateProblem = m_knobs->gateProblem();
  m_view.form->setGateProblem(m_gateProblem);
  m_view.form->setWarmStartPossible(!m_knobs->settings().layers.empty());
  if (workspace != m_workspace) {
    m_job.cancel();  // nobody waits for the other network's answer
    m_workspace = workspace;
    const bool usable = workspace && workspace->usable();
    m_view.form->setImages(usable ? workspace->set->size() : 0, usable ? slicesOf(*workspace) : widgets::TuneRequest{});
    showLocks();
  }
  refresh();
}

void TuneController::showLocks() {
  const bool usable = m_workspace && m_workspace->usable();
  m_view.form->setLocks(static_cast<int>(m_knobs->locks().size()),
                        usable ? static_cast<int>(everyPlace(m_workspace->layers).size()) : 0);
  Q_EMIT changed();
}

effort::TunePlan TuneController::plan() const {
  const widgets::TuneRequest request = m_view.form->request();
  effort::TunePlan plan;
  plan.model = m_workspace->model;
  plan.inputs = m_workspace->inputs;
  plan.images = imagesFrom(request.tuningFrom, request.tuningCount);
  plan.heldOutInputs = request.heldOutCount > 0 ? m_workspace->inputs : nullptr;
  plan.heldOut = imagesFrom(request.heldOutFrom, request.heldOutCount);
  plan.maxDropPoints = request.maxDropPoints;
  plan.method = request.method;
  plan.objective = request.objective;
  plan.gate = request.gate;
  plan.locked = m_knobs->locks();
  plan.start = request.warmStart ? m_knobs->settings() : keptBy(plan.locked, m_knobs->settings());
  plan.engineOptions.planFolder = planFolder();
  plan.store = storeOf(plan);
  return plan;
}

void TuneController::start() {
  if (isRunning() || !m_workspace || !m_view.form->problem().isEmpty())
    return;
  m_asked = m_view.form->request();
  m_tuned = m_workspace;
  m_probes.clear();
  m_bestRatio = m_bestAgreement = 1.0;
  m_failure.clear();
  m_view.report->setResult(nullptr, m_asked.maxDropPoints);
  m_view.progress->setValue(0);
  m_view.progress->setFormat(QStringLiteral("%p %"));
  m_remaining.restart();
  const int threads = std::max(1, hardwareThreads() - 1);
  m_job.start([function = m_function, asked = plan(), threads](const auto& context) {
    effort::TuneWatch watch;
    watch.control = context.control;
    watch.onProbe = context.onPoint;
    std::shared_ptr<const effort::TuneResult> result;
    ThreadArena(threads).run([&] { result = std::make_shared<const effort::TuneResult>(function(asked, watch)); });
    return result;
  });
  refresh();
  m_view.stop->setFocus();
  Q_EMIT changed();
}

void TuneController::takeProbes() {
  std::vector<effort::TuneProbe> taken = m_job.takePoints();
  for (const effort::TuneProbe& probe : taken)
    if (probe.verdict == effort::TuneVerdict::Accepted && probe.opsRatio > m_bestRatio) {
      m_bestRatio = probe.opsRatio;
      m_bestAgreement = probe.agreement;
    }
  m_probes.insert(m_probes.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  if (m_tuned == m_workspace && !taken.empty())
    m_knobs->showProbes(m_probes);
  refresh();
}

void TuneController::finish(JobStatus status) {
  takeProbes();
  if (status == JobStatus::Failed) {
    m_failure = tr("%1. %2").arg(errorKind(m_job.failure().code), m_job.failure().text);
  } else if (const std::optional<ResultPtr> result = m_job.takeResult(); result && *result) {
    m_view.report->setResult(*result, m_asked.maxDropPoints);
    if (m_tuned == m_workspace)
      m_knobs->showTuned((*result)->tuning, (*result)->heldOut, m_asked.maxDropPoints);
  }
  refresh();
  Q_EMIT changed();
}

void TuneController::apply() {
  const ResultPtr& result = m_view.report->result();
  if (result && m_tuned == m_workspace)
    m_knobs->changeSettings(result->settings, tr("Auto-Tune"));
}

void TuneController::refresh() {
  const QLocale locale = m_view.form->locale();
  const ResultPtr& result = m_view.report->result();
  m_view.form->setEditable(!isRunning());
  m_view.start->setEnabled(!isRunning() && m_view.form->problem().isEmpty());
  m_view.start->setText(result && !result->complete ? tr("&Go On") : tr("&Start"));
  m_view.stop->setEnabled(isRunning());
  m_view.progress->setVisible(isRunning());
  m_view.apply->setEnabled(
      !isRunning() && result && result->budgetMet && m_tuned == m_workspace &&
      !(m_knobs->settings().layers == result->settings.layers && m_knobs->settings().gate == result->settings.gate));
  QString text = m_failure;
  if (text.isEmpty() && (isRunning() || !m_probes.empty()))
    text = tr("%n setting(s) tried; best so far: %1 times fewer operations, %2 % of the classes unchanged", nullptr,
              static_cast<int>(m_probes.size()))
               .arg(locale.toString(m_bestRatio, 'f', 2), locale.toString(100.0 * m_bestAgreement, 'f', 1));
  m_view.status->setText(text);
}

void TuneController::retranslate() {
  m_view.stop->setText(tr("S&top"));
  m_view.apply->setText(tr("&Apply"));
  refresh();
}

}  // namespace effortlab::app
