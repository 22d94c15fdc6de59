#include "charts/threshold_pad.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace effortlab::widgets {
namespace {

constexpr int padHeight = 132;
constexpr double padGap = 3.0;
constexpr double gripRadius = 5.5;
constexpr double originMark = 6.0;
constexpr double contrast = 1000.0;  // of the logarithm that turns density into shade
constexpr double faintest = 0.10;    // shade of what is not empty
constexpr double tickDistance = 42.0;

using Ramp = std::array<QRgb, 256>;

/// From `empty` over `middle` to `full`: lightness changes all the way, so the hue is never needed to read it.
Ramp rampOf(const QColor& empty, const QColor& middle, const QColor& full) {
  Ramp colors{};
  constexpr double bend = 0.6;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const double level = static_cast<double>(i) / 255.0;
    colors[i] =
        (level < bend ? mixed(empty, middle, level / bend) : mixed(middle, full, (level - bend) / (1.0 - bend))).rgb();
  }
  return colors;
}

int binAt(double value, double lower, double upper, int bins) {
  const double share = (value - lower) / (upper - lower);
  return share < 0.0 || share >= 1.0 ? -1 : static_cast<int>(share * bins);
}

/// Mass a unit of screen area, of each pixel of the plot, top row first.
std::vector<double> screenDensity(const effort::Histogram2d& density, const PadAxis& x, const PadAxis& y, int width,
                                  int height) {
  std::vector<double> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0.0);
  std::vector<int> columns(static_cast<std::size_t>(width));
  std::vector<double> slopes(columns.size());
  for (int i = 0; i < width; ++i) {
    const double place = (i + 0.5) / width;
    columns[static_cast<std::size_t>(i)] = binAt(x.value(place), density.xLower, density.xUpper, density.xBins);
    slopes[static_cast<std::size_t>(i)] = x.slope(place);
  }
  for (int j = 0; j < height; ++j) {
    const double place = 1.0 - (j + 0.5) / height;
    const int row = binAt(y.value(place), density.yLower, density.yUpper, density.yBins);
    if (row < 0) {
      continue;
    }
    const double slope = y.slope(place);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] >= 0) {
        const auto bin = static_cast<std::size_t>(row) * static_cast<std::size_t>(density.xBins) +
                         static_cast<std::size_t>(columns[i]);
        values[static_cast<std::size_t>(j) * columns.size() + i] = density.bins[bin] * slope * slopes[i];
      }
    }
  }
  return values;
}

QString tickText(double value, const QLocale& locale) {
  constexpr double large = 1e4;
  return locale.toString(value, std::abs(value) >= large ? 'f' : 'g', std::abs(value) >= large ? 0 : 3);
}

}  // namespace

QFont ThresholdPad::smallFont() const {
  QFont small = font();
  small.setPointSizeF(font().pointSizeF() * 0.85);
  return small;
}

double ThresholdPad::sideWidth() const {
  return 2.0 * QFontMetricsF(smallFont()).height() + 2.0 * padGap;  // numbers and title, both upright along the axis
}

QSize ThresholdPad::sizeHint() const {
  return {260, minimumSizeHint().height()};
}

QSize ThresholdPad::minimumSizeHint() const {
  const double line = QFontMetricsF(smallFont()).height();
  return {170, static_cast<int>(std::ceil(3.0 * line + 3.0 * padGap)) + padHeight + 4};
}

QRectF ThresholdPad::plotRect() const {
  const double line = QFontMetricsF(smallFont()).height();
  const double side = sideWidth() + padGap;
  constexpr double margin = 8.0;
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  return {mirrored ? margin : side, line + 2.0 * padGap, std::max(1.0, width() - side - margin), padHeight};
}

QPointF ThresholdPad::positionOf(QPointF values) const {
  const QRectF plot = plotRect();
  const double across = m_x.place(values.x()) * plot.width();
  const double x = layoutDirection() == Qt::RightToLeft ? plot.right() - across : plot.left() + across;
  return {x, plot.bottom() - m_y.place(values.y()) * plot.height()};
}

QPointF ThresholdPad::valuesAt(QPointF position) const {
  const QRectF plot = plotRect();
  const double across = (position.x() - plot.left()) / plot.width();
  return {m_x.value(layoutDirection() == Qt::RightToLeft ? 1.0 - across : across),
          m_y.value((plot.bottom() - position.y()) / plot.height())};
}

void ThresholdPad::updateImages() {
  const double ratio = devicePixelRatioF();
  const QSize size = (plotRect().size() * ratio).toSize().expandedTo({1, 1});
  const std::vector<double> density = screenDensity(*m_density, m_x, m_y, size.width(), size.height());
  const double densest = *std::max_element(density.begin(), density.end());
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const QColor ink = theme.text;
  const QColor wash = mixed(theme.plotArea, theme.*m_cutRole, 0.16);
  const Ramp kept = rampOf(theme.plotArea, mixed(theme.plotArea, ink, 0.38), mixed(theme.plotArea, ink, 0.75));
  const Ramp taken = rampOf(wash, theme.*m_cutRole, mixed(theme.*m_cutRole, ink, 0.65));
  m_kept = QImage(size, QImage::Format_RGB32);
  m_taken = QImage(size, QImage::Format_RGB32);
  for (int j = 0; j < size.height(); ++j) {
    auto* keptLine = reinterpret_cast<QRgb*>(m_kept.scanLine(j));
    auto* takenLine = reinterpret_cast<QRgb*>(m_taken.scanLine(j));
    for (int i = 0; i < size.width(); ++i) {
      const double value =
          density[static_cast<std::size_t>(j) * static_cast<std::size_t>(size.width()) +
                  static_cast<std::size_t>(layoutDirection() == Qt::RightToLeft ? size.width() - 1 - i : i)];
      const double shade =
          value > 0.0 ? std::max(faintest, std::log1p(contrast * value / densest) / std::log1p(contrast)) : 0.0;
      const auto level = static_cast<std::size_t>(std::lround(255.0 * shade));
      keptLine[i] = kept[level];
      takenLine[i] = taken[level];
    }
  }
  m_kept.setDevicePixelRatio(ratio);
  m_taken.setDevicePixelRatio(ratio);
}

void ThresholdPad::paintEvent(QPaintEvent*) {
  if (m_density && m_kept.isNull()) {
    updateImages();
  }
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const QRectF plot = plotRect();
  painter.fillRect(plot, isEnabled() ? theme.plotArea : palette().color(QPalette::Window));
  if (m_density && m_density->total() > 0.0) {
    paintDensity(painter, theme);
  } else {
    painter.setFont(smallFont());
    painter.setPen(theme.mutedText);
    painter.drawText(plot, Qt::AlignCenter, m_density ? tr("no values") : tr("measuring …"));
  }
  paintAxes(painter, theme);
  paintCorner(painter, theme);
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
    painter.drawRoundedRect(plot.adjusted(-3, -3, 3, 3), 3, 3);
  }
}

void ThresholdPad::paintDensity(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  const QPointF corner = positionOf(m_values);
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const QRectF cut = mirrored ? QRectF(corner, plot.bottomRight())
                              : QRectF(QPointF(plot.left(), corner.y()), QPointF(corner.x(), plot.bottom()));
  painter.save();
  if (!isEnabled()) {
    painter.setOpacity(0.45);
  }
  painter.drawImage(plot.topLeft(), m_kept);
  if (isLit()) {
    painter.setClipRect(cut);
    painter.drawImage(plot.topLeft(), m_taken);
    painter.setClipping(false);
  }
  if (m_estimate) {
    QColor hatch = theme.plotArea;
    hatch.setAlphaF(0.8f);
    painter.fillRect(plot, QBrush(hatch, Qt::BDiagPattern));
  }
  if (m_density->atOrigin > 0.0) {  // beside the axes: no part of the scale
    const bool taken = m_values.x() > m_density->xLower && m_values.y() > m_density->yLower && isLit();
    const QPointF at = mirrored ? plot.bottomRight() : plot.bottomLeft() - QPointF(originMark, 0.0);
    painter.fillRect(QRectF(at, QSizeF(originMark, originMark)), taken ? theme.*m_cutRole : theme.histogram);
  }
  painter.restore();
}

// The upright axis is drawn as the flat one, turned.
void ThresholdPad::paintAxes(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  const bool mirrored = layoutDirection() == Qt::RightToLeft;
  const QColor ink = isEnabled() ? theme.mutedText : palette().color(QPalette::Disabled, QPalette::Text);
  painter.setFont(smallFont());
  const double line = painter.fontMetrics().height();
  painter.setPen(QPen(theme.axis, 1.0));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(plot);
  const auto paintAxis = [&](const PadAxis& axis, double length, double offset, const QString& title, bool reversed) {
    for (const double value : axis.ticks(tickDistance / length)) {
      const double at = axis.place(value) * length;
      const double x = reversed ? length - at : at;
      painter.setPen(QPen(theme.axis, 1.0));
      painter.drawLine(QPointF(x, offset), QPointF(x, offset + (offset < 0 ? -padGap : padGap)));
      painter.setPen(ink);
      const QString text = tickText(value, locale());
      const double width = painter.fontMetrics().horizontalAdvance(text);
      const double left = std::clamp(x - width / 2.0, -padGap, length - width + padGap);
      painter.drawText(QRectF(left, offset < 0 ? offset - padGap - line : offset + padGap, width + 1.0, line),
                       Qt::AlignCenter, text);
    }
    painter.setPen(ink);
    painter.drawText(
        QRectF(0.0, offset < 0 ? offset - 1.7 * padGap - 2.0 * line : offset + padGap + line, length, line),
        Qt::AlignCenter, painter.fontMetrics().elidedText(title, Qt::ElideRight, static_cast<int>(length)));
  };
  painter.save();
  painter.translate(plot.bottomLeft());
  paintAxis(m_x, plot.width(), 0.5, m_texts.xTitle, mirrored);
  painter.restore();
  painter.save();
  painter.translate(mirrored ? plot.bottomRight() : plot.bottomLeft());
  painter.rotate(-90.0);
  paintAxis(m_y, plot.height(), mirrored ? 0.5 : -0.5, m_texts.yTitle, false);
  painter.restore();
  if (const QString text = cutText(); !text.isEmpty() && isLit()) {
    painter.setPen(theme.text);
    painter.drawText(QRectF(plot.left(), padGap, plot.width(), line),
                     (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, text);
  }
}

void ThresholdPad::paintCorner(QPainter& painter, const ChartTheme& theme) const {
  const QRectF plot = plotRect();
  const QPointF corner = positionOf(m_values);
  const double side = layoutDirection() == Qt::RightToLeft ? plot.right() : plot.left();
  const QColor line = isEnabled() ? theme.text : palette().color(QPalette::Disabled, QPalette::Text);
  QColor halo = theme.plotArea;
  halo.setAlphaF(0.7f);
  QPainterPath edge(QPointF(side, corner.y()));
  edge.lineTo(corner);
  edge.lineTo(corner.x(), plot.bottom());
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(halo, 3.5));  // over dark places as well
  painter.drawPath(edge);
  painter.setPen(QPen(line, 1.5));
  painter.drawPath(edge);
  const bool active = isEnabled() && (m_part == Part::Corner || isDragging() || hasFocus());
  painter.setPen(QPen(line, 1.4));
  painter.setBrush(palette().color(active ? QPalette::Highlight : QPalette::Button));
  painter.drawEllipse(corner, gripRadius, gripRadius);
}

}  // namespace effortlab::widgets
