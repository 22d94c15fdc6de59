#pragma once

#include "shell/page_bar.h"
#include "style/application_theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace effortlab::app {

/// What `effortlab` was asked for on the command line.
struct WindowOptions {
  QString model;  ///< empty: the built-in one
  QString data;   ///< specification; empty: `sample`
  QString knobs;
  std::optional<Page> page;           ///< none: that of a video or detector that was named, else Knobs
  QString video;                      ///< specification; empty: a built-in scene
  QString detector;                   ///< a detection model or "boxes:FILE"; empty: the built-in one
  QString boxes;                      ///< ground truth
  QString policy;                     ///< empty: ours
  QString compare;                    ///< a second policy; empty: none
  std::optional<std::int64_t> frame;  ///< to play to and pause on
  std::optional<QSize> size;
  std::optional<widgets::Theme> theme;
  QString language;  ///< "de", "en"; empty: the setting
  QString tab;       ///< study to show, and to measure where it waits for that
  QString shot;      ///< PNG file to draw oneself into, then end
};

/// Ends the program at once: a text for standard output (code 0) or one line for standard error.
struct EarlyExit {
  int code = 0;
  QString text;
};

/// `arguments` without the program's name.
std::variant<WindowOptions, EarlyExit> parseCommandLine(const QStringList& arguments);

}  // namespace effortlab::app
