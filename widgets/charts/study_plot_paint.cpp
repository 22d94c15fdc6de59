// StudyPlot, the painting.
#include "charts/plot_ranges.h"
#include "charts/study_plot.h"
#include "charts/study_words.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double studyLineWidth = 1.8;
constexpr double markerRadius = 3.4;
constexpr double focusRadius = 7.0;
/// Lines with more points than this are curves: markers would cover them.
constexpr std::size_t mostMarkers = 24;
constexpr float bandOpacity = 0.16F;
constexpr int dashFrom = 7;  // colours repeat from here on

}  // namespace

void StudyPlot::paint(QPainter& painter) const {
  painter.fillRect(m_area, m_style.theme.background);
  if (const QList<LegendEntry> entries = legend(); !entries.isEmpty()) {
    paintLegend(&painter, m_legend, m_style, entries);
  }
  if (m_maps) {
    m_maps->paint(painter);
    return;
  }
  paintFrame(painter);
  if (bars()) {
    paintBars(painter);
    paintCategories(painter);
  } else if (m_input.figure.form == effort::FigureForm::Lines) {
    paintLines(painter);
  } else {
    paintPoints(painter);
  }
  paintReference(painter);
  paintFocus(painter);
}

void StudyPlot::paintFrame(QPainter& painter) const {
  const ChartTheme& theme = m_style.theme;
  const QFont small = smallerFont(m_style.font);
  const QFontMetricsF metrics(small);
  painter.setFont(small);
  for (const double tick : m_y.ticks()) {
    const double y = m_plot.bottom() - m_y.share(tick) * m_plot.height();
    painter.setPen(QPen(theme.grid, 1.0));
    painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
    painter.setPen(theme.mutedText);
    painter.drawText(
        QRectF(m_area.left(), y - metrics.height() / 2, m_plot.left() - m_area.left() - 5.0, metrics.height()),
        Qt::AlignRight | Qt::AlignVCenter, m_y.tickLabel(tick, m_style.locale));
  }
  if (!bars()) {
    double last = -1e9;
    for (const double tick : m_x.ticks()) {
      const double x = m_plot.left() + m_x.share(tick) * m_plot.width();
      painter.setPen(QPen(theme.grid, 1.0));
      painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom() + 3.0));
      const QString label = m_x.tickLabel(tick, m_style.locale);
      const double width = metrics.horizontalAdvance(label) + 4.0;
      const double left = std::min(x - width / 2, m_area.right() - width);
      if (left > last) {
        painter.setPen(theme.mutedText);
        painter.drawText(QRectF(left, m_plot.bottom() + 4.0, width, metrics.height()), Qt::AlignCenter, label);
        last = left + width;
      }
    }
  }
  painter.setPen(QPen(theme.axis, 1.0));
  painter.drawLine(m_plot.bottomLeft(), m_plot.bottomRight());
  painter.drawLine(m_plot.bottomLeft(), m_plot.topLeft());
  painter.setFont(m_style.font);
  painter.setPen(theme.text);
  const double height = QFontMetricsF(m_style.font).height();
  painter.drawText(QRectF(m_plot.left(), m_area.bottom() - height - 4.0, m_plot.width(), height), Qt::AlignCenter,
                   studyWord(abscissa().label));
  if (!m_input.figure.y.label.empty()) {
    painter.save();
    painter.translate(m_area.left() + 6.0, m_plot.bottom());
    painter.rotate(-90.0);
    const QString label = QFontMetricsF(m_style.font)
                              .elidedText(studyWord(m_input.figure.y.label), Qt::ElideRight, m_plot.height() + 20.0);
    painter.drawText(QRectF(-10.0, 0.0, m_plot.height() + 20.0, height), Qt::AlignCenter, label);
    painter.restore();
  }
}

void StudyPlot::paintCategories(QPainter& painter) const {
  const QFont small = smallerFont(m_style.font);
  const QFontMetricsF metrics(small);
  painter.setFont(small);
  painter.setPen(m_style.theme.mutedText);
  const double width = categoryWidth();
  const double needed = m_slanted ? metrics.height() * 0.95 : 0.0;
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(needed / std::max(1.0, width))));
  const double xLabel = abscissa().label.empty() ? 0.0 : QFontMetricsF(m_style.font).height() + 2.0;
  const double room = m_area.bottom() - 4.0 - xLabel - m_plot.bottom() - metrics.height();
  for (std::size_t i = 0; i < m_input.figure.categories.size(); i += every) {
    const QString name = studyWord(m_input.figure.categories[i]);
    const double x = m_plot.left() + (static_cast<double>(i) + 0.5) * width;
    if (!m_slanted) {
      painter.drawText(QRectF(x - width / 2, m_plot.bottom() + 4.0, width, metrics.height()), Qt::AlignCenter, name);
      continue;
    }
    const double length = std::min(room / 0.71, (x - m_area.left()) / 0.71);
    painter.save();
    painter.translate(x, m_plot.bottom() + 5.0);
    painter.rotate(-45.0);
    painter.drawText(QRectF(-length, -metrics.height() / 4, length, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(name, Qt::ElideMiddle, length));
    painter.restore();
  }
}

/// Where the dense network is the measure of all, its line.
void StudyPlot::paintReference(QPainter& painter) const {
  const effort::StudyKind kind = m_input.figure.kind;
  const bool ratio = kind == effort::StudyKind::LayerTime || kind == effort::StudyKind::Ratios;
  if (!ratio || !bars() || m_y.hi() < 1.0 || m_y.lo() > 1.0) {
    return;
  }
  const double y = m_plot.bottom() - m_y.share(1.0) * m_plot.height();
  QPen pen(m_style.theme.dense, 1.2);
  pen.setDashPattern({5.0, 3.0});
  painter.setPen(pen);
  painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
}

void StudyPlot::paintBand(QPainter& painter, std::size_t shownIndex) const {
  const effort::FigureSeries& values = series(m_shown[shownIndex]);
  if (values.lo.size() != values.y.size() || values.hi.size() != values.y.size() ||
      values.x.size() != values.y.size()) {
    return;
  }
  QPolygonF band;
  for (std::size_t i = 0; i < values.x.size(); ++i) {
    band << place(values.x[i], values.hi[i]);
  }
  for (std::size_t i = values.x.size(); i-- > 0;) {
    band << place(values.x[i], values.lo[i]);
  }
  QColor wash = colorOf(shownIndex);
  wash.setAlphaF(bandOpacity);
  painter.setPen(Qt::NoPen);
  painter.setBrush(wash);
  painter.drawPolygon(band.intersected(QPolygonF(m_plot)));
}

void StudyPlot::paintLines(QPainter& painter) const {
  const QRectF inside = m_plot.adjusted(-1, -1, 1, 1);
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    paintBand(painter, i);
  }
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    const effort::FigureSeries& values = series(m_shown[i]);
    QList<QPointF> points;
    for (int point = 0; point < static_cast<int>(values.y.size()); ++point) {
      points.append(positionOf({m_shown[i], point}));
    }
    QPen pen(colorOf(i), studyLineWidth);
    if (i >= dashFrom) {
      pen.setDashPattern({4.0, 2.0});
    }
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    for (const QList<QPointF>& piece : clipPolyline(points, inside)) {
      painter.drawPolyline(piece.data(), static_cast<int>(piece.size()));
    }
    const auto every = std::max<std::size_t>(1, (values.y.size() + mostMarkers - 1) / mostMarkers * 4);
    for (std::size_t point = 0; point < values.y.size(); point += values.y.size() <= mostMarkers ? 1 : every) {
      if (inside.contains(points[static_cast<qsizetype>(point)])) {
        paintMarker(painter, i, points[static_cast<qsizetype>(point)], markerRadius);
      }
    }
  }
}

void StudyPlot::paintPoints(QPainter& painter) const {
  const QRectF inside = m_plot.adjusted(-1, -1, 1, 1);
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    const effort::FigureSeries& values = series(m_shown[i]);
    QList<QPointF> points;
    for (int point = 0; point < static_cast<int>(values.y.size()); ++point) {
      points.append(positionOf({m_shown[i], point}));
    }
    if (points.size() == 2) {
      QPen pen(colorOf(i), studyLineWidth);
      pen.setDashPattern({4.0, 3.0});
      painter.setPen(pen);
      for (const QList<QPointF>& piece : clipPolyline(points, inside)) {
        painter.drawPolyline(piece.data(), static_cast<int>(piece.size()));
      }
    }
    const bool many = points.size() > 200;
    for (int point = 0; point < static_cast<int>(points.size()); ++point) {
      if (!inside.contains(points[point])) {
        continue;
      }
      if (!many) {
        paintInterval(painter, m_shown[i], point, points[point]);
      }
      // Of two that are joined the first, dense one is hollow.
      const bool hollow = points.size() == 2 && point == 0;
      paintMarker(painter, i, points[point], many ? markerRadius / 2 : markerRadius * 1.4);
      if (hollow) {
        painter.setBrush(m_style.theme.background);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(points[point], markerRadius * 0.7, markerRadius * 0.7);
      }
    }
  }
}

void StudyPlot::paintBars(QPainter& painter) const {
  for (std::size_t i = 0; i < m_shown.size(); ++i) {
    const auto points = static_cast<int>(series(m_shown[i]).y.size());
    for (int point = 0; point < points; ++point) {
      const QRectF bar = barRect(i, point);
      painter.fillRect(bar, colorOf(i));
      if (m_input.figure.form == effort::FigureForm::Bars) {
        paintInterval(painter, m_shown[i], point, bar.center());
      }
    }
  }
}

void StudyPlot::paintInterval(QPainter& painter, int index, int point, const QPointF& at) const {
  const effort::FigureSeries& values = series(index);
  const auto i = static_cast<std::size_t>(point);
  if (i >= values.lo.size() || i >= values.hi.size()) {
    return;
  }
  const auto height = [this](double value) {
    return m_plot.bottom() - std::clamp(m_y.share(value), 0.0, 1.0) * m_plot.height();
  };
  const double top = height(values.hi[i]);
  const double bottom = height(values.lo[i]);
  const double cap = std::min(4.0, categoryWidth() / 6);
  painter.setPen(QPen(m_style.theme.text, 1.0));
  painter.drawLine(QPointF(at.x(), top), QPointF(at.x(), bottom));
  painter.drawLine(QPointF(at.x() - cap, top), QPointF(at.x() + cap, top));
  painter.drawLine(QPointF(at.x() - cap, bottom), QPointF(at.x() + cap, bottom));
}

void StudyPlot::paintMarker(QPainter& painter, std::size_t shownIndex, const QPointF& at, double radius) const {
  painter.setPen(Qt::NoPen);
  painter.setBrush(colorOf(shownIndex));
  switch (shownIndex % 3) {
    case 0: painter.drawEllipse(at, radius, radius); break;
    case 1: painter.drawRect(QRectF(at.x() - radius * 0.9, at.y() - radius * 0.9, radius * 1.8, radius * 1.8)); break;
    default: {
      const double reach = radius * 1.3;
      painter.drawPolygon(
          QPolygonF{at + QPointF(0, -reach), at + QPointF(reach, 0), at + QPointF(0, reach), at + QPointF(-reach, 0)});
    }
  }
}

void StudyPlot::paintFocus(QPainter& painter) const {
  const StudyPoint& focused = m_input.focused;
  const bool known = focused.valid() && std::find(m_shown.begin(), m_shown.end(), focused.series) != m_shown.end() &&
                     focused.point < static_cast<int>(series(focused.series).y.size());
  if (!known) {
    return;
  }
  const QPointF at = positionOf(focused);
  if (!m_plot.adjusted(-4, -4, 4, 4).contains(at)) {
    return;
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(m_style.theme.text, 1.6));
  painter.drawEllipse(at, focusRadius, focusRadius);
}

}  // namespace effortlab::widgets
