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
  QLabel* m_state;
  QLabel* m_limit;
  QProgressBar* m_progress;
  QToolButton* m_cancel;
  QToolButton* m_resume;
};

}  // namespace effortlab::app
