#pragma once

#include "controllers/knobs_controller.h"

#include <QObject>

class QAction;
class QMenu;
class QUndoStack;
class QWidget;

namespace effortlab::app {

/// The Edit menu: undo, redo and the two resets.
class EditActions : public QObject {
  Q_OBJECT

public:
  EditActions(QWidget* window, KnobsController* knobs);

  QMenu* menu() const noexcept { return m_menu; }
  QAction* undo() const noexcept { return m_undo; }
  QAction* redo() const noexcept { return m_redo; }
  QAction* tune() const noexcept { return m_tune; }
  /// Of the page on screen; what is about knobs alone works only with theirs.
  void setStack(QUndoStack* stack);
  void retranslate();

private:
  void refresh();

  KnobsController* m_knobs;
  QUndoStack* m_stack;
  QMenu* m_menu;
  QAction* m_undo;
  QAction* m_redo;
  QAction* m_resetLayer;
  QAction* m_resetAll;
  QAction* m_tune;
};

}  // namespace effortlab::app
