#pragma once

#include "charts/chart_legend.h"
#include "charts/chart_theme.h"
#include "charts/plot_ranges.h"

#include <QChart>
#include <QCoreApplication>
#include <QPointer>

#include <optional>

class QLineSeries;
class QScatterSeries;
class QValueAxis;
class QXYSeries;

namespace effortlab::widgets {

class PointCloud;
class TradeoffModel;
struct TradeoffPoint;

/// What the plot shows of its model.
struct TradeoffView {
  double budgetPoints = 0.5;
  bool zoomToBudget = false;
  bool settled = true;                ///< false: the axes may only grow
  int focusedId = -2;                 ///< ringed; -2: none
  std::optional<QRectF> window = {};  ///< ratio, percent: shown instead of everything
};

/// The QChart of TradeoffChart and its series, on screen and for export. The chart belongs to the scene it is put in.
class TradeoffPlot {
  Q_DECLARE_TR_FUNCTIONS(TradeoffPlot)
public:
  /// The trail joins the last settings visited only: a longer one hides the points.
  static constexpr int trailStops = 300;

  /// `clip`: cut the data to the axes, for surfaces that cannot clip.
  TradeoffPlot(const ChartStyle& style, bool clip);
  ~TradeoffPlot();
  TradeoffPlot(const TradeoffPlot&) = delete;
  TradeoffPlot& operator=(const TradeoffPlot&) = delete;

  QChart* chart() const noexcept { return m_chart; }
  QList<LegendEntry> legend(const TradeoffModel& model, double budgetPoints) const;
  /// Also sets the texts anew.
  void setStyle(const ChartStyle& style);
  void update(const TradeoffModel& model, const TradeoffView& view);
  /// The ring alone.
  void updateFocus(const TradeoffModel& model, int id);
  /// In the chart's coordinates.
  QPointF positionOf(const TradeoffPoint& point) const;
  bool isInside(const TradeoffPoint& point) const;
  /// What the axes show: ratio, percent.
  QRectF dataArea() const;
  const AxisRange& xRange() const noexcept { return m_x; }
  const AxisRange& yRange() const noexcept { return m_y; }

private:
  void createSeries();
  void attach(QXYSeries* series);
  void setCloudLook();
  void updateRanges(const TradeoffModel& model, const TradeoffView& view);
  void updateLines(const TradeoffModel& model, const TradeoffView& view);
  void updateMarkers(const TradeoffModel& model, const TradeoffView& view);
  void updateCurrent(const TradeoffModel& model);
  void setLine(QLineSeries* series, const QList<QPointF>& points);
  void setMarkers(QScatterSeries* series, const QList<QPointF>& points);
  void applyAxes();

  QPointer<QChart> m_chart;
  QValueAxis* m_xAxis;
  QValueAxis* m_yAxis;
  PointCloud* m_cloud;
  QLineSeries* m_denseLine;
  QLineSeries* m_budgetLine;
  QLineSeries* m_front;
  QLineSeries* m_bar;  ///< 95 % interval of the current setting
  QScatterSeries* m_denseMarker;
  QScatterSeries* m_current;
  QScatterSeries* m_focus;
  ChartStyle m_style;
  AxisRange m_x{1.0, 2.0, 0.2};
  AxisRange m_y{0.0, 100.0, 20.0};
  std::optional<QRectF> m_window;
  bool m_clip;
  bool m_hasRanges = false;
};

}  // namespace effortlab::widgets
