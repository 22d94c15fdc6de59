#include "controllers/knobs_controller.h"

#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "controllers/knob_defaults.h"
#include "controllers/set_knobs_command.h"
#include "core/error.h"
#include "effort/knobs_io.h"
#include "models/knob_name.h"
#include "panels/knob_panel.h"

#include <algorithm>
#include <utility>

namespace effortlab::app {

namespace {

constexpr int undoSteps = 500;
/// A setting left sooner, without its final figures, is no stop of the trail.
constexpr qint64 passingMs = 1000;

QString knobNames(const effort::LayerKnobs& before, const effort::LayerKnobs& after) {
  QStringList names;
  for (const effort::KnobKind knob : effort::knobKinds)
    if (effort::onlyKnob(before, knob) != effort::onlyKnob(after, knob))
      names << widgets::knobName(knob);
  return names.join(QStringLiteral(", "));
}

}  // namespace

KnobsController::KnobsController(const KnobsWidgets& view, Options options, QObject* parent)
    : QObject(parent), m_view(view), m_runner(std::move(options.makeSession), options.threads) {
  m_undo.setUndoLimit(undoSteps);
  m_tick.setSingleShot(true);
  connect(&m_tick, &QTimer::timeout, this, &KnobsController::tick);
  connect(&m_runner, &LiveRunner::estimateArrived, this, &KnobsController::takeEstimate);
  connect(&m_runner, &LiveRunner::histogramsArrived, this, &KnobsController::takeHistograms);
  connect(&m_runner, &LiveRunner::evaluationFinished, this, &KnobsController::evaluationFinished);
  connect(&m_runner, &LiveRunner::failed, this, [this](const JobFailure& failure) {
    Q_EMIT failed(failure);
    const bool noPass = failure.code == ErrorCode::Unsupported || failure.code == ErrorCode::NotFinite;
    if (noPass && m_known.settings.gate)
      refuseGate(failure.text);
  });
  connect(&m_runner, &LiveRunner::gateStudyArrived, this, &KnobsController::takeStudy);
  connect(&m_runner, &LiveRunner::gateStudyFinished, this, &KnobsController::studyFinished);
  connect(&m_runner, &LiveRunner::behindStopped, this, &KnobsController::workBehind);
  connect(&m_runner, &LiveRunner::kernelsMeasured, this, [this](const std::shared_ptr<const fast::FastPlan>& plan) {
    m_kernelsTried = true;
    m_known.kernels = plan;
    scheduleTick();
  });
  connect(&m_runner, &LiveRunner::histogramsFinished, this, [this](JobStatus status) {
    m_histogramsFailed = status == JobStatus::Failed;
    if (m_histogramsFailed || m_summary.cancelled)
      m_copy.reset();
    else
      goOnCopying();
  });
  connectView();
}

KnobsController::~KnobsController() = default;

void KnobsController::connectView() {
  connect(m_view.panel, &widgets::KnobPanel::knobsChanged, this, &KnobsController::panelChanged);
  connect(m_view.panel, &widgets::KnobPanel::gateChanged, this, &KnobsController::gateChanged);
  connect(m_view.panel, &widgets::KnobPanel::interactionStarted, this, &KnobsController::beginInteraction);
  connect(m_view.panel, &widgets::KnobPanel::interactionFinished, this, &KnobsController::endInteraction);
  connect(m_view.layers, &widgets::LayerTableModel::knobToggled, this, &KnobsController::toggle);
  connect(m_view.layers, &widgets::LayerTableModel::lockToggled, this, &KnobsController::toggleLock);
  connect(m_view.panel, &widgets::KnobPanel::lockToggled, this, [this](effort::KnobKind knob, bool locked) {
    if (m_layer >= 0)
      toggleLock(m_known.workspace->layers[static_cast<std::size_t>(m_layer)].node, knob, locked);
  });
  connect(m_view.tradeoffChart, &widgets::TradeoffChart::pointActivated, this, &KnobsController::activatePoint);
  connect(m_view.savings, &widgets::SavingsChart::layerActivated, this, [this](const QString& name) {
    if (!m_known.workspace)
      return;
    for (const effort::EffortLayer& layer : m_known.workspace->layers)
      if (QString::fromStdString(layer.name) == name)
        selectNode(layer.node);
  });
}

void KnobsController::setWorkspace(std::shared_ptr<const Workspace> workspace) {
  const bool sameModel = m_known.workspace && workspace && m_known.workspace->model == workspace->model;
  m_interacting = false;
  m_runner.setInteracting(false);
  m_known.workspace = std::move(workspace);
  m_known.measured.reset();
  m_known.histograms.clear();
  m_histogramSettings.clear();
  startWithoutGate();
  m_trail.clear();
  m_labels.clear();
  m_summary = {};
  m_livePointShown = false;
  m_copy.reset();
  m_snapshots.clear();
  m_probes.clear();
  m_view.tradeoff->clear();
  m_view.tradeoffChart->hideComparison();
  const bool usable = m_known.workspace && m_known.workspace->usable();
  m_runner.setWorkspace(usable ? m_known.workspace : nullptr);
  if (!sameModel) {
    m_undo.clear();
    m_known.locks.clear();
    m_lastOn.clear();
    m_known.nodeMs.clear();
    m_known.settings = {};
    if (m_known.workspace)
      m_known.settings.model = m_known.workspace->model->manifest.name;
    m_known.kernels.reset();
    m_kernelsTried = false;
    m_view.panel->setGate(std::nullopt);
    m_view.panel->forgetSwitchedOffKnobs();
    m_layer = -1;
    tick();
  }
  if (m_layer < 0 || !usable)
    selectNode(m_known.workspace && !m_known.workspace->layers.empty() ? m_known.workspace->layers.front().node : -1);
  showHistograms();
  evaluateNow();
  tick();
  Q_EMIT settingsChanged();
}

void KnobsController::changeSettings(effort::KnobSettings settings, const QString& text) {
  if (!m_known.workspace)
    return;
  effort::checkKnobs(settings, m_known.workspace->layers);
  if (settings.gate && !m_gateProblem.isEmpty())
    throw Error(ErrorCode::Unsupported, "no gate: " + m_gateProblem.toStdString());
  settings.model = m_known.settings.model;
  if (settings == m_known.settings)
    return;
  const effort::KnobSettings before = m_known.settings;
  applySettings(settings);
  pushStep(before, text);
}

void KnobsController::resetLayer() {
  if (m_layer < 0)
    return;
  effort::KnobSettings settings = m_known.settings;
  const effort::EffortLayer& layer = m_known.workspace->layers[static_cast<std::size_t>(m_layer)];
  settings.set(layer.name, {});
  changeSettings(std::move(settings), tr("%1: all off").arg(QString::fromStdString(layer.name)));
}

void KnobsController::resetAll() {
  changeSettings({}, tr("All knobs off"));
}

void KnobsController::selectNode(int node) {
  m_layer = -1;
  if (m_known.workspace && m_known.workspace->usable())  // else nothing could be measured for the panel
    for (std::size_t i = 0; i < m_known.workspace->layers.size(); ++i)
      if (m_known.workspace->layers[i].node == node)
        m_layer = static_cast<int>(i);
  std::optional<effort::EffortLayer> layer;
  if (m_layer >= 0)
    layer = m_known.workspace->layers[static_cast<std::size_t>(m_layer)];
  const bool inNetwork = m_known.workspace && m_known.workspace->usable() && node >= 0 &&
                         static_cast<std::size_t>(node) < m_known.workspace->nodes.size();
  if (!layer && inNetwork)
    m_view.panel->setLayerWithoutKnobs(
        QString::fromStdString(m_known.workspace->nodes[static_cast<std::size_t>(node)].name));
  else
    m_view.panel->setLayer(layer);
  m_shownHistograms.reset();  // the panel dropped them
  if (layer)
    m_view.panel->setKnobs(m_known.settings.of(layer->name));
  showLocks();
  m_view.savings->setCurrentLayer(layer ? QString::fromStdString(layer->name) : QString());
  m_histogramsFailed = false;
  showHistograms();
  refreshHistograms(false);
  Q_EMIT currentLayerChanged(node);
}

void KnobsController::panelChanged(const effort::LayerKnobs& knobs) {
  if (m_layer < 0)
    return;
  const effort::KnobSettings before = m_known.settings;
  effort::KnobSettings after = before;
  after.set(m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name, knobs);
  if (after == before)
    return;
  m_known.settings = std::move(after);
  settingsMoved(before);
  if (!m_interacting)
    pushStep(before, changeText(before, m_known.settings));
}

void KnobsController::gateChanged(const std::optional<effort::GateKnob>& gate) {
  if (!m_known.workspace || gate == m_known.settings.gate)
    return;
  const effort::KnobSettings before = m_known.settings;
  m_known.settings.gate = gate;
  settingsMoved(before);
  if (!m_interacting)
    pushStep(before, changeText(before, m_known.settings));
}

void KnobsController::toggle(int node, widgets::Knob knob, bool on) {
  selectNode(node);
  if (m_layer < 0)
    return;
  const std::string& name = m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name;
  const auto histograms = m_known.histograms.find(name);
  effort::KnobSettings settings = m_known.settings;
  settings.set(name, withKnobSwitched(settings.of(name), knob, on, m_lastOn[name],
                                      histograms == m_known.histograms.end() ? nullptr : histograms->second.get()));
  const QString text = changeText(m_known.settings, settings);
  changeSettings(std::move(settings), text);
}

void KnobsController::beginInteraction() {
  m_interacting = true;
  m_beforeInteraction = m_known.settings;
  m_view.tradeoffChart->setInteracting(true);
  m_runner.setInteracting(true);
}

void KnobsController::endInteraction() {
  if (!std::exchange(m_interacting, false))
    return;
  m_view.tradeoffChart->setInteracting(false);
  if (m_known.settings != m_beforeInteraction) {
    pushStep(m_beforeInteraction, changeText(m_beforeInteraction, m_known.settings));
    evaluateNow();
  }
  m_runner.setInteracting(false);
  refreshHistograms(true);
  scheduleTick();
}

void KnobsController::pushStep(const effort::KnobSettings& before, const QString& text) {
  m_nextLabel = text;
  m_undo.push(new SetKnobsCommand(before, m_known.settings, text,
                                  [this](const effort::KnobSettings& settings) { applySettings(settings); }));
}

void KnobsController::applySettings(const effort::KnobSettings& settings) {
  if (settings == m_known.settings)
    return;
  const effort::KnobSettings before = std::exchange(m_known.settings, settings);
  m_view.panel->setGate(settings.gate);
  if (m_layer >= 0)
    m_view.panel->setKnobs(settings.of(m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name));
  settingsMoved(before);
}

void KnobsController::settingsMoved(const effort::KnobSettings& before) {
  for (const auto& [name, knobs] : before.layers) {
    effort::LayerKnobs& last = m_lastOn[name];
    last.spet = knobs.spet ? knobs.spet : last.spet;
    last.sdss = knobs.sdss ? knobs.sdss : last.sdss;
    last.sfma = knobs.sfma ? knobs.sfma : last.sfma;
  }
  const Trail::Stop* left = m_trail.find(before);
  if (left != nullptr && left->id != Trail::denseId && !left->measured.estimate.complete && m_sinceChange.isValid() &&
      m_sinceChange.elapsed() < passingMs) {
    m_trail.forget(left->id);
    rebuildPoints();
  }
  m_sinceChange.start();
  m_histogramsFailed = false;
  m_summary.estimateIsCurrent = false;
  evaluateNow();
  if (!m_interacting)
    refreshHistograms(true);
  scheduleTick();
  Q_EMIT settingsChanged();
}

QString KnobsController::changeText(const effort::KnobSettings& before, const effort::KnobSettings& after) const {
  QStringList layers;
  QString knobs;
  if (m_known.workspace)
    for (const effort::EffortLayer& layer : m_known.workspace->layers)
      if (before.of(layer.name) != after.of(layer.name)) {
        layers << QString::fromStdString(layer.name);
        knobs = knobNames(before.of(layer.name), after.of(layer.name));
      }
  if (layers.empty())
    return before.gate != after.gate ? tr("Gate") : QString();
  if (layers.size() == 1 && before.gate == after.gate)
    return QStringLiteral("%1: %2").arg(layers.front(), knobs);
  return tr("Knobs of %n layer(s)", nullptr, static_cast<int>(layers.size()));
}

}  // namespace effortlab::app
