#pragma once

#include "charts/exportable_chart.h"
#include "fovea/video_evaluation.h"

#include <QAbstractTableModel>
#include <QLocale>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace effortlab::widgets {

/// Policies side by side, a row a figure: AP by class, speed and size, newcomers' delay, false alarms and duplicates,
/// and cost. A column a policy, and behind each but the baseline the difference to that. Source: thesis table 3.2
class EvaluationModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Role { SectionRole = Qt::UserRole + 10, GoodRole };  ///< GoodRole: +1 better than the baseline, -1 worse, 0

  explicit EvaluationModel(QObject* parent = nullptr);

  /// `baseline`: index of what the others are compared with, usually policy `full`; -1: none.
  void setReports(std::vector<fovea::PolicyReport> reports, int baseline, const QStringList& classNames);
  const std::vector<fovea::PolicyReport>& reports() const noexcept { return m_reports; }
  void setLocale(const QLocale& locale);
  /// Words are made anew.
  void retranslate();
  bool isSection(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
  enum class Format { Share, Number, Count, Times };
  /// Of a difference: as it is, or relative to the baseline.
  enum class Difference { Absolute, Relative };
  struct Row {
    QString name, key, explanation;
    Format format = Format::Number;
    Difference difference = Difference::Absolute;
    int better = 1;  ///< +1: more is better, -1: less, 0: neither
    int decimals = 1;
    bool section = false;
    std::vector<std::optional<double>> values;  ///< by policy
  };
  struct Column {
    int policy = 0;
    bool difference = false;
  };

  void makeRows();
  void addSection(const QString& name, const QString& key);
  void add(Row row, const std::function<std::optional<double>(const fovea::PolicyReport&)>& value);
  /// The same of what there is only with ground truth.
  void addOfPrecision(Row row, const std::function<std::optional<double>(const fovea::PrecisionSummary&)>& value);
  void addPrecision();
  void addGroups();
  void addViewers();
  void addCost();
  std::optional<double> valueAt(const Row& row, const Column& column) const;
  double shownScale(const Row& row, const Column& column) const;
  QString textOf(const Row& row, const Column& column, double value) const;
  QString policyName(int policy) const;

  std::vector<fovea::PolicyReport> m_reports;
  int m_baseline = -1;
  QStringList m_classNames;
  QLocale m_locale;
  std::vector<Row> m_rows;
  std::vector<Column> m_columns;
};

}  // namespace effortlab::widgets
