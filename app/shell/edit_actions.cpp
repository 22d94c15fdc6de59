#include "shell/edit_actions.h"

#include <QAction>
#include <QMenu>

namespace effortlab::app {

EditActions::EditActions(QWidget* window, KnobsController* knobs)
    : QObject(window), m_knobs(knobs), m_stack(nullptr), m_menu(new QMenu(window)) {
  m_undo = m_menu->addAction(QString());
  m_undo->setShortcut(QKeySequence::Undo);
  m_redo = m_menu->addAction(QString());
  m_redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  m_menu->addSeparator();
  m_resetLayer = m_menu->addAction(QString());
  m_resetLayer->setShortcut(Qt::CTRL | Qt::Key_R);
  m_resetAll = m_menu->addAction(QString());
  m_resetAll->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_R);
  m_menu->addSeparator();
  m_tune = m_menu->addAction(QString());
  m_tune->setShortcut(Qt::CTRL | Qt::Key_T);
  connect(m_undo, &QAction::triggered, this, [this] { m_stack->undo(); });
  connect(m_redo, &QAction::triggered, this, [this] { m_stack->redo(); });
  connect(m_resetLayer, &QAction::triggered, knobs, &KnobsController::resetLayer);
  connect(m_resetAll, &QAction::triggered, knobs, &KnobsController::resetAll);
  connect(knobs, &KnobsController::settingsChanged, this, &EditActions::refresh);
  connect(knobs, &KnobsController::currentLayerChanged, this, &EditActions::refresh);
  setStack(knobs->undoStack());
  retranslate();
}

void EditActions::setStack(QUndoStack* stack) {
  if (m_stack == stack)
    return;
  if (m_stack != nullptr)
    m_stack->disconnect(this);
  m_stack = stack;
  connect(m_stack, &QUndoStack::indexChanged, this, &EditActions::refresh);
  refresh();
}

void EditActions::refresh() {
  m_undo->setEnabled(m_stack->canUndo());
  m_redo->setEnabled(m_stack->canRedo());
  m_undo->setText(m_stack->canUndo() ? tr("&Undo %1").arg(m_stack->undoText()) : tr("&Undo"));
  m_redo->setText(m_stack->canRedo() ? tr("&Redo %1").arg(m_stack->redoText()) : tr("&Redo"));
  const bool onKnobs = m_stack == m_knobs->undoStack();
  m_tune->setEnabled(onKnobs);
  m_resetAll->setEnabled(onKnobs && !m_knobs->settings().off());
  const int layer = m_knobs->currentLayer();
  m_resetLayer->setEnabled(
      onKnobs && layer >= 0 &&
      !m_knobs->settings().of(m_knobs->workspace()->layers[static_cast<std::size_t>(layer)].name).off());
}

void EditActions::retranslate() {
  m_menu->setTitle(tr("&Edit"));
  m_resetLayer->setText(tr("Switch &Off This Layer's Knobs"));
  m_resetAll->setText(tr("Switch Off &All Knobs"));
  m_tune->setText(tr("Auto-&Tune …"));
  refresh();
}

}  // namespace effortlab::app
