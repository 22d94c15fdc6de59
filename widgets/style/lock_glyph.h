#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;
class QPalette;

namespace effortlab::widgets {

/// A padlock, closed or open, in the middle of `box`.
void paintLock(QPainter& painter, const QRectF& box, const QColor& color, bool closed);

/// The same as an icon; an open one is faint.
QIcon lockIcon(const QPalette& palette, bool closed);

}  // namespace effortlab::widgets
