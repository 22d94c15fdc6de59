#include "charts/chart_legend.h"

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

void paintMark(QPainter& painter, const LegendEntry& entry, const QRectF& box) {
  const QPointF centre = box.center();
  const double radius = std::min(5.0, box.height() / 2.5);
  painter.setBrush(entry.color);
  painter.setPen(Qt::NoPen);
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
    case LegendEntry::Mark::Circle: painter.drawEllipse(centre, radius * 0.8, radius * 0.8); break;
    case LegendEntry::Mark::Square:
      painter.drawRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
      break;
    case LegendEntry::Mark::Diamond: {
      const double reach = radius * 1.3;
      painter.drawPolygon(QPolygonF{centre + QPointF(0, -reach), centre + QPointF(reach, 0), centre + QPointF(0, reach),
                                    centre + QPointF(-reach, 0)});
      break;
    }
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
      paintMark(*painter, entry, QRectF(x, y, mark, height));
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
