#pragma once

#include "controllers/study_controller.h"

#include <QTabWidget>

#include <optional>
#include <vector>

class QPushButton;
class QToolButton;

namespace effortlab::widgets {
class SavingsChart;
}

namespace effortlab::app {

/// The studies below the charts, one a tab, the savings first. A menu in the corner lists them all.
class StudyTabs : public QTabWidget {
  Q_OBJECT

public:
  /// Takes the chart.
  explicit StudyTabs(widgets::SavingsChart* savings, QWidget* parent = nullptr);

  StudyWidgets studies() const noexcept { return m_studies; }
  /// Nothing: the savings.
  std::optional<effort::StudyKind> current() const;
  void show(effort::StudyKind kind);
  /// "savings" or a study's name. False: there is no such tab.
  bool showByName(const QString& name);
  QPushButton* addModelButton() const noexcept { return m_addModel; }
  /// That of the savings: what else stands in the tabs may be cut off rather than take the table's place.
  QSize minimumSizeHint() const override;
  void retranslate();

Q_SIGNALS:
  /// The tab on screen is another.
  void studyShown(std::optional<effortlab::effort::StudyKind> kind);

private:
  void addStudy(effort::StudyKind kind);
  void rebuildMenu();

  StudyWidgets m_studies;
  std::vector<effort::StudyKind> m_order;  ///< of the tabs behind the first
  QPushButton* m_addModel;
  QToolButton* m_all;
};

}  // namespace effortlab::app
