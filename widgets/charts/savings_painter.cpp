#include "charts/savings_painter.h"

#include "charts/plot_ranges.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double largestRow = 44.0;
constexpr double padding = 6.0;
constexpr double barShare = 0.68;         // of a row's height
constexpr double longestNameShare = 0.3;  // of the width
constexpr int ticks = 5;
constexpr double hatchDistance = 6.0;

}  // namespace

SavingsPainter::SavingsPainter(const QRectF& area, const ChartStyle& style, const Input& input)
    : m_area(area), m_style(style), m_input(input) {
  const QFontMetricsF metrics(style.font);
  const QFontMetricsF smallMetrics(smallFont());
  const double count = std::max<double>(1.0, static_cast<double>(input.counts.size()));
  m_legend = QRectF(area.left() + padding, area.top() + 2, area.width() - 2 * padding, metrics.height() + 4);
  const double axisHeight = smallMetrics.height() + metrics.height() + 8;
  m_axis = QRectF(area.left(), area.bottom() - axisHeight, area.width(), axisHeight);
  m_rows = QRectF(area.left(), m_legend.bottom() + 4, area.width(), m_axis.top() - m_legend.bottom() - 4);
  const double readable = std::ceil(metrics.height()) + 3.0;
  const double fitting = m_rows.height() / count;
  m_rowHeight = input.fitRows ? std::min(fitting, largestRow) : std::clamp(fitting, readable, largestRow);

  double names = 0.0;
  for (const LayerSaving& layer : input.counts) {
    names = std::max(names, metrics.horizontalAdvance(layer.name));
  }
  m_barLeft = area.left() + padding + std::min(names, longestNameShare * area.width()) + padding;
  const QString widest = style.locale.toString(100.0, 'f', 1) + QStringLiteral(" %≈ ");
  m_barRight = std::max(m_barLeft + 20.0, area.right() - padding - smallMetrics.horizontalAdvance(widest));
  const AxisRange range = niceRange(0.0, axisMaximum(), ticks);
  m_axisMaximum = range.hi;
  m_axisStep = range.step;
}

double SavingsPainter::axisMaximum() const {
  if (m_input.shares) {
    return 100.0;
  }
  qint64 most = 1;
  for (const LayerSaving& layer : m_input.counts) {
    most = std::max(most, layer.dense);
  }
  return static_cast<double>(most);
}

QFont SavingsPainter::smallFont() const {
  constexpr double share = 0.88;
  QFont font = m_style.font;
  if (font.pixelSize() > 0) {
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(font.pixelSize() * share))));
  } else {
    font.setPointSizeF(font.pointSizeF() * share);
  }
  return font;
}

QString SavingsPainter::shortCount(double count, const QLocale& locale) {
  struct Unit {
    double factor;
    const char* symbol;
  };
  constexpr std::array units{Unit{1e12, " T"}, Unit{1e9, " G"}, Unit{1e6, " M"}, Unit{1e3, " k"}};
  for (const Unit& unit : units) {
    if (count >= unit.factor) {
      return locale.toString(count / unit.factor, 'g', 3) + QLatin1String(unit.symbol);
    }
  }
  return locale.toString(count, 'g', 3);
}

std::array<SavingsPainter::Part, 5> SavingsPainter::parts() const {
  const ChartTheme& theme = m_style.theme;
  return {Part{theme.executed, tr("Executed"), &LayerSaving::executed},
          Part{theme.spet, tr("SPET"), &LayerSaving::spet}, Part{theme.sfma, tr("SFMA"), &LayerSaving::sfma},
          Part{theme.sdss, tr("SDSS"), &LayerSaving::sdss}, Part{theme.gate, tr("Gate"), &LayerSaving::gate}};
}

double SavingsPainter::contentHeight() const {
  return m_rowHeight * static_cast<double>(m_input.counts.size());
}

QRectF SavingsPainter::rowRect(int row) const {
  return {m_rows.left(), m_rows.top() + row * m_rowHeight - m_input.firstPixel, m_rows.width(), m_rowHeight};
}

int SavingsPainter::rowAt(const QPointF& position) const {
  if (!m_rows.contains(position)) {
    return -1;
  }
  const int row = static_cast<int>((position.y() - m_rows.top() + m_input.firstPixel) / m_rowHeight);
  return row < static_cast<int>(m_input.counts.size()) ? row : -1;
}

void SavingsPainter::paint(QPainter& painter) const {
  painter.fillRect(m_area, m_style.theme.background);
  if (m_input.counts.empty()) {
    painter.setPen(m_style.theme.mutedText);
    painter.setFont(m_style.font);
    painter.drawText(m_area, Qt::AlignCenter | Qt::TextWordWrap, tr("Nothing counted yet."));
    return;
  }
  paintLegend(painter);
  paintGrid(painter);
  painter.save();
  if (!m_input.fitRows) {
    painter.setClipRect(m_rows);
  }
  for (int row = 0; row < static_cast<int>(m_input.counts.size()); ++row) {
    if (rowRect(row).intersects(m_rows)) {
      paintRow(painter, row);
    }
  }
  painter.restore();
}

void SavingsPainter::paintLegend(QPainter& painter) const {
  painter.setFont(m_style.font);
  const QFontMetricsF metrics(m_style.font);
  const double box = std::round(metrics.ascent() * 0.8);
  double gap = 14.0;
  double needed = 0.0;
  for (const Part& part : parts()) {
    needed += box + 5 + metrics.horizontalAdvance(part.name) + gap;
  }
  // Above the bars where there is room, else from the left edge on, and closer.
  if (needed - gap > m_legend.width()) {
    needed -= static_cast<double>(parts().size()) * gap / 2;
    gap /= 2;
  }
  double x = std::max(m_legend.left(), std::min(m_barLeft, m_legend.right() - needed + gap));
  for (const Part& part : parts()) {
    const double width = box + 5 + metrics.horizontalAdvance(part.name) + gap;
    const QRectF square(x, std::round(m_legend.center().y() - box / 2), box, box);
    painter.fillRect(square, part.color);
    painter.setPen(m_style.theme.text);
    painter.drawText(QRectF(square.right() + 5, m_legend.top(), width, m_legend.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, part.name);
    x += width;
  }
}

void SavingsPainter::paintGrid(QPainter& painter) const {
  const ChartTheme& theme = m_style.theme;
  const double bottom = std::min(m_rows.bottom(), m_rows.top() + contentHeight());
  const double labelTop = m_input.fitRows ? bottom : m_axis.top();
  painter.setFont(smallFont());
  const QFontMetricsF metrics(painter.font());
  for (double value = 0.0; value <= m_axisMaximum * (1.0 + 1e-9); value += m_axisStep) {
    const double x = m_barLeft + value / m_axisMaximum * (m_barRight - m_barLeft);
    painter.setPen(QPen(theme.grid, 1.0));
    painter.drawLine(QPointF(x, m_rows.top()), QPointF(x, labelTop + 3));
    const QString label = m_input.shares ? m_style.locale.toString(value, 'f', 0) : shortCount(value, m_style.locale);
    painter.setPen(theme.mutedText);
    const double width = metrics.horizontalAdvance(label) + 4;
    painter.drawText(QRectF(x - width / 2, labelTop + 4, width, metrics.height()), Qt::AlignCenter, label);
  }
  painter.setFont(m_style.font);
  painter.setPen(theme.text);
  painter.drawText(QRectF(m_barLeft, labelTop + 4 + metrics.height(), m_barRight - m_barLeft,
                          QFontMetricsF(m_style.font).height() + 2),
                   Qt::AlignCenter, m_input.shares ? tr("Share of the layer's dense MACs (%)") : tr("MACs an image"));
}

void SavingsPainter::paintRow(QPainter& painter, int row) const {
  const LayerSaving& layer = m_input.counts[static_cast<std::size_t>(row)];
  const ChartTheme& theme = m_style.theme;
  const QRectF rect = rowRect(row);
  if (row == m_input.currentRow || row == m_input.focusedRow) {
    QColor wash = theme.current;
    wash.setAlphaF(row == m_input.currentRow ? 0.16f : 0.08f);
    painter.fillRect(rect, wash);
  }
  QFont nameFont = m_style.font;
  const double needed = QFontMetricsF(nameFont).height();
  if (rect.height() < needed && nameFont.pixelSize() > 0) {
    nameFont.setPixelSize(std::max(4, static_cast<int>(nameFont.pixelSize() * rect.height() / needed)));
  }
  painter.setFont(nameFont);
  painter.setPen(theme.text);
  const double nameWidth = m_barLeft - rect.left() - 2 * padding;
  painter.drawText(QRectF(rect.left() + padding, rect.top(), nameWidth, rect.height()),
                   Qt::AlignRight | Qt::AlignVCenter,
                   QFontMetricsF(nameFont).elidedText(layer.name, Qt::ElideMiddle, nameWidth));

  const double full = m_input.shares ? 1.0 : static_cast<double>(layer.dense) / m_axisMaximum;
  const double height = std::max(2.0, std::round(rect.height() * barShare));
  const QRectF bar(m_barLeft, std::round(rect.center().y() - height / 2), (m_barRight - m_barLeft) * full, height);
  paintBar(painter, layer, bar);

  if (layer.dense > 0) {
    const double saved = 100.0 * static_cast<double>(layer.dense - layer.executed) / static_cast<double>(layer.dense);
    nameFont.setPixelSize(std::max(4, std::min(QFontInfo(nameFont).pixelSize(), QFontInfo(smallFont()).pixelSize())));
    painter.setFont(nameFont);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(m_barRight + 2, rect.top(), m_area.right() - m_barRight - padding - 2, rect.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     (layer.estimate ? QStringLiteral("≈ ") : QString()) +
                         tr("%1 %", "percentage").arg(m_style.locale.toString(saved, 'f', 1)));
  }
}

void SavingsPainter::paintBar(QPainter& painter, const LayerSaving& layer, const QRectF& bar) const {
  if (layer.dense <= 0) {
    return;
  }
  double x = bar.left();
  for (const Part& part : parts()) {
    const double width =
        bar.width() * static_cast<double>(std::max<qint64>(0, layer.*part.count)) / static_cast<double>(layer.dense);
    if (width <= 0.0) {
      continue;
    }
    const QRectF piece(x, bar.top(), std::min(width, bar.right() - x), bar.height());
    painter.fillRect(piece, part.color);
    x += width;
  }
  if (layer.estimate) {
    // Lines of our own: pattern brushes neither scale with the resolution nor reach every SVG reader.
    QColor hatch = m_style.theme.background;
    hatch.setAlphaF(0.65f);
    painter.setPen(QPen(hatch, 1.0));
    for (double at = bar.left(); at < bar.right() + bar.height(); at += hatchDistance) {
      const QList<QPointF> diagonal{{at, bar.top()}, {at - bar.height(), bar.bottom()}};
      for (const QList<QPointF>& piece : clipPolyline(diagonal, bar)) {
        painter.drawLine(piece.front(), piece.back());
      }
    }
  }
}

}  // namespace effortlab::widgets
