#include "style/player_glyph.h"

#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>

namespace effortlab::widgets {
namespace {

constexpr int glyphPixels = 64;
constexpr double glyphUnits = 16.0;  // drawn on 16 x 16

void glyphTriangle(QPainter& painter, double x, double width) {
  painter.drawPolygon(QPolygonF{{x, 3.0}, {x + width, 8.0}, {x, 13.0}});
}

void paintLoop(QPainter& painter, const QColor& color) {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color, 1.7, Qt::SolidLine, Qt::FlatCap));
  painter.drawArc(QRectF(3.0, 3.5, 10.0, 10.0), 60 * 16, -290 * 16);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF{{6.2, 1.0}, {11.6, 3.6}, {6.8, 7.2}});
}

void paintGlyph(QPainter& painter, PlayerGlyph glyph, const QColor& color) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  switch (glyph) {
    case PlayerGlyph::Play: glyphTriangle(painter, 4.0, 9.0); break;
    case PlayerGlyph::Pause:
      painter.drawRect(QRectF(4.0, 3.0, 3.0, 10.0));
      painter.drawRect(QRectF(9.0, 3.0, 3.0, 10.0));
      break;
    case PlayerGlyph::Forward:
      painter.drawRect(QRectF(3.0, 3.0, 2.0, 10.0));
      glyphTriangle(painter, 6.5, 7.0);
      break;
    case PlayerGlyph::Back:
      painter.drawRect(QRectF(11.0, 3.0, 2.0, 10.0));
      glyphTriangle(painter, 9.5, -7.0);
      break;
    case PlayerGlyph::First:
      painter.drawRect(QRectF(2.0, 3.0, 2.0, 10.0));
      glyphTriangle(painter, 9.0, -5.0);
      glyphTriangle(painter, 14.0, -5.0);
      break;
    case PlayerGlyph::Last:
      painter.drawRect(QRectF(12.0, 3.0, 2.0, 10.0));
      glyphTriangle(painter, 2.0, 5.0);
      glyphTriangle(painter, 7.0, 5.0);
      break;
    case PlayerGlyph::Loop: paintLoop(painter, color); break;
    case PlayerGlyph::Miss: painter.drawPolygon(QPolygonF{{2.5, 3.5}, {13.5, 3.5}, {8.0, 13.0}}); break;
    case PlayerGlyph::FalseAlarm:
      painter.setPen(QPen(color, 2.2, Qt::SolidLine, Qt::FlatCap));
      painter.drawLine(QPointF(3.5, 3.5), QPointF(12.5, 12.5));
      painter.drawLine(QPointF(3.5, 12.5), QPointF(12.5, 3.5));
      break;
  }
}

QPixmap glyphPixmap(PlayerGlyph glyph, const QColor& color) {
  QPixmap pixmap(glyphPixels, glyphPixels);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(glyphPixels / glyphUnits, glyphPixels / glyphUnits);
  paintGlyph(painter, glyph, color);
  return pixmap;
}

}  // namespace

QIcon playerIcon(PlayerGlyph glyph, const QPalette& palette) {
  QIcon icon(glyphPixmap(glyph, palette.color(QPalette::Active, QPalette::ButtonText)));
  icon.addPixmap(glyphPixmap(glyph, palette.color(QPalette::Disabled, QPalette::ButtonText)), QIcon::Disabled);
  return icon;
}

}  // namespace effortlab::widgets
