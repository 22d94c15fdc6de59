// KnobsController, what goes over several layers: locks and copying.
#include "controllers/knobs_controller.h"
#include "controllers/set_knobs_command.h"
#include "models/knob_name.h"
#include "panels/knob_panel.h"

#include <algorithm>
#include <iterator>

namespace effortlab::app {

namespace {

/// "fc1: SDSS, SFMA; fc2: SDSS".
QString placesText(const std::vector<effort::KnobPlace>& places) {
  QStringList layers;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0 && places[i].layer == places[i - 1].layer)
      layers.back() += QStringLiteral(", ") + widgets::knobName(places[i].knob);
    else
      layers << QString::fromStdString(places[i].layer) + QStringLiteral(": ") + widgets::knobName(places[i].knob);
  }
  return layers.join(QStringLiteral("; "));
}

}  // namespace

void KnobsController::changeLocks(KnobLocks locks, const QString& text) {
  if (!m_known.workspace)
    return;
  const KnobLocks all = everyPlace(m_known.workspace->layers);
  std::erase_if(locks, [&all](const effort::KnobPlace& place) { return !all.contains(place); });
  if (locks == m_known.locks)
    return;
  m_undo.push(new SetValueCommand<KnobLocks>(m_known.locks, std::move(locks), text,
                                             [this](const KnobLocks& wanted) { applyLocks(wanted); }));
}

void KnobsController::restoreLocks(KnobLocks locks) {
  const KnobLocks all = m_known.workspace ? everyPlace(m_known.workspace->layers) : KnobLocks{};
  std::erase_if(locks, [&all](const effort::KnobPlace& place) { return !all.contains(place); });
  applyLocks(locks);
}

void KnobsController::applyLocks(const KnobLocks& locks) {
  if (locks == m_known.locks)
    return;
  m_known.locks = locks;
  showLocks();
  scheduleTick();
  Q_EMIT locksChanged();
}

void KnobsController::showLocks() {
  std::set<effort::KnobKind> shown;
  if (m_layer >= 0)
    for (const effort::KnobPlace& place : m_known.locks)
      if (place.layer == m_known.workspace->layers[static_cast<std::size_t>(m_layer)].name)
        shown.insert(place.knob);
  m_view.panel->setLocks(shown);
}

void KnobsController::toggleLock(int node, std::optional<widgets::Knob> knob, bool locked) {
  const auto& layers = m_known.workspace->layers;
  const auto layer = std::find_if(layers.begin(), layers.end(),
                                  [node](const effort::EffortLayer& candidate) { return candidate.node == node; });
  if (layer == layers.end())
    return;
  KnobLocks locks = m_known.locks;
  for (const effort::KnobPlace& place : placesOf(*layer, knob)) {
    if (locked)
      locks.insert(place);
    else
      locks.erase(place);
  }
  const QString name =
      QString::fromStdString(layer->name) + (knob ? QStringLiteral(": ") + widgets::knobName(*knob) : QString());
  changeLocks(std::move(locks), locked ? tr("Lock %1").arg(name) : tr("Unlock %1").arg(name));
}

void KnobsController::copyKnobs(const CopyRequest& request) {
  if (!m_known.workspace || request.knobs.off())
    return;
  m_copy = request;
  goOnCopying();
}

/// One histogram after the other; what was measured on the way stays for the panel.
void KnobsController::goOnCopying() {
  if (!m_copy)
    return;
  const std::vector<std::string> missing = missingHistograms(*m_copy, m_known.histograms);
  if (missing.empty()) {
    const CopyRequest request = *m_copy;
    m_copy.reset();
    finishCopy(app::copyKnobs(request, m_known.settings, m_known.workspace->layers, m_known.histograms), request);
    return;
  }
  const auto& layers = m_known.workspace->layers;
  const auto layer = std::find_if(layers.begin(), layers.end(), [&missing](const effort::EffortLayer& candidate) {
    return candidate.name == missing.front();
  });
  if (layer == layers.end() || !m_known.workspace->usable())
    m_copy.reset();
  else
    m_runner.measureHistograms(*layer, m_known.settings);
}

void KnobsController::finishCopy(const CopyResult& result, const CopyRequest& request) {
  const QString from = QString::fromStdString(request.from);
  const effort::KnobSettings before = m_known.settings;
  changeSettings(result.settings, tr("Copy knobs of %1").arg(from));
  QStringList layers;
  for (const effort::KnobPlace& place : result.copied)
    if (const QString name = QString::fromStdString(place.layer); !layers.contains(name))
      layers << name;
  const QString text =
      layers.isEmpty() ? tr("No other layer can have the knobs of %1").arg(from)
      : before == m_known.settings
          ? tr("The knobs of %1 were there already").arg(from)
          : tr("Knobs of %1 copied to %n layer(s)", nullptr, static_cast<int>(layers.size())).arg(from);
  const QString left = result.leftOut.empty() ? QString() : tr("Left out: %1").arg(placesText(result.leftOut));
  Q_EMIT noted(text, left);
}

}  // namespace effortlab::app
