#pragma once

#include "controllers/snapshots.h"

#include <QDialog>

class QBoxLayout;
class QLabel;
class QPushButton;
class QTableWidget;

namespace effortlab::app {

class WindowSettings;

/// All snapshots of the open network: restore, rename (F2), delete, compare, export, import. Not modal.
class SnapshotsDialog : public QDialog {
  Q_OBJECT

public:
  SnapshotsDialog(Snapshots* snapshots, WindowSettings& settings, QWidget* parent = nullptr);

  QTableWidget* table() const noexcept { return m_table; }
  QTableWidget* differences() const noexcept { return m_differences; }
  QString comparisonText() const;
  QPushButton* keepButton() const noexcept { return m_keep; }
  QPushButton* restoreButton() const noexcept { return m_restore; }
  QPushButton* removeButton() const noexcept { return m_remove; }

protected:
  void changeEvent(QEvent* event) override;

private:
  QPushButton* addButton(QBoxLayout* layout, void (SnapshotsDialog::*handler)());
  void fill();
  void compare();
  void refreshButtons();
  void keep();
  void restore();
  void remove();
  void exportOne();
  void import();
  std::vector<int> selected() const;
  void retranslate();

  Snapshots* m_snapshots;
  WindowSettings& m_settings;
  QTableWidget* m_table;
  QTableWidget* m_differences;
  QLabel* m_comparison;
  QPushButton* m_keep;
  QPushButton* m_restore;
  QPushButton* m_remove;
  QPushButton* m_export;
  QPushButton* m_import;
  QPushButton* m_close;
  bool m_filling = false;
};

}  // namespace effortlab::app
