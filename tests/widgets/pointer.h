#pragma once

#include <QCoreApplication>
#include <QMouseEvent>
#include <QWidget>

namespace effortlab::tests {

/// The pointer over a widget, no button down. Sent to the widget itself: QTest::mouseMove() moves the pointer of the
/// whole screen, and X11 tells of it later, or never.
inline void hover(QWidget& widget, const QPointF& position) {
  QMouseEvent event(QEvent::MouseMove, position, widget.mapToGlobal(position), Qt::NoButton, Qt::NoButton,
                    Qt::NoModifier);
  QCoreApplication::sendEvent(&widget, &event);
}

}  // namespace effortlab::tests
