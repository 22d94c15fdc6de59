#pragma once

#include <QIcon>

class QPalette;

namespace effortlab::app {

/// One of our line icons ("open", "undo" ...) in the palette's text colour, greyed when disabled.
QIcon themedIcon(const QString& name, const QPalette& palette);

/// The program's own icon.
QIcon applicationIcon();

}  // namespace effortlab::app
