#include "charts/chart_marks.h"

#include <QPainter>
#include <QPolygonF>

namespace effortlab::widgets {

void paintMark(QPainter& painter, const MarkStyle& style, QPointF centre) {
  const double half = style.size / 2.0;
  const bool hollow = style.shape == MarkShape::Cross || style.shape == MarkShape::Ring;
  painter.setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(style.fill));
  painter.setPen(hollow ? QPen(style.fill, style.borderWidth)
                        : (style.borderWidth > 0.0 ? QPen(style.border, style.borderWidth) : QPen(Qt::NoPen)));
  const QPointF& c = centre;
  switch (style.shape) {
    case MarkShape::Circle:
    case MarkShape::Ring: painter.drawEllipse(c, half, half); break;
    case MarkShape::Square: painter.drawRect(QRectF(c.x() - half, c.y() - half, style.size, style.size)); break;
    case MarkShape::Diamond:
      painter.drawPolygon(
          QPolygonF{c + QPointF(0, -half), c + QPointF(half, 0), c + QPointF(0, half), c + QPointF(-half, 0)});
      break;
    case MarkShape::Triangle:
      painter.drawPolygon(QPolygonF{c + QPointF(0, -half), c + QPointF(half, half), c + QPointF(-half, half)});
      break;
    case MarkShape::Cross:
      painter.drawLine(c + QPointF(-half, -half), c + QPointF(half, half));
      painter.drawLine(c + QPointF(-half, half), c + QPointF(half, -half));
      break;
  }
}

}  // namespace effortlab::widgets
