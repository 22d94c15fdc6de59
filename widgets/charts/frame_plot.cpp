#include "charts/frame_plot.h"

#include "charts/chart_marks.h"
#include "charts/plot_ranges.h"
#include "charts/study_plot.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace effortlab::widgets {
namespace {

constexpr double framePlotSide = 10.0;
constexpr double frameLineWidth = 1.8;
constexpr double marksApart = 44.0;  // pixels along a line
constexpr double barGapFrom = 4.0;   // pixels a bar: there is a gap between two
constexpr double lineMark = 7.0;     // pixels
constexpr double focusedMark = 9.0;
constexpr double cutMark = 7.0;   // pixels
constexpr double topRoom = 1.05;  // of the largest value

bool isBar(const FrameSeries& series) {
  return series.mark == LegendEntry::Mark::Square;
}

double valueAt(const FrameSeries& series, std::size_t i) {
  return i < series.values.size() ? series.values[i] : std::numeric_limits<double>::quiet_NaN();
}

/// Upper end of each x's bars, and of all lines' values.
std::pair<double, double> valueRange(const FrameFigure& figure) {
  double lo = std::numeric_limits<double>::infinity();
  double hi = -lo;
  const auto see = [&](double value) {
    if (std::isfinite(value)) {
      lo = std::min(lo, value);
      hi = std::max(hi, value);
    }
  };
  for (std::size_t i = 0; i < figure.x.size(); ++i) {
    double stack = 0.0;
    for (const FrameSeries& series : figure.series) {
      const double value = valueAt(series, i);
      if (!isBar(series)) {
        see(value);
      } else if (std::isfinite(value)) {
        see(0.0);
        see(stack += value);
      }
    }
  }
  if (figure.level) {
    see(*figure.level);
  }
  return lo <= hi ? std::pair(lo, hi) : std::pair(0.0, 1.0);
}

}  // namespace

FramePlot::FramePlot(const QRectF& area, const ChartStyle& style, const FrameFigure& figure, int focused)
    : m_area(area), m_style(style), m_figure(figure), m_focused(focused) {
  makeAxes();
  layOut();
}

bool FramePlot::hasBars() const {
  return std::any_of(m_figure.series.begin(), m_figure.series.end(), isBar);
}

void FramePlot::makeAxes() {
  if (!m_figure.x.empty()) {
    const double half = hasBars() ? 0.5 : 0.0;
    m_first = static_cast<double>(m_figure.x.front()) - half;
    m_last = std::max(static_cast<double>(m_figure.x.back()) + half, m_first + 1.0);
    if (m_figure.mark) {
      m_last = std::max(m_last, static_cast<double>(*m_figure.mark) + 1.0);
    }
  }
  const auto [lo, highest] = valueRange(m_figure);
  const double hi = std::min(highest, m_figure.most.value_or(highest));
  m_x = StudyAxis(m_first, m_last, {.whole = true});
  if (m_figure.logarithmic) {
    m_y = StudyAxis(std::min(1.0, std::max(lo, 1e-3)), hi * 1.2, {.logarithmic = true, .whole = true});
  } else if (m_figure.percent) {
    m_y = StudyAxis(0.0, 1.0, {.fraction = true});
  } else {
    m_y = StudyAxis(0.0, hi > 0.0 ? hi * topRoom : 1.0, {});
  }
}

QList<LegendEntry> FramePlot::legend() const {
  QList<LegendEntry> entries;
  for (const FrameSeries& series : m_figure.series) {
    entries << LegendEntry{series.name, m_style.theme.*series.color, series.mark};
  }
  if (m_figure.level && !m_figure.levelName.isEmpty()) {
    entries << LegendEntry{m_figure.levelName, m_style.theme.dense, LegendEntry::Mark::Dashes};
  }
  if (m_figure.mark && !m_figure.markName.isEmpty()) {
    entries << LegendEntry{m_figure.markName, m_style.theme.budget, LegendEntry::Mark::Dashes};
  }
  return entries;
}

void FramePlot::layOut() {
  const QFontMetricsF metrics(m_style.font);
  const QFontMetricsF small(smallerFont(m_style.font));
  QRectF plot = m_area.adjusted(framePlotSide, 4.0, -framePlotSide, -4.0);
  m_legend = QRectF(plot.left(), plot.top(), plot.width(), 0.0);
  m_legend.setHeight(paintLegend(nullptr, m_legend, m_style, legend()));
  double widest = 0.0;
  for (const double tick : m_y.ticks()) {
    widest = std::max(widest, small.horizontalAdvance(m_y.tickLabel(tick, m_style.locale)));
  }
  plot.setTop(m_legend.bottom() + 10.0);
  plot.setLeft(m_area.left() + metrics.height() + 4.0 + widest + 6.0);
  plot.setBottom(m_area.bottom() - small.height() - metrics.height() - 8.0);
  m_plot = plot;
}

double FramePlot::place(double x) const {
  return m_plot.left() + (x - m_first) / (m_last - m_first) * m_plot.width();
}

double FramePlot::height(double y) const {
  return m_plot.bottom() - std::clamp(m_y.share(y), 0.0, 1.0) * m_plot.height();
}

double FramePlot::xOf(int index) const {
  return place(static_cast<double>(m_figure.x[static_cast<std::size_t>(index)]));
}

int FramePlot::indexAt(double x) const {
  if (m_figure.x.empty()) {
    return -1;
  }
  const double value = m_first + (x - m_plot.left()) / std::max(1.0, m_plot.width()) * (m_last - m_first);
  const auto next = std::lower_bound(m_figure.x.begin(), m_figure.x.end(), value,
                                     [](std::int64_t a, double b) { return static_cast<double>(a) < b; });
  if (next == m_figure.x.begin()) {
    return 0;
  }
  const auto before = next - 1;
  const bool nearer =
      next != m_figure.x.end() && static_cast<double>(*next) - value < value - static_cast<double>(*before);
  return static_cast<int>((nearer ? next : before) - m_figure.x.begin());
}

QString FramePlot::describe(const FrameFigure& figure, int index, const QLocale& locale) {
  const auto at = static_cast<std::size_t>(index);
  QStringList parts;
  for (const FrameSeries& series : figure.series) {
    const double value = valueAt(series, at);
    if (std::isfinite(value)) {
      const QString number = figure.percent ? tr("%1 %", "percentage").arg(locale.toString(100.0 * value, 'f', 1))
                                            : locale.toString(value, 'g', 4);
      parts << tr("%1: %2", "series and value").arg(series.name.section(QStringLiteral(" ·"), 0, 0), number);
    }
  }
  return tr("%1 %2", "what is counted, which")
             .arg(figure.xTitle, locale.toString(static_cast<qlonglong>(figure.x[at]))) +
         QLatin1Char('\n') + parts.join(QLatin1Char('\n'));
}

void FramePlot::paint(QPainter& painter) const {
  painter.fillRect(m_area, m_style.theme.background);
  if (m_plot.width() < 10.0 || m_plot.height() < 10.0) {
    return;
  }
  paintLegend(&painter, m_legend, m_style, legend());
  paintFrame(painter);
  paintBars(painter);
  paintLines(painter);
  paintReferences(painter);
}

void FramePlot::paintFrame(QPainter& painter) const {
  const ChartTheme& theme = m_style.theme;
  const QFont small = smallerFont(m_style.font);
  const QFontMetricsF metrics(small);
  painter.setFont(small);
  for (const double tick : m_y.ticks()) {
    const double y = height(tick);
    painter.setPen(QPen(theme.grid, 1.0));
    painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
    painter.setPen(theme.mutedText);
    painter.drawText(
        QRectF(m_area.left(), y - metrics.height() / 2, m_plot.left() - m_area.left() - 5.0, metrics.height()),
        Qt::AlignRight | Qt::AlignVCenter, m_y.tickLabel(tick, m_style.locale));
  }
  double free = m_area.left();
  for (const double tick : m_x.ticks()) {
    const QString label = m_style.locale.toString(tick, 'f', 0);
    const double width = metrics.horizontalAdvance(label);
    const double x = place(tick);
    if (tick != std::round(tick) || x - width / 2 < free) {
      continue;  // between two whole numbers, or upon the label before
    }
    free = x + width / 2 + metrics.averageCharWidth();
    painter.drawText(QRectF(x - width / 2 - 2.0, m_plot.bottom() + 3.0, width + 4.0, metrics.height()), Qt::AlignCenter,
                     label);
  }
  painter.setPen(QPen(theme.axis, 1.0));
  painter.drawLine(m_plot.bottomLeft(), m_plot.bottomRight());
  painter.setFont(m_style.font);
  painter.setPen(theme.text);
  painter.drawText(QRectF(m_plot.left(), m_plot.bottom() + 4.0 + metrics.height(), m_plot.width(),
                          QFontMetricsF(m_style.font).height()),
                   Qt::AlignCenter, m_figure.xTitle);
  painter.save();
  painter.translate(m_area.left() + 2.0, m_plot.center().y());
  painter.rotate(-90.0);
  const double room = 2.0 * std::min(m_plot.center().y() - m_area.top(), m_area.bottom() - m_plot.center().y());
  painter.drawText(QRectF(-room / 2, 0.0, room, QFontMetricsF(m_style.font).height()), Qt::AlignCenter,
                   QFontMetricsF(m_style.font).elidedText(m_figure.yTitle, Qt::ElideRight, room));
  painter.restore();
}

void FramePlot::paintBars(QPainter& painter) const {
  if (!hasBars()) {
    return;
  }
  const double pixels = m_plot.width() / (m_last - m_first);
  const double width = std::max(1.0, pixels >= barGapFrom ? pixels * 0.8 : pixels);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, pixels >= barGapFrom);
  for (std::size_t i = 0; i < m_figure.x.size(); ++i) {
    double below = 0.0;
    const double left = place(static_cast<double>(m_figure.x[i])) - width / 2;
    for (const FrameSeries& series : m_figure.series) {
      const double value = valueAt(series, i);
      if (!isBar(series) || !std::isfinite(value) || value <= 0.0) {
        continue;
      }
      const double top = height(below + value);
      painter.fillRect(QRectF(left, top, width, height(below) - top), m_style.theme.*series.color);
      below += value;
    }
    if (below > m_y.hi()) {
      paintMark(painter, {MarkShape::Triangle, cutMark, m_style.theme.text, m_style.theme.background, 0.8},
                QPointF(left + width / 2, m_plot.top() - cutMark / 2));
    }
    if (static_cast<int>(i) == m_focused) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(m_style.theme.text, 1.0));
      painter.drawRect(QRectF(left - 1.0, height(below) - 1.0, width + 2.0, m_plot.bottom() - height(below) + 2.0));
    }
  }
  painter.restore();
}

/// Where there are more points than pixels, the lowest and the highest of each column: strokes of thousands of points
/// take longer than a frame of the video.
QList<QList<QPointF>> FramePlot::linesOf(const FrameSeries& series) const {
  QList<QList<QPointF>> lines(1);
  QPointF low;
  QPointF high;
  bool any = false;
  const auto closeColumn = [&] {
    if (any) {
      lines.back() << (low.x() <= high.x() ? low : high);
      if (std::abs(low.y() - high.y()) > 1.0) {
        lines.back() << (low.x() <= high.x() ? high : low);
      }
    }
    any = false;
  };
  for (std::size_t i = 0; i < m_figure.x.size(); ++i) {
    const double value = valueAt(series, i);
    if (!std::isfinite(value) || (m_figure.logarithmic && value <= 0.0)) {
      closeColumn();
      if (!lines.back().isEmpty()) {
        lines.emplace_back();
      }
      continue;
    }
    const QPointF at(place(static_cast<double>(m_figure.x[i])), height(value));
    if (any && std::floor(at.x()) != std::floor(low.x())) {
      closeColumn();
    }
    low = !any || at.y() > low.y() ? at : low;
    high = !any || at.y() < high.y() ? at : high;
    any = true;
  }
  closeColumn();
  return lines;
}

void FramePlot::paintLines(QPainter& painter) const {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  for (const FrameSeries& series : m_figure.series) {
    if (isBar(series)) {
      continue;
    }
    const QColor color = m_style.theme.*series.color;
    QPen pen(color, frameLineWidth, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
    if (series.mark == LegendEntry::Mark::Dashes) {
      pen.setDashPattern({4.0, 2.5});
    }
    const bool diamonds = series.mark == LegendEntry::Mark::Diamond;
    const auto mark = [&](const QPointF& at, double size) {
      paintMark(painter,
                {diamonds ? MarkShape::Diamond : MarkShape::Circle, size, color, m_style.theme.background, 0.8}, at);
    };
    for (const QList<QPointF>& line : linesOf(series)) {
      painter.setPen(pen);
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(line);
      double lastMark = -marksApart;
      for (const QPointF& at : line) {
        if (line.size() == 1 ||
            ((diamonds || series.mark == LegendEntry::Mark::Circle) && at.x() - lastMark >= marksApart)) {
          mark(at, lineMark);
          lastMark = at.x();
        }
      }
    }
    if (m_focused >= 0 && std::isfinite(valueAt(series, static_cast<std::size_t>(m_focused)))) {
      mark({xOf(m_focused), height(valueAt(series, static_cast<std::size_t>(m_focused)))}, focusedMark);
    }
  }
  painter.restore();
}

void FramePlot::paintReferences(QPainter& painter) const {
  if (m_figure.level) {
    QPen pen(m_style.theme.dense, 1.4);
    pen.setDashPattern({4.0, 3.0});
    painter.setPen(pen);
    painter.drawLine(QPointF(m_plot.left(), height(*m_figure.level)), QPointF(m_plot.right(), height(*m_figure.level)));
  }
  if (m_figure.mark) {
    QPen pen(m_style.theme.budget, 2.0);
    pen.setDashPattern({4.0, 2.0});
    painter.setPen(pen);
    const double x = place(static_cast<double>(*m_figure.mark) + 0.5);
    painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));
  }
}

}  // namespace effortlab::widgets
