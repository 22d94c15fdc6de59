#include "shell/layer_actions.h"

#include "models/knob_name.h"
#include "models/layer_table_model.h"
#include "panels/knob_panel.h"
#include "shell/copy_knobs_dialog.h"

#include <QAction>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTableView>

#include <algorithm>

namespace effortlab::app {

using widgets::LayerTableModel;

LayerActions::LayerActions(QWidget* window, KnobsController* knobs, QTableView* table)
    : QObject(window),
      m_window(window),
      m_knobs(knobs),
      m_table(table),
      m_copy(new QAction(this)),
      m_lock(new QAction(this)),
      m_lockOthers(new QAction(this)),
      m_invert(new QAction(this)),
      m_unlockAll(new QAction(this)) {
  m_copy->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C);
  connect(m_copy, &QAction::triggered, this, &LayerActions::askForCopy);
  connect(m_lock, &QAction::triggered, this, &LayerActions::toggleLock);
  connect(m_lockOthers, &QAction::triggered, this, [this] {
    m_knobs->changeLocks(otherPlaces(places(), m_knobs->workspace()->layers), tr("Lock all but %1").arg(placesText()));
  });
  connect(m_invert, &QAction::triggered, this, [this] {
    m_knobs->changeLocks(otherPlaces(m_knobs->locks(), m_knobs->workspace()->layers), tr("Invert locks"));
  });
  connect(m_unlockAll, &QAction::triggered, this, [this] { m_knobs->changeLocks({}, tr("Unlock all")); });
  connect(m_knobs, &KnobsController::settingsChanged, this, &LayerActions::refresh);
  connect(m_knobs, &KnobsController::locksChanged, this, &LayerActions::refresh);
  connect(m_knobs, &KnobsController::currentLayerChanged, this, &LayerActions::refresh);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LayerActions::refresh);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &LayerActions::refresh);
  m_table->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint& position) {
    QMenu menu(m_table);
    addTo(&menu);
    menu.exec(m_table->viewport()->mapToGlobal(position));
  });
  retranslate();
}

void LayerActions::addTo(QMenu* menu) const {
  menu->addAction(m_copy);
  menu->addSeparator();
  menu->addActions({m_lock, m_lockOthers, m_invert, m_unlockAll});
}

std::vector<std::string> LayerActions::selectedLayers() const {
  std::vector<std::string> names;
  if (!m_knobs->workspace())
    return names;
  const QModelIndexList rows = m_table->selectionModel()->selectedRows();
  for (const effort::EffortLayer& layer : m_knobs->workspace()->layers)
    if (std::any_of(rows.begin(), rows.end(), [&layer](const QModelIndex& row) {
          return row.data(LayerTableModel::NodeRole).toInt() == layer.node;
        }))
      names.push_back(layer.name);
  return names;
}

std::optional<effort::KnobKind> LayerActions::currentKnob() const {
  switch (m_table->currentIndex().column()) {
    case LayerTableModel::Spet: return effort::KnobKind::Spet;
    case LayerTableModel::Sdss: return effort::KnobKind::Sdss;
    case LayerTableModel::Sfma: return effort::KnobKind::Sfma;
    default: return std::nullopt;
  }
}

KnobLocks LayerActions::places() const {
  KnobLocks places;
  if (!m_knobs->workspace())
    return places;
  const std::vector<std::string> selected = selectedLayers();
  for (const effort::EffortLayer& layer : m_knobs->workspace()->layers)
    if (std::find(selected.begin(), selected.end(), layer.name) != selected.end())
      places.merge(placesOf(layer, currentKnob()));
  return places;
}

QString LayerActions::placesText() const {
  const std::vector<std::string> selected = selectedLayers();
  QString text = selected.size() == 1 ? QString::fromStdString(selected.front())
                                      : tr("%n layer(s)", nullptr, static_cast<int>(selected.size()));
  if (const std::optional<effort::KnobKind> knob = currentKnob())
    text = QStringLiteral("%1: %2").arg(text, widgets::knobName(*knob));
  return text;
}

void LayerActions::toggleLock() {
  const KnobLocks chosen = places();
  KnobLocks locks = m_knobs->locks();
  const bool unlock = std::includes(locks.begin(), locks.end(), chosen.begin(), chosen.end());
  for (const effort::KnobPlace& place : chosen) {
    if (unlock)
      locks.erase(place);
    else
      locks.insert(place);
  }
  m_knobs->changeLocks(std::move(locks), (unlock ? tr("Unlock %1") : tr("Lock %1")).arg(placesText()));
}

void LayerActions::askForCopy() {
  const int from = m_knobs->currentLayer();
  if (from < 0)
    return;
  CopyKnobsDialog dialog(*m_knobs, from, selectedLayers(), m_window);
  if (dialog.exec() == QDialog::Accepted)
    m_knobs->copyKnobs(dialog.request());
}

void LayerActions::refresh() {
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  const int layer = m_knobs->currentLayer();
  m_copy->setEnabled(workspace && layer >= 0 &&
                     !m_knobs->settings().of(workspace->layers[static_cast<std::size_t>(layer)].name).off());
  const KnobLocks chosen = places();
  const KnobLocks& locks = m_knobs->locks();
  const bool allLocked = !chosen.empty() && std::includes(locks.begin(), locks.end(), chosen.begin(), chosen.end());
  m_lock->setEnabled(!chosen.empty());
  m_lockOthers->setEnabled(!chosen.empty());
  m_lock->setText(chosen.empty() ? tr("&Lock for Tuning")
                  : allLocked    ? tr("Un&lock %1").arg(placesText())
                                 : tr("&Lock %1 for Tuning").arg(placesText()));
  m_lockOthers->setText(chosen.empty() ? tr("Lock All &but This") : tr("Lock All &but %1").arg(placesText()));
  m_invert->setEnabled(workspace && !workspace->layers.empty());
  m_unlockAll->setEnabled(!locks.empty());
}

void LayerActions::retranslate() {
  m_copy->setText(tr("&Copy Knobs to Layers …"));
  m_invert->setText(tr("&Invert Locks"));
  m_unlockAll->setText(tr("Unl&ock All"));
  refresh();
}

}  // namespace effortlab::app
