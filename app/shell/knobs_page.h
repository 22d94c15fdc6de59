#pragma once

#include "controllers/knobs_controller.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QTableView;

namespace effortlab::app {

class StudyTabs;
class WindowSettings;

/// Layout of the Knobs page: layer table, knobs of the chosen layer, trade-off chart and studies. No logic.
class KnobsPage : public QWidget {
  Q_OBJECT

public:
  explicit KnobsPage(QWidget* parent = nullptr);

  KnobsWidgets widgets() const noexcept { return m_widgets; }
  QTableView* table() const noexcept { return m_table; }
  StudyTabs* studies() const noexcept { return m_studies; }
  /// Marks the row without emitting nodeSelected().
  void showCurrentNode(int node);
  void saveLayout(WindowSettings& settings) const;
  void restoreLayout(const WindowSettings& settings);
  void resetLayout();
  void retranslate();

protected:
  void showEvent(QShowEvent* event) override;

Q_SIGNALS:
  void nodeSelected(int node);

private:
  QWidget* makeTable();
  void orderColumns();
  void fitColumns();
  void showKernels();
  bool showColumn(int column, bool shown);
  void shareWidth();
  int widthOfColumns() const;

  KnobsWidgets m_widgets;
  QTableView* m_table = nullptr;
  QLabel* m_tableTitle = nullptr;
  QSplitter* m_columns = nullptr;
  QSplitter* m_charts = nullptr;
  StudyTabs* m_studies = nullptr;
  bool m_columnsFitted = false;
  bool m_arranged = false;      ///< sizes were restored or set
  bool m_userArranged = false;  ///< by the user: they stay
};

}  // namespace effortlab::app
