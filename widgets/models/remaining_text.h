#pragma once

#include <QString>

class QLocale;

namespace effortlab::widgets {

/// "12 s left", "3 min left"; rounded up.
QString remainingText(double seconds, const QLocale& locale);

}  // namespace effortlab::widgets
