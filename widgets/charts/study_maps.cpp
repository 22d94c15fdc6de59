#include "charts/study_maps.h"

#include "charts/study_axis.h"
#include "charts/study_plot.h"
#include "charts/study_words.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double gap = 14.0;
constexpr double scaleWidth = 10.0;
constexpr double scaleLabels = 44.0;
/// Of cividis (Nunez, Anderton and Renslow 2018).
constexpr std::array<QRgb, 6> ramp{0xff00204c, 0xff31446b, 0xff666970, 0xff958f78, 0xffcbba69, 0xffffea46};

}  // namespace

QColor StudyMaps::colorAt(double share) {
  const double at = std::clamp(share, 0.0, 1.0) * (ramp.size() - 1);
  const auto from = std::min(static_cast<std::size_t>(at), ramp.size() - 2);
  const double part = at - static_cast<double>(from);
  const auto mix = [part](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
  return {mix(qRed(ramp[from]), qRed(ramp[from + 1])), mix(qGreen(ramp[from]), qGreen(ramp[from + 1])),
          mix(qBlue(ramp[from]), qBlue(ramp[from + 1]))};
}

StudyMaps::StudyMaps(const QRectF& area, const ChartStyle& style, Input input)
    : m_area(area), m_style(style), m_input(std::move(input)) {
  addPanels();
  layOut();
}

void StudyMaps::addPanels() {
  if (!m_input.picture.isNull()) {
    m_panels.push_back({.series = -1, .size = m_input.picture.size(), .frame = {}, .title = {}, .scale = {}});
  }
  for (const int index : m_input.shown) {
    const effort::FigureSeries& series = m_input.figure.series[static_cast<std::size_t>(index)];
    if (series.mapWidth <= 0 || series.y.empty()) {
      continue;
    }
    const auto [lo, hi] = std::minmax_element(series.y.begin(), series.y.end());
    Panel panel{.series = index,
                .size = QSize(series.mapWidth, static_cast<int>(series.y.size()) / series.mapWidth),
                .frame = {},
                .title = {},
                .scale = {},
                .lo = std::min(0.0, *lo),
                .hi = *hi};
    if (m_input.figure.y.fraction) {
      panel.hi = std::max(panel.hi, 1.0);
    }
    if (panel.hi <= panel.lo) {
      panel.hi = panel.lo + 1.0;
    }
    m_panels.push_back(panel);
  }
}

/// The side that a panel's pixels may have with so many columns.
double StudyMaps::cellSizeFor(int columns) const {
  const int rows = (static_cast<int>(m_panels.size()) + columns - 1) / columns;
  const double title = QFontMetricsF(m_style.font).height() + 4.0;
  const double width = (m_area.width() - gap) / columns - gap - scaleWidth - scaleLabels;
  const double height = (m_area.height() - gap / 2) / rows - gap / 2 - title;
  return std::min(width, height);
}

void StudyMaps::layOut() {
  if (m_panels.empty()) {
    return;
  }
  int columns = 1;
  for (int tried = 2; tried <= static_cast<int>(m_panels.size()); ++tried) {
    if (cellSizeFor(tried) > cellSizeFor(columns)) {
      columns = tried;
    }
  }
  const int rows = (static_cast<int>(m_panels.size()) + columns - 1) / columns;
  const double side = std::max(8.0, cellSizeFor(columns));
  const double title = QFontMetricsF(m_style.font).height() + 4.0;
  const double slotWidth = side + scaleWidth + scaleLabels + gap;
  const double slotHeight = side + title + gap / 2;
  const double left = m_area.left() + std::max(gap, (m_area.width() - columns * slotWidth) / 2);
  const double top = m_area.top() + std::max(0.0, (m_area.height() - rows * slotHeight) / 2);
  for (std::size_t i = 0; i < m_panels.size(); ++i) {
    Panel& panel = m_panels[i];
    const auto column = static_cast<int>(i) % columns;
    const auto row = static_cast<int>(i) / columns;
    const double largest = std::max(1, std::max(panel.size.width(), panel.size.height()));
    const QSizeF size(side * panel.size.width() / largest, side * panel.size.height() / largest);
    const QPointF at(left + column * slotWidth, top + row * slotHeight);
    panel.title = QRectF(at.x(), at.y(), slotWidth - 4.0, title);
    panel.frame = QRectF(QPointF(at.x(), at.y() + title), size);
    panel.scale = QRectF(panel.frame.right() + 5.0, panel.frame.top(), scaleWidth, panel.frame.height());
  }
}

QImage StudyMaps::imageOf(const Panel& panel) const {
  if (panel.series < 0) {
    return m_input.picture;
  }
  const effort::FigureSeries& series = m_input.figure.series[static_cast<std::size_t>(panel.series)];
  QImage image(panel.size, QImage::Format_RGB32);
  for (int y = 0; y < panel.size.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < panel.size.width(); ++x) {
      const double value = series.y[static_cast<std::size_t>(y) * static_cast<std::size_t>(panel.size.width()) +
                                    static_cast<std::size_t>(x)];
      line[x] = colorAt((value - panel.lo) / (panel.hi - panel.lo)).rgb();
    }
  }
  return image;
}

QString StudyMaps::titleOf(const Panel& panel) const {
  if (panel.series < 0) {
    return tr("Input");
  }
  const effort::FigureSeries& series = m_input.figure.series[static_cast<std::size_t>(panel.series)];
  const QString name = studyWord(series.name);
  return series.layer.empty() ? name : QString::fromStdString(series.layer) + QStringLiteral(" · ") + name;
}

void StudyMaps::paint(QPainter& painter) const {
  for (const Panel& panel : m_panels) {
    painter.setFont(m_style.font);
    painter.setPen(m_style.theme.text);
    painter.drawText(panel.title, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(m_style.font).elidedText(titleOf(panel), Qt::ElideRight, panel.title.width()));
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);  // a cell is a neuron
    painter.drawImage(panel.frame, imageOf(panel));
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_style.theme.axis, 1.0));
    painter.drawRect(panel.frame);
    if (panel.series >= 0) {
      paintScale(painter, panel);
    }
    paintFocus(painter, panel);
  }
}

void StudyMaps::paintScale(QPainter& painter, const Panel& panel) const {
  constexpr int steps = 32;
  const double height = panel.scale.height() / steps;
  for (int step = 0; step < steps; ++step) {
    const QRectF part(panel.scale.left(), panel.scale.bottom() - (step + 1) * height, panel.scale.width(),
                      height + (step > 0 ? 0.5 : 0.0));
    painter.fillRect(part, colorAt((step + 0.5) / steps));
  }
  painter.setPen(QPen(m_style.theme.axis, 1.0));
  painter.drawRect(panel.scale);
  const StudyAxis axis(panel.lo, panel.hi, {.fraction = m_input.figure.y.fraction, .whole = true});
  painter.setFont(smallerFont(m_style.font));
  painter.setPen(m_style.theme.mutedText);
  const double line = QFontMetricsF(painter.font()).height();
  const QRectF labels(panel.scale.right() + 3.0, panel.scale.top(), scaleLabels, panel.scale.height());
  painter.drawText(QRectF(labels.left(), labels.top(), labels.width(), line), Qt::AlignLeft | Qt::AlignTop,
                   axis.tickLabel(panel.hi, m_style.locale));
  if (labels.height() > 2 * line) {
    painter.drawText(QRectF(labels.left(), labels.bottom() - line, labels.width(), line),
                     Qt::AlignLeft | Qt::AlignBottom, axis.tickLabel(panel.lo, m_style.locale));
  }
}

/// The same place is ringed in every map, for they lie over the same input.
void StudyMaps::paintFocus(QPainter& painter, const Panel& panel) const {
  if (!m_input.focused.valid() || m_input.focused.series >= static_cast<int>(m_input.figure.series.size())) {
    return;
  }
  const effort::FigureSeries& series = m_input.figure.series[static_cast<std::size_t>(m_input.focused.series)];
  const int width = std::max(1, series.mapWidth);
  const int height = std::max(1, static_cast<int>(series.y.size()) / width);
  const double x = (m_input.focused.point % width + 0.5) / width;
  const double y = (static_cast<double>(m_input.focused.point / width) + 0.5) / height;
  const QPointF at(panel.frame.left() + x * panel.frame.width(), panel.frame.top() + y * panel.frame.height());
  const double reach = std::max(3.0, 0.5 * panel.frame.width() / width + 1.0);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(Qt::black, 3.0));
  painter.drawRect(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach));
  painter.setPen(QPen(Qt::white, 1.0));
  painter.drawRect(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach));
}

StudyPoint StudyMaps::pointAt(const QPointF& position) const {
  for (const Panel& panel : m_panels) {
    if (panel.series < 0 || !panel.frame.contains(position)) {
      continue;
    }
    const QPointF inside = position - panel.frame.topLeft();
    const int x =
        std::min(static_cast<int>(inside.x() / panel.frame.width() * panel.size.width()), panel.size.width() - 1);
    const int y =
        std::min(static_cast<int>(inside.y() / panel.frame.height() * panel.size.height()), panel.size.height() - 1);
    return {panel.series, y * panel.size.width() + x};
  }
  return {};
}

QPointF StudyMaps::positionOf(const StudyPoint& point) const {
  for (const Panel& panel : m_panels) {
    if (panel.series == point.series && panel.series >= 0) {
      const int width = std::max(1, panel.size.width());
      return {panel.frame.left() + (point.point % width + 0.5) * panel.frame.width() / width,
              panel.frame.top() + (static_cast<double>(point.point / width) + 0.5) * panel.frame.height() /
                                      std::max(1, panel.size.height())};
    }
  }
  return m_area.center();
}

}  // namespace effortlab::widgets
