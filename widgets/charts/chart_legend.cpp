#include "charts/chart_legend.h"

#include "charts/chart_marks.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double markWidth = 18.0;
constexpr double gapAfterMark = 5.0;
constexpr double gapBetween = 12.0;
constexpr double lineSpacing = 3.0;
constexpr double lineWidth = 2.0;

void paintEntry(QPainter& painter, const LegendEntry& entry, const QRectF& box) {
  const QPointF centre = box.center();
  const double size = std::min(10.0, box.height() / 1.25);
  const auto mark = [&](MarkShape shape, double scale, double width) {
    widgets::paintMark(painter, {shape, size * scale, entry.color, entry.color, width}, centre);
  };
  switch (entry.mark) {
    case LegendEntry::Mark::Line:
    case LegendEntry::Mark::Dashes: {
      QPen pen(entry.color, lineWidth);
      if (entry.mark == LegendEntry::Mark::Dashes) {
        pen.setDashPattern({2.5, 1.5});
        pen.setCapStyle(Qt::FlatCap);
      }
      painter.setPen(pen);
      painter.drawLine(QPointF(box.left(), centre.y()), QPointF(box.right(), centre.y()));
      break;
    }
    case LegendEntry::Mark::Circle: mark(MarkShape::Circle, 0.8, 0.0); break;
    case LegendEntry::Mark::Square: mark(MarkShape::Square, 1.0, 0.0); break;
    case LegendEntry::Mark::Diamond: mark(MarkShape::Diamond, 1.3, 0.0); break;
    case LegendEntry::Mark::Triangle: mark(MarkShape::Triangle, 0.95, 0.0); break;
    case LegendEntry::Mark::Cross: mark(MarkShape::Cross, 0.7, 1.6); break;
    case LegendEntry::Mark::SmallCross: mark(MarkShape::Cross, 0.45, 1.1); break;
    case LegendEntry::Mark::HollowDiamond:
      widgets::paintMark(painter, {MarkShape::Diamond, size, Qt::transparent, entry.color, 1.2}, centre);
      break;
    case LegendEntry::Mark::Ring: mark(MarkShape::Ring, 1.0, 1.6); break;
  }
}

}  // namespace

double paintLegend(QPainter* painter, const QRectF& area, const ChartStyle& style, const QList<LegendEntry>& entries) {
  const QFontMetricsF metrics(style.font);
  const double height = std::ceil(metrics.height());
  double x = area.left();
  double y = area.top();
  for (const LegendEntry& entry : entries) {
    const bool isLine = entry.mark == LegendEntry::Mark::Line || entry.mark == LegendEntry::Mark::Dashes;
    const double mark = isLine ? markWidth : height * 0.8;
    const double text = std::ceil(metrics.horizontalAdvance(entry.name)) + 2.0;
    if (x > area.left() && x + mark + gapAfterMark + text > area.right()) {
      x = area.left();
      y += height + lineSpacing;
    }
    if (painter != nullptr) {
      paintEntry(*painter, entry, QRectF(x, y, mark, height));
      painter->setFont(style.font);
      painter->setPen(style.theme.text);
      painter->drawText(QRectF(x + mark + gapAfterMark, y, text, height), Qt::AlignLeft | Qt::AlignVCenter, entry.name);
    }
    x += mark + gapAfterMark + text + gapBetween;
  }
  return y + height - area.top();
}

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void ChartLegend::setEntries(const QList<LegendEntry>& entries) {
  m_entries = entries;
  updateGeometry();
  update();
}

ChartStyle ChartLegend::style() const {
  return {ChartTheme::fromPalette(palette()), font(), locale()};
}

int ChartLegend::heightForWidth(int width) const {
  return static_cast<int>(std::ceil(paintLegend(nullptr, QRectF(0, 0, width, 0), style(), m_entries)));
}

QSize ChartLegend::sizeHint() const {
  return {400, heightForWidth(400)};
}

QSize ChartLegend::minimumSizeHint() const {
  return {120, fontMetrics().height()};
}

void ChartLegend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paintLegend(&painter, rect(), style(), m_entries);
}

void ChartLegend::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) {
    updateGeometry();
  }
}

}  // namespace effortlab::widgets
