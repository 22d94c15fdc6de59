#include "charts/chart_theme.h"

#include <QAbstractAxis>
#include <QChart>
#include <QLegend>
#include <QPalette>
#include <QPen>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

// Okabe and Ito 2008, "Color Universal Design".
constexpr QRgb orange = 0xffe69f00;
constexpr QRgb skyBlue = 0xff56b4e9;
constexpr QRgb bluishGreen = 0xff009e73;
constexpr QRgb blue = 0xff0072b2;
constexpr QRgb vermillion = 0xffd55e00;
constexpr QRgb reddishPurple = 0xffcc79a7;

double linearChannel(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * linearChannel(color.redF()) + 0.7152 * linearChannel(color.greenF()) +
         0.0722 * linearChannel(color.blueF());
}

}  // namespace

QColor mixed(const QColor& first, const QColor& second, double share) {
  return QColor::fromRgbF(static_cast<float>(first.redF() + (second.redF() - first.redF()) * share),
                          static_cast<float>(first.greenF() + (second.greenF() - first.greenF()) * share),
                          static_cast<float>(first.blueF() + (second.blueF() - first.blueF()) * share));
}

ChartTheme ChartTheme::light() {
  ChartTheme theme;
  theme.dark = false;
  theme.background = QColor(0xff, 0xff, 0xff);
  theme.plotArea = QColor(0xff, 0xff, 0xff);
  theme.text = QColor(0x1f, 0x23, 0x28);
  theme.mutedText = QColor(0x57, 0x60, 0x6a);
  theme.grid = QColor(0xe4, 0xe7, 0xeb);
  theme.axis = QColor(0x8c, 0x95, 0x9f);
  theme.sdss = QColor::fromRgb(skyBlue);
  theme.sfma = QColor::fromRgb(bluishGreen);
  theme.spet = QColor::fromRgb(orange);
  theme.gate = QColor::fromRgb(reddishPurple);
  theme.executed = QColor(0x8a, 0x92, 0x9c);
  theme.dense = QColor(0x24, 0x29, 0x2f);
  theme.budget = QColor::fromRgb(vermillion);
  theme.current = QColor::fromRgb(blue);
  theme.trail = QColor(0x8c, 0x95, 0x9f);
  theme.front = QColor(0xa8, 0x4f, 0x80);  // reddish purple, darkened for white paper
  theme.histogram = QColor(0xc3, 0xc9, 0xd1);
  return theme;
}

ChartTheme ChartTheme::darkTheme() {
  ChartTheme theme;
  theme.dark = true;
  theme.background = QColor(0x1e, 0x21, 0x26);
  theme.plotArea = QColor(0x1e, 0x21, 0x26);
  theme.text = QColor(0xe6, 0xea, 0xef);
  theme.mutedText = QColor(0xa3, 0xad, 0xb8);
  theme.grid = QColor(0x34, 0x39, 0x41);
  theme.axis = QColor(0x77, 0x81, 0x8c);
  theme.sdss = QColor::fromRgb(skyBlue);
  theme.sfma = QColor(0x1f, 0xbf, 0x8f);
  theme.spet = QColor(0xf0, 0xad, 0x1e);
  theme.gate = QColor(0xda, 0x8c, 0xb8);
  theme.executed = QColor(0x7d, 0x87, 0x93);
  theme.dense = QColor(0xe6, 0xea, 0xef);
  theme.budget = QColor(0xf0, 0x7c, 0x2b);
  theme.current = QColor(0x6c, 0xbf, 0xf5);
  theme.trail = QColor(0x8b, 0x96, 0xa2);
  theme.front = QColor::fromRgb(reddishPurple);
  theme.histogram = QColor(0x55, 0x5d, 0x68);
  return theme;
}

ChartTheme ChartTheme::fromPalette(const QPalette& palette) {
  const QColor window = palette.color(QPalette::Active, QPalette::Base);
  const QColor text = palette.color(QPalette::Active, QPalette::Text);
  ChartTheme theme = luminance(window) < luminance(text) ? darkTheme() : light();
  theme.background = window;
  theme.plotArea = window;
  theme.text = text;
  theme.mutedText = mixed(text, window, 0.32);
  theme.grid = mixed(window, text, 0.12);
  return theme;
}

void applyTheme(QChart& chart, const ChartTheme& theme) {
  chart.setBackgroundBrush(theme.background);
  chart.setBackgroundPen(Qt::NoPen);
  chart.setPlotAreaBackgroundBrush(theme.plotArea);
  chart.setPlotAreaBackgroundVisible(true);
  chart.setTitleBrush(theme.text);
  chart.legend()->setLabelBrush(theme.text);
  const QList<QAbstractAxis*> axes = chart.axes();
  for (QAbstractAxis* axis : axes) {
    axis->setLabelsBrush(theme.mutedText);
    axis->setTitleBrush(theme.text);
    axis->setLinePen(QPen(theme.axis, 1.0));
    axis->setGridLinePen(QPen(theme.grid, 1.0));
    axis->setMinorGridLinePen(QPen(theme.grid, 0.5));
  }
}

double contrastRatio(const QColor& first, const QColor& second) {
  const double a = luminance(first);
  const double b = luminance(second);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace effortlab::widgets
