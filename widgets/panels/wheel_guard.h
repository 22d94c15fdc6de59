#pragma once

#include <QObject>

class QWidget;

namespace effortlab::widgets {

/// Without focus the wheel scrolls what is around a field, instead of changing the field in passing.
class WheelGuard : public QObject {
  Q_OBJECT
public:
  /// The guard belongs to the field, which takes the focus by Tab and click only.
  static void protect(QWidget* field);

  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  using QObject::QObject;
};

}  // namespace effortlab::widgets
