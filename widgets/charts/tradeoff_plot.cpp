#include "charts/tradeoff_plot.h"

#include "charts/point_cloud.h"
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
constexpr double probeSize = 6.5;
constexpr double earlySize = 4.5;
constexpr double snapshotSize = 11.0;
constexpr double ringSize = 15.0;
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

/// A probe that failed by far: it would leave the axes no room for those that matter. Zooming out finds it.
bool isFarOff(const TradeoffPoint& point, const TradeoffPoint* dense, double budgetPoints) {
  constexpr double leastPoints = 5.0;
  const bool failed = point.kind == PointKind::Rejected || point.kind == PointKind::RejectedEarly ||
                      point.kind == PointKind::Sensitivity;
  return failed && dense != nullptr && 100.0 * (dense->top1 - point.top1) > std::max(leastPoints, 8.0 * budgetPoints);
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
  m_cloud = new PointCloud(m_chart, clip);
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
  m_front = line();
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
  m_front->setPen(QPen(theme.front, 2.0));
  const auto mark = [](QScatterSeries* series, const QColor& fill, const QColor& border, double width) {
    series->setBrush(fill);
    series->setPen(QPen(border, width));
  };
  mark(m_denseMarker, theme.dense, theme.plotArea, 1.0);
  mark(m_current, theme.current, theme.plotArea, 1.2);
  mark(m_focus, Qt::transparent, theme.text, 1.6);
  setCloudLook();
}

void TradeoffPlot::setCloudLook() {
  const ChartTheme& theme = m_style.theme;
  PointCloud::Look look;
  look.trail = theme.trail;
  look.trail.setAlphaF(0.55f);
  look.text = theme.text;
  look.halo = theme.plotArea;
  look.halo.setAlphaF(0.8f);
  look.font = m_style.font;
  look.marks[PointCloud::Visited] = {MarkShape::Circle, visitedSize, theme.trail, theme.plotArea, 0.8};
  look.marks[PointCloud::Growing] = {MarkShape::Circle, visitedSize, theme.plotArea, theme.trail, 1.2};
  look.marks[PointCloud::Snapshot] = {MarkShape::Triangle, snapshotSize, theme.text, theme.plotArea, 1.0};
  look.marks[PointCloud::Accepted] = {MarkShape::Square, probeSize, theme.current, theme.plotArea, 0.8};
  look.marks[PointCloud::Rejected] = {MarkShape::Cross, probeSize, theme.budget, {}, 1.5};
  look.marks[PointCloud::RejectedEarly] = {MarkShape::Cross, earlySize, theme.mutedText, {}, 1.0};
  look.marks[PointCloud::Sensitivity] = {MarkShape::Diamond, probeSize, theme.plotArea, theme.mutedText, 1.1};
  look.marks[PointCloud::NotMonotone] = {MarkShape::Ring, ringSize, theme.budget, {}, 1.8};
  m_cloud->setLook(look);
}

QList<LegendEntry> TradeoffPlot::legend(const TradeoffModel& model, double budgetPoints) const {
  using Mark = LegendEntry::Mark;
  const ChartTheme& theme = m_style.theme;
  QList<LegendEntry> entries{
      {tr("Dense network"), theme.dense, Mark::Square},
      {tr("Budget: −%1 points").arg(m_style.locale.toString(budgetPoints, 'g', 3)), theme.budget, Mark::Dashes},
      {tr("Visited settings"), theme.trail, Mark::Circle},
      {tr("Pareto front"), theme.front, Mark::Line},
      {tr("Current setting"), theme.current, Mark::Diamond}};
  const auto add = [&](PointKind kind, const QString& name, const QColor& color, Mark mark) {
    if (model.has(kind)) {
      entries.append({name, color, mark});
    }
  };
  add(PointKind::Snapshot, tr("Snapshots"), theme.text, Mark::Triangle);
  add(PointKind::Accepted, tr("Probes accepted"), theme.current, Mark::Square);
  add(PointKind::Rejected, tr("Rejected"), theme.budget, Mark::Cross);
  add(PointKind::RejectedEarly, tr("Rejected early"), theme.mutedText, Mark::SmallCross);
  add(PointKind::Sensitivity, tr("One knob alone"), theme.mutedText, Mark::HollowDiamond);
  const auto& points = model.points();
  if (std::any_of(points.begin(), points.end(), [](const TradeoffPoint& point) { return point.notMonotone; })) {
    entries.append({tr("Not monotone"), theme.budget, Mark::Ring});
  }
  return entries;
}

void TradeoffPlot::update(const TradeoffModel& model, const TradeoffView& view) {
  updateRanges(model, view);
  updateLines(model, view);
  updateMarkers(model, view);
  updateCurrent(model);
}

void TradeoffPlot::updateRanges(const TradeoffModel& model, const TradeoffView& view) {
  if (view.window) {
    m_window = view.window;
    m_x = niceRange(m_window->left(), m_window->right(), xTicks);
    m_y = niceRange(m_window->top(), m_window->bottom(), yTicks);
    applyAxes();
    return;
  }
  const bool wasWindow = m_window.has_value();
  m_window.reset();
  constexpr double leastRatio = 1.5;
  double xLo = 1.0;
  double xHi = leastRatio;
  double yLo = 100.0;
  double yHi = 0.0;
  const auto include = [&](double percent) {
    yLo = std::min(yLo, percent);
    yHi = std::max(yHi, percent);
  };
  const TradeoffPoint* dense = model.baseline();
  for (const TradeoffPoint& point : model.points()) {
    if (isFarOff(point, dense, view.budgetPoints))
      continue;
    xLo = std::min(xLo, point.opsRatio);
    xHi = std::max(xHi, point.opsRatio);
    include(100.0 * point.top1);
    if (point.current && point.complete) {  // the wide first intervals would make the axis jump
      include(100.0 * point.interval.lo);
      include(100.0 * point.interval.hi);
    }
  }
  if (dense != nullptr) {
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
  const bool fresh = view.settled || !m_hasRanges || wasWindow;
  const AxisRange newX = fresh ? x : united(m_x, x, xTicks);
  const AxisRange newY = fresh ? y : united(m_y, y, yTicks);
  if (!m_hasRanges || wasWindow || !(newX == m_x) || !(newY == m_y)) {
    m_x = newX;
    m_y = newY;
    applyAxes();
  }
  m_hasRanges = !model.points().empty();
}

QRectF TradeoffPlot::dataArea() const {
  if (m_window) {
    return *m_window;
  }
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
  m_cloud->setView(area);
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
  PointCloud::Data cloud;
  QList<QPointF> dense;
  const auto kindOf = [](const TradeoffPoint& point) {
    switch (point.kind) {
      case PointKind::Snapshot: return PointCloud::Snapshot;
      case PointKind::Accepted: return PointCloud::Accepted;
      case PointKind::Rejected: return PointCloud::Rejected;
      case PointKind::RejectedEarly: return PointCloud::RejectedEarly;
      case PointKind::Sensitivity: return PointCloud::Sensitivity;
      default: return point.complete ? PointCloud::Visited : PointCloud::Growing;
    }
  };
  for (const TradeoffPoint& point : model.points()) {
    const QPointF at = coordinates(point);
    if (point.baseline) {
      dense.append(at);
      continue;
    }
    if (point.kind == PointKind::Visited) {
      cloud.trail.append(at);
    } else if (point.kind == PointKind::Snapshot) {
      cloud.labels.append({at, point.label});
    }
    if (!point.current) {
      cloud.points[kindOf(point)].append(at);
    }
    if (point.notMonotone) {
      cloud.points[PointCloud::NotMonotone].append(at);
    }
  }
  if (cloud.trail.size() > trailStops) {
    cloud.trail = cloud.trail.last(trailStops);
  }
  m_cloud->setData(std::move(cloud));
  setMarkers(m_denseMarker, dense);
  updateFocus(model, view.focusedId);
}

void TradeoffPlot::updateFocus(const TradeoffModel& model, int id) {
  const TradeoffPoint* focused = model.find(id);
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
  return m_cloud->toScreen(coordinates(point));
}

bool TradeoffPlot::isInside(const TradeoffPoint& point) const {
  return dataArea().contains(coordinates(point));
}

}  // namespace effortlab::widgets
