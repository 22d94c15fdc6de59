#pragma once

#include "controllers/knobs_controller.h"

#include <QObject>

#include <optional>

class QAction;
class QMenu;
class QTableView;

namespace effortlab::app {

/// What the layer table's rows and cells offer: copying knobs and locks, in the menu of the table and in Edit.
class LayerActions : public QObject {
  Q_OBJECT

public:
  LayerActions(QWidget* window, KnobsController* knobs, QTableView* table);

  /// Appends its actions.
  void addTo(QMenu* menu) const;
  QAction* copy() const noexcept { return m_copy; }
  QAction* lock() const noexcept { return m_lock; }
  QAction* lockOthers() const noexcept { return m_lockOthers; }
  QAction* invert() const noexcept { return m_invert; }
  QAction* unlockAll() const noexcept { return m_unlockAll; }
  void retranslate();

private:
  /// The knob of the cell under the cursor, or all knobs of the selected layers.
  KnobLocks places() const;
  QString placesText() const;
  std::vector<std::string> selectedLayers() const;
  std::optional<effort::KnobKind> currentKnob() const;
  void askForCopy();
  void toggleLock();
  void refresh();

  QWidget* m_window;
  KnobsController* m_knobs;
  QTableView* m_table;
  QAction* m_copy;
  QAction* m_lock;
  QAction* m_lockOthers;
  QAction* m_invert;
  QAction* m_unlockAll;
};

}  // namespace effortlab::app
