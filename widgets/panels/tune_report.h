#pragma once

#include "effort/tuner.h"

#include <QWidget>

#include <memory>

class QLabel;
class QTableView;

namespace effortlab::widgets {

class TuneShareModel;

/// "Too few images ...", in the user's language.
QString tuneRemarkText(const effort::TuneRemark& remark, qint64 imagesNeeded, const QLocale& locale);

/// The tuner's answer: both sets of images side by side, whether the budget was kept or why not, and what each knob of
/// each layer spends and gains.
class TuneReport : public QWidget {
  Q_OBJECT
public:
  explicit TuneReport(QWidget* parent = nullptr);

  /// Null: none yet.
  void setResult(std::shared_ptr<const effort::TuneResult> result, double budgetPoints);
  const std::shared_ptr<const effort::TuneResult>& result() const noexcept { return m_result; }
  QString verdict() const;
  QString remarks() const;
  QTableView* shares() const noexcept { return m_table; }
  /// "91.2 % (dense 91.4 %), -0.2 points (-0.5 to 0.1)"
  QString comparison(const effort::TuneComparison& comparison) const;

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();
  QString tableOf() const;

  std::shared_ptr<const effort::TuneResult> m_result;
  double m_budget = 0.5;
  QLabel* m_verdict;
  QLabel* m_comparison;
  QLabel* m_remarks;
  QLabel* m_sharesLabel;
  TuneShareModel* m_model;
  QTableView* m_table;
};

}  // namespace effortlab::widgets
