#pragma once

#include "charts/chart_legend.h"
#include "charts/exportable_chart.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab::widgets {

/// One quantity over frames (or over another whole number). Not a number: no value there.
struct FrameSeries {
  QString name;  ///< in the user's language
  QString key;   ///< English, for files
  QColor ChartTheme::*color = &ChartTheme::current;
  LegendEntry::Mark mark = LegendEntry::Mark::Line;  ///< Square: bars, stacked upon the series before
  std::vector<double> values;                        ///< beside FrameFigure::x
};

/// What a chart over frames draws.
struct FrameFigure {
  QString xTitle, yTitle, xKey = QStringLiteral("frame");
  std::vector<std::int64_t> x;  ///< ascending
  std::vector<FrameSeries> series;
  bool percent = false;              ///< values 0..1, shown in percent
  bool logarithmic = false;          ///< of y
  std::optional<double> most = {};   ///< y ends here: bars beyond are cut, and marked so
  std::optional<double> level = {};  ///< a horizontal line
  QString levelName = {};
  std::optional<std::int64_t> mark = {};  ///< an upright line right of this x
  QString markName = {};
};

/// Its numbers, a row an x.
class FrameFigureModel : public QAbstractTableModel {
  Q_OBJECT
public:
  explicit FrameFigureModel(QObject* parent = nullptr);

  void setFigure(FrameFigure figure);
  const FrameFigure& figure() const noexcept { return m_figure; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  FrameFigure m_figure;
};

}  // namespace effortlab::widgets
