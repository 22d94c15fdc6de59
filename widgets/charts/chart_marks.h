#pragma once

#include <QColor>
#include <QPointF>

class QPainter;

namespace effortlab::widgets {

enum class MarkShape { Circle, Square, Diamond, Triangle, Cross, Ring };

/// How one kind of point is drawn. Cross and Ring have no inside: `fill` is their colour.
struct MarkStyle {
  MarkShape shape = MarkShape::Circle;
  double size = 7.0;  ///< pixels across
  QColor fill;
  QColor border;
  double borderWidth = 0.8;
};

void paintMark(QPainter& painter, const MarkStyle& style, QPointF centre);

}  // namespace effortlab::widgets
