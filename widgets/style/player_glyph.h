#pragma once

#include <QIcon>

class QPalette;

namespace effortlab::widgets {

enum class PlayerGlyph { First, Back, Play, Pause, Forward, Last, Loop, Miss, FalseAlarm };

/// A button's icon in the palette's text colour, so that it is seen on light and dark.
QIcon playerIcon(PlayerGlyph glyph, const QPalette& palette);

}  // namespace effortlab::widgets
