#pragma once

#include "controllers/snapshots.h"

#include <QList>
#include <QObject>

class QAction;
class QMenu;

namespace effortlab::app {

class SnapshotsDialog;
class WindowSettings;

/// The menu of snapshots: keep one, manage them, and each by its name.
class SnapshotActions : public QObject {
  Q_OBJECT

public:
  SnapshotActions(QWidget* window, Snapshots* snapshots, WindowSettings& settings);

  QMenu* menu() const noexcept { return m_menu; }
  QAction* keep() const noexcept { return m_keep; }
  QAction* manage() const noexcept { return m_manage; }
  SnapshotsDialog* dialog() const noexcept { return m_dialog; }
  void retranslate();

private:
  void askForName();
  void showDialog();
  void rebuild();

  QWidget* m_window;
  Snapshots* m_snapshots;
  WindowSettings& m_settings;
  QMenu* m_menu;
  QAction* m_keep;
  QAction* m_manage;
  QAction* m_separator;
  QList<QAction*> m_entries;
  SnapshotsDialog* m_dialog = nullptr;
};

}  // namespace effortlab::app
