#pragma once

#include "core/error.h"

#include <QString>

namespace effortlab::app {

/// What went wrong, in the user's language, as half a sentence ("the file ends too early").
QString errorKind(ErrorCode code);

/// What the user can do about it.
QString errorAdvice(ErrorCode code);

}  // namespace effortlab::app
