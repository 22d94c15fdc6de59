#include "style/lock_glyph.h"

#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>

#include <algorithm>

namespace effortlab::widgets {

void paintLock(QPainter& painter, const QRectF& box, const QColor& color, bool closed) {
  const double size = std::min(box.width(), box.height());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(box.center() - QPointF(size / 2.0, size / 2.0));
  painter.scale(size / 16.0, size / 16.0);  // drawn on 16 x 16
  QPainterPath shackle(QPointF(5.0, 8.0));
  shackle.lineTo(5.0, 5.5);
  shackle.arcTo(QRectF(5.0, 2.5, 6.0, 6.0), 180.0, -180.0);
  if (closed) {
    shackle.lineTo(11.0, 8.0);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color, 1.7, Qt::SolidLine, Qt::FlatCap));
  painter.drawPath(shackle);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawRoundedRect(QRectF(3.0, 7.5, 10.0, 6.5), 1.2, 1.2);
  painter.restore();
}

QIcon lockIcon(const QPalette& palette, bool closed) {
  constexpr int side = 32;
  QPixmap pixmap(side, side);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  QColor color = palette.color(closed ? QPalette::ButtonText : QPalette::PlaceholderText);
  if (!closed) {
    color.setAlphaF(0.6f);  // there to be found, not to be looked at
  }
  paintLock(painter, pixmap.rect(), color, closed);
  painter.end();
  return QIcon(pixmap);
}

}  // namespace effortlab::widgets
