#include "charts/study_plot.h"

#include "charts/plot_ranges.h"
#include "charts/study_words.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace effortlab::widgets {
namespace {

constexpr double plotSide = 10.0;
constexpr double groupShare = 0.78;  // of a category's width
constexpr double farthest = 28.0;    // of a point from the pointer
constexpr qsizetype mostEntries = 14;
/// A lowest value below this share of the highest is far enough down for the axis to begin at zero.
constexpr double nearZero = 0.5;

struct Range {
  double lo = std::numeric_limits<double>::infinity();
  double hi = -std::numeric_limits<double>::infinity();
  void add(double value) {
    if (std::isfinite(value)) {
      lo = std::min(lo, value);
      hi = std::max(hi, value);
    }
  }
  bool empty() const { return lo > hi; }
};

bool comparesWithDense(effort::StudyKind kind) {
  return kind == effort::StudyKind::LayerTime || kind == effort::StudyKind::Ratios ||
         kind == effort::StudyKind::Engines;
}

}  // namespace

QFont smallerFont(const QFont& font) {
  constexpr double share = 0.88;
  QFont small = font;
  if (font.pixelSize() > 0) {
    small.setPixelSize(std::max(6, static_cast<int>(std::lround(font.pixelSize() * share))));
  } else {
    small.setPointSizeF(font.pointSizeF() * share);
  }
  return small;
}

StudyPlot::StudyPlot(const QRectF& area, const ChartStyle& style, const Input& input)
    : m_area(area), m_style(style), m_input(input) {
  chooseSeries();
  makeAxes();
  layOut();
  if (input.figure.form == effort::FigureForm::Maps) {
    m_maps.emplace(
        m_plot, style,
        StudyMaps::Input{.figure = input.figure, .shown = m_shown, .picture = input.picture, .focused = input.focused});
  }
}

const effort::FigureSeries& StudyPlot::series(int index) const {
  return m_input.figure.series[static_cast<std::size_t>(index)];
}

bool StudyPlot::bars() const noexcept {
  return m_input.figure.form == effort::FigureForm::Bars || m_input.figure.form == effort::FigureForm::StackedBars;
}

const effort::FigureAxis& StudyPlot::abscissa() const noexcept {
  return m_input.second ? m_input.figure.x2 : m_input.figure.x;
}

double StudyPlot::xOf(const effort::FigureSeries& values, std::size_t point) const {
  const std::vector<double>& x = m_input.second ? values.x2 : values.x;
  return point < x.size() ? x[point] : static_cast<double>(point);
}

void StudyPlot::chooseSeries() {
  std::set<std::string> layers;
  std::set<std::string> names;
  for (std::size_t i = 0; i < m_input.figure.series.size(); ++i) {
    const effort::FigureSeries& candidate = m_input.figure.series[i];
    if (!m_input.layer.isEmpty() && !candidate.layer.empty() &&
        QString::fromStdString(candidate.layer) != m_input.layer) {
      continue;
    }
    m_shown.push_back(static_cast<int>(i));
    layers.insert(candidate.layer);
    names.insert(candidate.name);
  }
  m_severalLayers = layers.size() > 1;
  m_severalNames = names.size() > 1;
}

void StudyPlot::makeAxes() {
  const effort::StudyFigure& figure = m_input.figure;
  Range x;
  Range y;
  for (std::size_t shown = 0; shown < m_shown.size(); ++shown) {
    const effort::FigureSeries& values = series(m_shown[shown]);
    for (std::size_t i = 0; i < values.y.size(); ++i) {
      y.add(values.y[i]);
      x.add(xOf(values, i));
      if (figure.form == effort::FigureForm::StackedBars) {
        y.add(values.y[i] + stackedBelow(shown, xOf(values, i), values.y[i] < 0.0));
      }
    }
    for (const std::vector<double>* bound : {&values.lo, &values.hi}) {
      for (const double value : *bound) {
        y.add(value);
      }
    }
  }
  if (x.empty() || y.empty()) {
    return;
  }
  if (!figure.y.logarithmic && y.lo > 0.0 && (bars() || y.lo < nearZero * y.hi)) {
    y.lo = 0.0;
  }
  if (bars()) {
    y.hi = std::max(y.hi, 0.0);
    if (comparesWithDense(figure.kind) && y.lo >= 0.0) {
      y.hi = std::max(y.hi, 1.0);
    }
  }
  const bool lines = figure.form == effort::FigureForm::Lines;
  const StudyAxis fullX(x.lo, x.hi,
                        {.fraction = abscissa().fraction, .logarithmic = abscissa().logarithmic, .whole = lines});
  const StudyAxis fullY(y.lo, y.hi, {.fraction = figure.y.fraction, .logarithmic = figure.y.logarithmic});
  const StudyZoom& zoom = m_input.zoom;
  const bool zoomed = !zoom.none() && !bars();
  m_x = zoomed ? StudyAxis(fullX.valueAt(zoom.x0), fullX.valueAt(zoom.x1),
                           {.fraction = abscissa().fraction, .logarithmic = abscissa().logarithmic, .whole = true})
               : fullX;
  m_y = zoomed ? StudyAxis(fullY.valueAt(zoom.y0), fullY.valueAt(zoom.y1),
                           {.fraction = figure.y.fraction, .logarithmic = figure.y.logarithmic, .whole = true})
               : fullY;
}

void StudyPlot::layOut() {
  const QFontMetricsF metrics(m_style.font);
  const QFontMetricsF small(smallerFont(m_style.font));
  QRectF plot = m_area.adjusted(plotSide, 4.0, -plotSide, -4.0);
  const QList<LegendEntry> entries = legend();
  if (!entries.isEmpty()) {
    m_legend = QRectF(plot.left(), plot.top(), plot.width(), 0.0);
    m_legend.setHeight(paintLegend(nullptr, m_legend, m_style, entries));
    plot.setTop(m_legend.bottom() + 6.0);
  }
  if (m_input.figure.form == effort::FigureForm::Maps) {
    m_plot = plot;
    return;
  }
  double widest = 0.0;
  for (const double tick : m_y.ticks()) {
    widest = std::max(widest, small.horizontalAdvance(m_y.tickLabel(tick, m_style.locale)));
  }
  plot.setLeft(plot.left() + widest + 6.0 + (m_input.figure.y.label.empty() ? 0.0 : metrics.height() + 2.0));
  plot.setTop(plot.top() + small.height() / 2);
  double below = small.height() + 6.0;
  if (bars()) {
    double name = 0.0;
    for (const std::string& category : m_input.figure.categories) {
      name = std::max(name, small.horizontalAdvance(studyWord(category)));
    }
    const double room = plot.width() / static_cast<double>(std::max<std::size_t>(1, m_input.figure.categories.size()));
    m_slanted = name > room - 4.0;
    if (m_slanted) {
      constexpr double longest = 0.32;  // of the height
      below = std::min(name * 0.71 + small.height(), longest * m_area.height()) + 6.0;
    }
  }
  if (!abscissa().label.empty()) {
    below += metrics.height() + 2.0;
  }
  plot.setBottom(std::max(plot.top() + 20.0, plot.bottom() - below));
  m_plot = plot;
}

QColor StudyPlot::colorOf(std::size_t shownIndex) const {
  const ChartTheme& theme = m_style.theme;
  const std::string& name = series(m_shown[shownIndex]).name;
  if (!m_severalLayers || bars()) {
    if (name == "spet" || name == "SPET")
      return theme.spet;
    if (name == "sdss" || name == "SDSS")
      return theme.sdss;
    if (name == "sfma" || name == "SFMA")
      return theme.sfma;
    if (name == "gate")
      return theme.gate;
    if (name == "executed" || name == "dense")
      return theme.executed;
  }
  const QColor wheel[] = {theme.current, theme.budget, theme.sfma, theme.gate, theme.spet, theme.sdss, theme.dense};
  return wheel[shownIndex % std::size(wheel)];
}

QString StudyPlot::nameOf(int index) const {
  const effort::FigureSeries& values = series(index);
  const QString layer = QString::fromStdString(values.layer);
  const QString name = studyWord(values.name);
  if (layer.isEmpty() || (!m_severalLayers && m_severalNames)) {
    return name.isEmpty() ? layer : name;
  }
  return !m_severalNames || name.isEmpty() ? layer : layer + QStringLiteral(" · ") + name;
}

QList<LegendEntry> StudyPlot::legend() const {
  QList<LegendEntry> entries;
  if (m_shown.size() < 2 || m_input.figure.form == effort::FigureForm::Maps) {
    return entries;
  }
  const bool lines = m_input.figure.form == effort::FigureForm::Lines;
  constexpr LegendEntry::Mark marks[] = {LegendEntry::Mark::Circle, LegendEntry::Mark::Square,
                                         LegendEntry::Mark::Diamond};
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    if (entries.size() == mostEntries) {
      const auto more = static_cast<int>(m_shown.size() - i);
      entries.append({tr("and %n more", nullptr, more), m_style.theme.background, LegendEntry::Mark::Square});
      break;
    }
    LegendEntry::Mark mark = LegendEntry::Mark::Square;
    if (lines || m_input.figure.form == effort::FigureForm::Points) {
      mark = marks[i % std::size(marks)];
    }
    entries.append({nameOf(m_shown[i]), colorOf(i), mark});
  }
  return entries;
}

QString StudyPlot::categoryOf(int index, int point) const {
  const effort::FigureSeries& values = series(index);
  const auto at = static_cast<std::size_t>(point) < values.x.size()
                      ? static_cast<std::size_t>(values.x[static_cast<std::size_t>(point)])
                      : static_cast<std::size_t>(point);
  return at < m_input.figure.categories.size() ? studyWord(m_input.figure.categories[at]) : QString();
}

QPointF StudyPlot::place(double x, double y) const {
  return {m_plot.left() + m_x.share(x) * m_plot.width(), m_plot.bottom() - m_y.share(y) * m_plot.height()};
}

double StudyPlot::categoryWidth() const {
  return m_plot.width() / static_cast<double>(std::max<std::size_t>(1, m_input.figure.categories.size()));
}

double StudyPlot::stackedBelow(std::size_t shownIndex, double category, bool negative) const {
  double below = 0.0;
  for (std::size_t i = 0; i < shownIndex; ++i) {
    const effort::FigureSeries& values = series(m_shown[i]);
    for (std::size_t point = 0; point < values.y.size(); ++point) {
      const double at = point < values.x.size() ? values.x[point] : static_cast<double>(point);
      if (at == category && (values.y[point] < 0.0) == negative) {
        below += values.y[point];
      }
    }
  }
  return below;
}

QRectF StudyPlot::barRect(std::size_t shownIndex, int point) const {
  const effort::FigureSeries& values = series(m_shown[shownIndex]);
  const auto at = static_cast<std::size_t>(point);
  const double category = at < values.x.size() ? values.x[at] : static_cast<double>(point);
  const bool stacked = m_input.figure.form == effort::FigureForm::StackedBars;
  const double from = stacked ? stackedBelow(shownIndex, category, values.y[at] < 0.0) : 0.0;
  const double group = categoryWidth() * groupShare;
  const double width = stacked ? group : group / static_cast<double>(m_shown.size());
  const double left = m_plot.left() + (category + 0.5) * categoryWidth() - group / 2 +
                      (stacked ? 0.0 : static_cast<double>(shownIndex) * width);
  const double base = std::clamp(m_y.share(m_y.logarithmic() ? m_y.lo() : from), 0.0, 1.0);
  const double end = std::clamp(m_y.share(from + values.y[at]), 0.0, 1.0);
  const double top = m_plot.bottom() - std::max(base, end) * m_plot.height();
  return {left, top, std::max(1.0, width - (stacked || width < 6.0 ? 0.0 : 1.0)),
          std::abs(end - base) * m_plot.height()};
}

StudyPoint StudyPlot::pointAt(const QPointF& position) const {
  if (m_maps) {
    return m_maps->pointAt(position);
  }
  StudyPoint nearest;
  double best = farthest * farthest;
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    const auto points = static_cast<int>(series(m_shown[i]).y.size());
    for (int point = 0; point < points; ++point) {
      const StudyPoint candidate{m_shown[i], point};
      if (bars() && barRect(i, point).adjusted(0, -3, 0, 3).contains(position)) {
        return candidate;
      }
      const QPointF away = positionOf(candidate) - position;
      const double distance = QPointF::dotProduct(away, away);
      if (!bars() && distance < best && m_plot.adjusted(-4, -4, 4, 4).contains(positionOf(candidate))) {
        best = distance;
        nearest = candidate;
      }
    }
  }
  return nearest;
}

QPointF StudyPlot::positionOf(const StudyPoint& point) const {
  if (m_maps) {
    return m_maps->positionOf(point);
  }
  const effort::FigureSeries& values = series(point.series);
  const auto at = static_cast<std::size_t>(point.point);
  if (bars()) {
    const auto shown = std::find(m_shown.begin(), m_shown.end(), point.series);
    const QRectF bar = barRect(static_cast<std::size_t>(shown - m_shown.begin()), point.point);
    return {bar.center().x(), values.y[at] < 0.0 ? bar.bottom() : bar.top()};
  }
  return place(xOf(values, at), values.y[at]);
}

QString StudyPlot::describe(const StudyPoint& point) const {
  const effort::FigureSeries& values = series(point.series);
  const auto at = static_cast<std::size_t>(point.point);
  const QString name = nameOf(point.series);
  const QString value = m_y.valueLabel(values.y[at], m_style.locale);
  QString text;
  if (m_maps) {
    const int width = std::max(1, values.mapWidth);
    text = tr("row %1, column %2: %3").arg(point.point / width).arg(point.point % width).arg(value);
  } else if (bars()) {
    text = tr("%1: %2").arg(categoryOf(point.series, point.point), value);
  } else {
    text =
        tr("%1 at %2", "a value, then where on the x axis").arg(value, m_x.valueLabel(xOf(values, at), m_style.locale));
  }
  if (at < values.lo.size() && at < values.hi.size()) {
    text += tr(" (%1 to %2)")
                .arg(m_y.valueLabel(values.lo[at], m_style.locale), m_y.valueLabel(values.hi[at], m_style.locale));
  }
  return name.isEmpty() ? text : name + QLatin1Char('\n') + text;
}

}  // namespace effortlab::widgets
