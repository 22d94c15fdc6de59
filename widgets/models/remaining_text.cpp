#include "models/remaining_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace effortlab::widgets {

QString remainingText(double seconds, const QLocale& locale) {
  constexpr double minute = 60.0;
  const bool minutes = std::ceil(seconds) >= minute;
  const QString number = locale.toString(std::ceil(minutes ? seconds / minute : seconds), 'f', 0);
  return minutes ? QCoreApplication::translate("RemainingText", "%1 min left").arg(number)
                 : QCoreApplication::translate("RemainingText", "%1 s left").arg(number);
}

}  // namespace effortlab::widgets
