#pragma once

#include "controllers/knobs_controller.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace effortlab::app {

/// Progress, remaining time and cancel; and why not all images are used where the memory limits them.
class StatusStrip : public QStatusBar {
  Q_OBJECT

public:
  explicit StatusStrip(QWidget* parent = nullptr);

  void showSummary(const KnobsSummary& summary, bool usable);
  void showLoading(const QString& what);
  void endLoading();
  /// What another page says in place of the knobs'; nothing: theirs again.
  struct PageState {
    QString text;
    bool busy = false;
    qint64 done = 0, total = 0;
  };
  void showPage(const std::optional<PageState>& state);
  QString stateText() const;

Q_SIGNALS:
  void cancelRequested();
  void resumeRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();

  KnobsSummary m_summary;
  bool m_usable = false;
  QString m_loading;
  std::optional<PageState> m_page;
  QLabel* m_state;
  QLabel* m_limit;
  QProgressBar* m_progress;
  QToolButton* m_cancel;
  QToolButton* m_resume;
};

}  // namespace effortlab::app
