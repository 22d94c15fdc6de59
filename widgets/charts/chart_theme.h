#pragma once

#include <QColor>
#include <QFont>
#include <QLocale>

class QChart;
class QPalette;

namespace effortlab::widgets {

/// Every colour of every chart. The series colours are Okabe and Ito's, which people with any kind of colour blindness
/// can tell apart; the dark theme lightens those that would drown.
struct ChartTheme {
  bool dark = false;
  QColor background;
  QColor plotArea;
  QColor text;
  QColor mutedText;
  QColor grid;
  QColor axis;
  QColor sdss;
  QColor sfma;
  QColor spet;
  QColor gate;
  QColor executed;
  QColor dense;
  QColor budget;
  QColor current;
  QColor trail;
  QColor front;
  QColor histogram;  ///< the part of a histogram that a threshold leaves alone

  static ChartTheme light();
  static ChartTheme darkTheme();
  /// The dark theme if the palette's window is darker than its text, with the palette's own background and text.
  static ChartTheme fromPalette(const QPalette& palette);
  bool operator==(const ChartTheme&) const = default;
};

/// What a chart needs besides its numbers to draw itself on any surface.
struct ChartStyle {
  ChartTheme theme = ChartTheme::light();
  QFont font;
  QLocale locale;
};

/// Colours background, plot area, axes, titles, legend. Series are the chart's own: they are coloured afterwards.
void applyTheme(QChart& chart, const ChartTheme& theme);

/// `share` of the way from `first` to `second`, in sRGB.
QColor mixed(const QColor& first, const QColor& second, double share);

/// WCAG 2 contrast ratio, 1..21.
double contrastRatio(const QColor& first, const QColor& second);

}  // namespace effortlab::widgets
