#pragma once

#include "effort/tuner.h"

#include <QFrame>
#include <QList>
#include <QStringList>

#include <optional>

class QGridLayout;
class QLabel;
class QToolButton;

namespace effortlab::widgets {

/// What a tuner's answer does to the images it was chosen on and to others, side by side.
class ComparisonReadout : public QFrame {
  Q_OBJECT
public:
  explicit ComparisonReadout(QWidget* parent = nullptr);

  void setComparison(const effort::TuneComparison& tuning, const std::optional<effort::TuneComparison>& heldOut);
  /// A loss beyond it is marked.
  void setBudgetPoints(double points);
  /// All that is shown, a line a set of images; for tests and screen readers.
  QString text() const;

Q_SIGNALS:
  void closed();

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();
  QStringList cells(const effort::TuneComparison& comparison) const;

  std::optional<effort::TuneComparison> m_tuning;
  std::optional<effort::TuneComparison> m_heldOut;
  double m_budget = 0.5;
  QGridLayout* m_grid;
  QToolButton* m_close;
  QList<QLabel*> m_labels;
  QLabel* m_verdict;
};

}  // namespace effortlab::widgets
