#include "charts/histogram_slider.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QStyleOptionFocusRect>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr int plotHeight = 32;
constexpr int gripHeight = 12;
constexpr int gripWidth = 11;
constexpr double sideMargin = 8.0;  // room for half the grip and the focus ring
constexpr double topMargin = 3.0;
constexpr double minimumBar = 1.0;  // pixels: a bin that is not empty stays visible
constexpr double edgeWidth = 3.0;

/// Three digits, or as many as stand before the point: no exponents for a few thousand.
QString axisNumber(double value, const QLocale& locale) {
  constexpr double thousand = 1e3;
  constexpr double large = 1e7;
  const bool whole = std::abs(value) >= thousand && std::abs(value) < large;
  return whole ? locale.toString(value, 'f', 0) : locale.toString(value, 'g', 3);
}

}  // namespace

QSize HistogramSlider::sizeHint() const {
  return {260, minimumSizeHint().height()};
}

QSize HistogramSlider::minimumSizeHint() const {
  return {140, static_cast<int>(topMargin) + plotHeight + gripHeight + fontMetrics().height() + 2};
}

QRectF HistogramSlider::plotRect() const {
  return {sideMargin, topMargin, std::max(1.0, width() - 2.0 * sideMargin), plotHeight};
}

double HistogramSlider::toAxis(double value) const {
  return m_axis == AxisScale::SquareRoot ? std::sqrt(std::max(0.0, value)) : value;
}

double HistogramSlider::fromAxis(double place) const {
  return m_axis == AxisScale::SquareRoot ? place * place : place;
}

double HistogramSlider::positionOf(double value) const {
  const QRectF plot = plotRect();
  const double lo = toAxis(m_lo);
  const double share = (toAxis(std::clamp(value, m_lo, m_hi)) - lo) / (toAxis(m_hi) - lo);
  return layoutDirection() == Qt::RightToLeft ? plot.right() - share * plot.width()
                                              : plot.left() + share * plot.width();
}

double HistogramSlider::valueAt(double x) const {
  return std::clamp(fromAxis(axisAt(x)), m_lo, m_hi);
}

double HistogramSlider::axisAt(double x) const {
  const QRectF plot = plotRect();
  double share = std::clamp((x - plot.left()) / plot.width(), 0.0, 1.0);
  if (layoutDirection() == Qt::RightToLeft) {
    share = 1.0 - share;
  }
  const double lo = toAxis(m_lo);
  const double hi = toAxis(m_hi);
  return share >= 1.0 ? hi : lo + share * (hi - lo);
}

QRect HistogramSlider::handleRect() const {
  const QRectF plot = plotRect();
  const double centre = positionOf(m_value);
  return QRectF(centre - gripWidth / 2.0, plot.top(), gripWidth, plot.height() + gripHeight).toAlignedRect();
}

// Mean height, 0..1, of the bins behind one pixel column; the highest, so that a lone spike is not averaged away.
double HistogramSlider::heightAt(int column, const effort::Histogram& histogram,
                                 const std::vector<double>& heights) const {
  const QRectF plot = plotRect();
  const double a = axisAt(plot.left() + column);
  const double b = axisAt(plot.left() + column + 1);
  const double binWidth = (histogram.upper - histogram.lower) / static_cast<double>(heights.size());
  const auto binOf = [&](double value) { return std::floor((value - histogram.lower) / binWidth); };
  const double last = static_cast<double>(heights.size()) - 1.0;
  const double from = binOf(std::min(a, b));
  const double to = binOf(std::max(a, b) - 1e-9 * binWidth);
  if (to < 0.0 || from > last) {
    return 0.0;
  }
  double height = 0.0;
  for (double bin = std::max(from, 0.0); bin <= std::min(to, last); bin += 1.0) {
    height = std::max(height, heights[static_cast<std::size_t>(bin)]);
  }
  return height;
}

QPainterPath HistogramSlider::outlineOf(const effort::Histogram& histogram, const std::vector<double>& heights) const {
  const QRectF plot = plotRect();
  QPainterPath outline(plot.bottomLeft());
  for (int column = 0; column < static_cast<int>(plot.width()); ++column) {
    const double height = heightAt(column, histogram, heights);
    const double y = plot.bottom() - (height > 0.0 ? std::max(minimumBar, height * (plot.height() - 2.0)) : 0.0);
    outline.lineTo(plot.left() + column, y);
    outline.lineTo(plot.left() + column + 1, y);
  }
  outline.lineTo(plot.bottomRight());
  outline.closeSubpath();
  return outline;
}

// Outside the axis, in the margin: what is exactly at the lower end is no part of the bins' scale.
QRectF HistogramSlider::edgeBar() const {
  const QRectF plot = plotRect();
  const double left = layoutDirection() == Qt::RightToLeft ? plot.right() + 1.0 : plot.left() - edgeWidth - 1.0;
  return {left, plot.top() + 2.0, edgeWidth, plot.height() - 2.0};
}

void HistogramSlider::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const QRectF plot = plotRect();
  painter.setPen(Qt::NoPen);
  painter.setBrush(isEnabled() ? theme.plotArea : palette().color(QPalette::Window));
  painter.drawRoundedRect(plot.adjusted(-1, -1, 1, 0), 2, 2);
  if (m_heights.empty()) {
    paintMissing(painter, theme);
  } else {
    paintBars(painter, theme);
  }
  paintAxis(painter, theme);
  paintHandle(painter, theme);
  if (hasFocus()) {
    QColor ring = palette().color(QPalette::Highlight);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ring, 1.5));
    painter.drawRoundedRect(plot.adjusted(-5, -2, 5, 2), 4, 4);
  }
}

void HistogramSlider::paintBars(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  const QPainterPath outline = outlineOf(*m_histogram, m_heights);
  const double handle = positionOf(m_value);
  const bool cutsLeft = (m_direction == Direction::CutBelow) != (layoutDirection() == Qt::RightToLeft);
  const QRectF cut = cutsLeft ? QRectF(plot.topLeft(), QPointF(handle, plot.bottom()))
                              : QRectF(QPointF(handle, plot.top()), plot.bottomRight());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(Qt::NoPen);
  QColor kept = theme.histogram;
  QColor taken = theme.*m_cutRole;
  if (!isEnabled()) {
    kept.setAlphaF(0.45f);
  }
  if (!isLit()) {
    taken = kept;
  }
  if (edgeShare() > 0.0) {
    const bool atLowerEnd = m_value <= m_histogram->lower;
    painter.fillRect(edgeBar(), atLowerEnd == (m_direction == Direction::CutBelow) ? kept : taken);
  }
  painter.fillPath(outline, kept);
  painter.setClipRect(cut);
  if (isLit()) {
    QColor wash = taken;
    wash.setAlphaF(0.13f);
    painter.fillRect(cut, wash);
    painter.fillPath(outline, theme.plotArea);
  }
  if (isLit()) {
    painter.fillPath(outline, taken);
  }
  painter.setClipping(false);
  paintOverlay(painter, theme);
  if (m_estimate) {
    QColor hatch = theme.plotArea;
    painter.fillPath(outline, QBrush(hatch, Qt::BDiagPattern));
  }
  painter.restore();
}

// Half transparent, with a line on top: both densities are to be seen where they overlap.
void HistogramSlider::paintOverlay(QPainter& painter, const ChartTheme& theme) const {
  if (m_overlayHeights.empty()) {
    return;
  }
  const QPainterPath outline = outlineOf(*m_overlay, m_overlayHeights);
  QColor color = isEnabled() ? theme.*m_overlayRole : theme.mutedText;
  painter.setPen(QPen(color, 1.0));
  color.setAlphaF(isLit() ? 0.35f : 0.15f);
  painter.setBrush(color);
  painter.drawPath(outline);
}

void HistogramSlider::paintMissing(QPainter& painter, const ChartTheme& theme) const {
  painter.setPen(isEnabled() ? theme.mutedText : palette().color(QPalette::Disabled, QPalette::Text));
  QFont small = font();
  small.setPointSizeF(font().pointSizeF() * 0.9);
  painter.setFont(small);
  painter.drawText(plotRect(), Qt::AlignCenter, m_histogram ? tr("no values") : tr("measuring …"));
}

void HistogramSlider::paintAxis(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  painter.setPen(QPen(theme.axis, 1.0));
  const double base = std::round(plot.bottom()) + 0.5;
  painter.drawLine(QPointF(plot.left(), base), QPointF(plot.right(), base));

  painter.setPen(isEnabled() ? theme.mutedText : palette().color(QPalette::Disabled, QPalette::Text));
  QFont small = font();
  small.setPointSizeF(font().pointSizeF() * 0.85);
  painter.setFont(small);
  const QRectF labels(plot.left() - sideMargin + 2, plot.bottom() + gripHeight, plot.width() + 2 * sideMargin - 4,
                      painter.fontMetrics().height());
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  painter.drawText(labels, mirrored ? Qt::AlignRight : Qt::AlignLeft, axisNumber(m_lo, locale()));
  painter.drawText(labels, mirrored ? Qt::AlignLeft : Qt::AlignRight, axisNumber(m_hi, locale()));
  if (QString text = cutText(); !text.isEmpty() && isLit()) {
    if (m_estimate) {
      text.prepend(QStringLiteral("≈ "));
    }
    painter.drawText(labels, Qt::AlignHCenter, text);
  }
}

void HistogramSlider::paintHandle(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  const double x = positionOf(m_value);
  const bool active = isEnabled() && (m_hovered || isDragging() || hasFocus());
  QColor line = isEnabled() ? theme.text : palette().color(QPalette::Disabled, QPalette::Text);
  painter.setPen(QPen(line, 1.5));
  painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));

  // A marker under the axis: the histogram stays visible.
  const double half = gripWidth / 2.0;
  QPainterPath grip(QPointF(x, plot.bottom() - 2.0));
  grip.lineTo(x + half, plot.bottom() + half - 1.0);
  grip.lineTo(x + half, plot.bottom() + gripHeight - 2.0);
  grip.lineTo(x - half, plot.bottom() + gripHeight - 2.0);
  grip.lineTo(x - half, plot.bottom() + half - 1.0);
  grip.closeSubpath();
  QColor fill = palette().color(QPalette::Button);
  if (active) {
    fill = palette().color(QPalette::Highlight);
  }
  painter.setPen(QPen(line, 1.2));
  painter.setBrush(fill);
  painter.drawPath(grip);
}

}  // namespace effortlab::widgets
