#pragma once

#include <QPalette>

class QApplication;

namespace effortlab::widgets {

enum class Theme { System, Light, Dark };

/// Fusion style with our palette; System keeps the desktop's own palette, light or dark.
void applyApplicationTheme(QApplication& application, Theme theme);

QPalette lightPalette();
QPalette darkPalette();

}  // namespace effortlab::widgets
