#pragma once

#include "controllers/knobs_controller.h"
#include "shell/header_figure.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace effortlab::app {

/// Which network, which images, and the three numbers with what they rest on.
class HeaderBar : public QFrame {
  Q_OBJECT

public:
  explicit HeaderBar(QWidget* parent = nullptr);

  void showSummary(const std::shared_ptr<const Workspace>& workspace, const KnobsSummary& summary);
  /// "512 of 2,000 tuning images, 91.3 % ± 1.6"; also what scripts and screen readers get.
  QString evidenceText() const;
  /// Room for tool buttons at the end.
  QHBoxLayout* tools() noexcept { return m_tools; }

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();
  void refreshFigures();

  std::shared_ptr<const Workspace> m_workspace;
  KnobsSummary m_summary;
  QLabel* m_model;
  QLabel* m_data;
  HeaderFigure m_accuracy;
  HeaderFigure m_dense;
  HeaderFigure m_operations;
  QHBoxLayout* m_tools;
};

/// "91.3 % ± 1.6" of a fraction and its interval.
QString percentText(double fraction, const Interval& interval);
/// "`sample`" in words, a path as "folder dogs" ...: what the images are, for people.
QString dataTitle(const std::string& spec);

}  // namespace effortlab::app
