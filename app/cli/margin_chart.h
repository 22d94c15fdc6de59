#pragma once

#include "charts/exportable_chart.h"
#include "cli/demo_tour.h"

#include <QStandardItemModel>

#include <vector>

namespace effortlab::cli {

/// Density of the decision margin, rightly and wrongly classified images stacked (thesis figure 2.1): inputs near the
/// decision boundary, at the left, are the few that need the full effort.
class MarginChart final : public widgets::ExportableChart {
public:
  explicit MarginChart(std::vector<effort::MarginBin> bins);

  void paintChart(QPainter& painter, const QRectF& area, const widgets::ChartStyle& style) const override;
  const QAbstractItemModel& table() const override { return m_table; }

private:
  struct Frame;

  void paintAxes(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const;
  void paintBars(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const;
  void paintLegend(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const;

  std::vector<effort::MarginBin> m_bins;
  QStandardItemModel m_table;
};

}  // namespace effortlab::cli
