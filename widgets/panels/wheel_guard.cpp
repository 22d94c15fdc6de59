#include "panels/wheel_guard.h"

#include <QEvent>
#include <QWidget>

namespace effortlab::widgets {

void WheelGuard::protect(QWidget* field) {
  field->setFocusPolicy(Qt::StrongFocus);
  field->installEventFilter(new WheelGuard(field));
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus()) {
    event->ignore();  // the parent takes it
    return true;
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace effortlab::widgets
