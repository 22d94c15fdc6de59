#pragma once

#include "fovea/video_evaluation.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace effortlab::widgets {

class EvaluationModel;

/// EvaluationModel as a table to read and to copy (Ctrl+C: the selection, or all; tabulators between columns), with a
/// button that evaluates, stops or goes on.
class EvaluationTable : public QWidget {
  Q_OBJECT
public:
  /// What goes on behind it.
  struct Status {
    bool running = false;
    bool possible = true;  ///< there is a video and a detector
    bool stale = false;    ///< the figures are of another setting
    qint64 done = 0, total = 0;
    QString remark = {};  ///< what the figures stand on, or what went wrong and what to do
    bool operator==(const Status&) const = default;
  };

  explicit EvaluationTable(QWidget* parent = nullptr);

  void setReports(std::vector<fovea::PolicyReport> reports, int baseline, const QStringList& classNames);
  void setStatus(const Status& status);
  EvaluationModel* model() const noexcept { return m_model; }
  QTableView* view() const noexcept { return m_view; }
  QPushButton* actionButton() const noexcept { return m_action; }
  /// Of the selected cells, or of all where fewer than two are selected, with the headers.
  QString copyText() const;

Q_SIGNALS:
  void evaluateRequested();
  void cancelRequested();

protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void retranslate();
  void refresh();
  void layOutSections();

  EvaluationModel* m_model;
  QTableView* m_view;
  QLabel* m_remark;
  QPushButton* m_action;
  QPushButton* m_copy;
  Status m_status;
};

}  // namespace effortlab::widgets
