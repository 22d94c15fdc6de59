#include "charts/tradeoff_plot.h"

#include "models/tradeoff_model.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QPen>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double visitedSize = 7.0;
constexpr double denseSize = 10.0;
constexpr double currentSize = 13.0;
constexpr double focusSize = 21.0;
constexpr double capShare = 0.008;    // half width of an interval's cap, of the x range
constexpr double marginShare = 0.04;  // beyond the outermost data, so that markers are whole
constexpr int xTicks = 6;
constexpr int yTicks = 5;

QPointF coordinates(const TradeoffPoint& point) {
  return {point.opsRatio, 100.0 * point.top1};
}

AxisRange united(const AxisRange& current, const AxisRange& wanted, int tickCount) {
  return current.contains(wanted)
             ? current
             : niceRange(std::min(current.lo, wanted.lo), std::max(current.hi, wanted.hi), tickCount);
}

}  // namespace

TradeoffPlot::TradeoffPlot(const ChartStyle& style, bool clip)
    : m_chart(new QChart), m_xAxis(new QValueAxis), m_yAxis(new QValueAxis), m_style(style), m_clip(clip) {
  m_chart->setAnimationOptions(QChart::NoAnimation);
  m_chart->setLocalizeNumbers(true);
  m_chart->setBackgroundRoundness(0.0);
  m_chart->setMargins(QMargins(4, 2, 8, 2));
  m_chart->layout()->setContentsMargins(0, 0, 0, 0);
  m_chart->addAxis(m_xAxis, Qt::AlignBottom);
  m_chart->addAxis(m_yAxis, Qt::AlignLeft);
  m_chart->legend()->hide();
  for (QValueAxis* axis : {m_xAxis, m_yAxis}) {
    axis->setTickType(QValueAxis::TicksDynamic);  // labels on round numbers wherever the range begins
    axis->setTickAnchor(0.0);
    axis->setMinorTickCount(0);
  }
  createSeries();
  setStyle(style);
}

TradeoffPlot::~TradeoffPlot() {
  if (m_chart && m_chart->scene() == nullptr) {
    delete m_chart.data();
  }
}

void TradeoffPlot::attach(QXYSeries* series) {
  m_chart->addSeries(series);
  series->attachAxis(m_xAxis);
  series->attachAxis(m_yAxis);
}

// In painting order.
void TradeoffPlot::createSeries() {
  const auto line = [this] {
    auto* series = new QLineSeries;
    attach(series);
    return series;
  };
  const auto scatter = [this](double size, QScatterSeries::MarkerShape shape) {
    auto* series = new QScatterSeries;
    series->setMarkerSize(size);
    series->setMarkerShape(shape);
    attach(series);
    return series;
  };
  m_denseLine = line();
  m_budgetLine = line();
  m_trail = line();
  m_front = line();
  m_visited = scatter(visitedSize, QScatterSeries::MarkerShapeCircle);
  m_growing = scatter(visitedSize, QScatterSeries::MarkerShapeCircle);
  m_denseMarker = scatter(denseSize, QScatterSeries::MarkerShapeRectangle);
  m_bar = line();
  m_current = scatter(currentSize, QScatterSeries::MarkerShapeRotatedRectangle);
  m_focus = scatter(focusSize, QScatterSeries::MarkerShapeCircle);
}

void TradeoffPlot::setStyle(const ChartStyle& style) {
  m_style = style;
  const ChartTheme& theme = style.theme;
  m_chart->setLocale(style.locale);
  m_xAxis->setTitleText(tr("Times fewer operations than the dense network"));
  m_yAxis->setTitleText(tr("Top-1 accuracy (%)"));
  applyTheme(*m_chart, theme);
  for (QValueAxis* axis : {m_xAxis, m_yAxis}) {
    axis->setLabelsFont(style.font);
    axis->setTitleFont(style.font);
  }
  m_denseLine->setPen(QPen(theme.dense, 1.2));
  m_budgetLine->setPen(QPen(theme.budget, 1.4, Qt::DashLine));
  QColor faint = theme.trail;
  faint.setAlphaF(0.55f);
  m_trail->setPen(QPen(faint, 1.0));
  m_front->setPen(QPen(theme.front, 2.0));
  const auto mark = [](QScatterSeries* series, const QColor& fill, const QColor& border, double width) {
    series->setBrush(fill);
    series->setPen(QPen(border, width));
  };
  mark(m_visited, theme.trail, theme.plotArea, 0.8);
  mark(m_growing, theme.plotArea, theme.trail, 1.2);
  mark(m_denseMarker, theme.dense, theme.plotArea, 1.0);
  mark(m_current, theme.current, theme.plotArea, 1.2);
  mark(m_focus, Qt::transparent, theme.text, 1.6);
}

QList<LegendEntry> TradeoffPlot::legend(double budgetPoints) const {
  using Mark = LegendEntry::Mark;
  const ChartTheme& theme = m_style.theme;
  return {{tr("Dense network"), theme.dense, Mark::Square},
          {tr("Budget: −%1 points").arg(m_style.locale.toString(budgetPoints, 'g', 3)), theme.budget, Mark::Dashes},
          {tr("Visited settings"), theme.trail, Mark::Circle},
          {tr("Pareto front"), theme.front, Mark::Line},
          {tr("Current setting"), theme.current, Mark::Diamond}};
}

void TradeoffPlot::update(const TradeoffModel& model, const TradeoffView& view) {
  updateRanges(model, view);
  updateLines(model, view);
  updateMarkers(model, view);
  updateCurrent(model);
}

void TradeoffPlot::updateRanges(const TradeoffModel& model, const TradeoffView& view) {
  constexpr double leastRatio = 1.5;
  double xLo = 1.0;
  double xHi = leastRatio;
  double yLo = 100.0;
  double yHi = 0.0;
  const auto include = [&](double percent) {
    yLo = std::min(yLo, percent);
    yHi = std::max(yHi, percent);
  };
  for (const TradeoffPoint& point : model.points()) {
    xLo = std::min(xLo, point.opsRatio);
    xHi = std::max(xHi, point.opsRatio);
    include(100.0 * point.top1);
    if (point.current && point.complete) {  // the wide first intervals would make the axis jump
      include(100.0 * point.interval.lo);
      include(100.0 * point.interval.hi);
    }
  }
  if (const TradeoffPoint* dense = model.baseline()) {
    const double percent = 100.0 * dense->top1;
    include(percent - 2.0 * view.budgetPoints);
    include(percent + view.budgetPoints);
    if (view.zoomToBudget) {
      yLo = std::max(yLo, percent - 4.0 * view.budgetPoints);
      yHi = std::min(yHi, percent + 2.0 * view.budgetPoints);
    }
  }
  if (yLo > yHi) {
    yLo = 0.0;
    yHi = 100.0;
  }
  const AxisRange x = niceRange(xLo, xHi, xTicks);
  const AxisRange y = niceRange(std::max(yLo, 0.0), std::min(yHi, 100.0), yTicks);
  const bool fresh = view.settled || !m_hasRanges;
  const AxisRange newX = fresh ? x : united(m_x, x, xTicks);
  const AxisRange newY = fresh ? y : united(m_y, y, yTicks);
  if (!m_hasRanges || !(newX == m_x) || !(newY == m_y)) {
    m_x = newX;
    m_y = newY;
    applyAxes();
  }
  m_hasRanges = !model.points().empty();
}

QRectF TradeoffPlot::dataArea() const {
  const double xMargin = marginShare * (m_x.hi - m_x.lo);
  const double yMargin = marginShare * (m_y.hi - m_y.lo);
  return {QPointF(m_x.lo - xMargin, m_y.lo - yMargin), QPointF(m_x.hi + xMargin, m_y.hi + yMargin)};
}

void TradeoffPlot::applyAxes() {
  const QRectF area = dataArea();
  const auto apply = [](QValueAxis* axis, const AxisRange& range, double lo, double hi) {
    axis->setTickInterval(std::max(range.step, (hi - lo) / 50.0));  // never a flood of labels while both change
    axis->setRange(lo, hi);
    axis->setTickInterval(range.step);
    axis->setLabelFormat(QStringLiteral("%.%1f").arg(decimalsFor(range.step)));
  };
  apply(m_xAxis, m_x, area.left(), area.right());
  apply(m_yAxis, m_y, area.top(), area.bottom());
}

void TradeoffPlot::setLine(QLineSeries* series, const QList<QPointF>& points) {
  if (!m_clip) {
    if (series->points() != points) {
      series->replace(points);
    }
    return;
  }
  const QList<QList<QPointF>> pieces = clipPolyline(points, dataArea());
  series->replace(pieces.isEmpty() ? QList<QPointF>() : pieces.front());
  for (qsizetype i = 1; i < pieces.size(); ++i) {
    auto* extra = new QLineSeries;
    attach(extra);
    extra->setPen(series->pen());
    extra->replace(pieces[i]);
  }
}

void TradeoffPlot::setMarkers(QScatterSeries* series, const QList<QPointF>& points) {
  QList<QPointF> shown = points;
  if (m_clip) {
    const QRectF area = dataArea();
    shown.removeIf([&](const QPointF& point) { return !area.contains(point); });
  }
  if (series->points() != shown) {
    series->replace(shown);
  }
}

void TradeoffPlot::updateLines(const TradeoffModel& model, const TradeoffView& view) {
  QList<QPointF> trail;
  for (const TradeoffPoint& point : model.points()) {
    if (!point.baseline) {
      trail.append(coordinates(point));
    }
  }
  setLine(m_trail, trail);
  QList<QPointF> front;
  for (const int row : model.paretoFront()) {
    const QPointF point = coordinates(model.points()[static_cast<std::size_t>(row)]);
    if (!front.isEmpty()) {
      front.append(QPointF(front.back().x(), point.y()));  // between two settings only the later one's accuracy is had
    }
    front.append(point);
  }
  setLine(m_front, front);

  QList<QPointF> dense;
  QList<QPointF> budget;
  if (const TradeoffPoint* baseline = model.baseline()) {
    const QRectF area = dataArea();
    const double percent = 100.0 * baseline->top1;
    dense = {{area.left(), percent}, {area.right(), percent}};
    budget = {{area.left(), percent - view.budgetPoints}, {area.right(), percent - view.budgetPoints}};
  }
  setLine(m_denseLine, dense);
  setLine(m_budgetLine, budget);
}

void TradeoffPlot::updateMarkers(const TradeoffModel& model, const TradeoffView& view) {
  QList<QPointF> visited;
  QList<QPointF> growing;
  QList<QPointF> dense;
  for (const TradeoffPoint& point : model.points()) {
    if (point.baseline) {
      dense.append(coordinates(point));
    } else if (!point.current) {
      (point.complete ? visited : growing).append(coordinates(point));
    }
  }
  setMarkers(m_visited, visited);
  setMarkers(m_growing, growing);
  setMarkers(m_denseMarker, dense);
  const TradeoffPoint* focused = model.find(view.focusedId);
  setMarkers(m_focus, focused != nullptr ? QList<QPointF>{coordinates(*focused)} : QList<QPointF>());
}

void TradeoffPlot::updateCurrent(const TradeoffModel& model) {
  const TradeoffPoint* point = model.current();
  if (point == nullptr) {
    setMarkers(m_current, {});
    setLine(m_bar, {});
    return;
  }
  const ChartTheme& theme = m_style.theme;
  m_current->setBrush(point->complete ? theme.current : theme.plotArea);
  m_current->setPen(QPen(point->complete ? theme.plotArea : theme.current, point->complete ? 1.2 : 2.0));
  m_bar->setPen(QPen(theme.current, 1.6, point->complete ? Qt::SolidLine : Qt::DotLine));
  const double x = point->opsRatio;
  const double lo = 100.0 * point->interval.lo;
  const double hi = 100.0 * point->interval.hi;
  const double cap = capShare * (m_x.hi - m_x.lo);
  setLine(m_bar, {{x - cap, lo}, {x + cap, lo}, {x, lo}, {x, hi}, {x - cap, hi}, {x + cap, hi}});
  setMarkers(m_current, {coordinates(*point)});
}

QPointF TradeoffPlot::positionOf(const TradeoffPoint& point) const {
  return m_chart->mapToPosition(coordinates(point), m_visited);
}

bool TradeoffPlot::isInside(const TradeoffPoint& point) const {
  return dataArea().contains(coordinates(point));
}

}  // namespace effortlab::widgets
