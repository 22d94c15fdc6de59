#include "cli/margin_chart.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::cli {

namespace {

constexpr double padding = 6.0;
constexpr double swatch = 9.0;

QString title(const char* text) {
  return QString::fromLatin1(text);
}

}  // namespace

/// Where things are. The density axis has a root scale: nearly all images are in the last bin.
struct MarginChart::Frame {
  QRectF plot;
  QRectF legend;
  double highest = 1.0;

  double x(double margin) const { return plot.left() + margin * plot.width(); }
  double y(double density) const { return plot.bottom() - std::sqrt(density / highest) * plot.height(); }
};

MarginChart::MarginChart(std::vector<effort::MarginBin> bins) : m_bins(std::move(bins)) {
  m_table.setHorizontalHeaderLabels(
      {title("margin from"), title("margin to"), title("density, right"), title("density, wrong")});
  for (const effort::MarginBin& bin : m_bins) {
    QList<QStandardItem*> row;
    for (const double value : {bin.lower, bin.upper, bin.right, bin.wrong}) {
      row << new QStandardItem(QString::number(value));
      row.back()->setData(value, widgets::exportRole);
    }
    m_table.appendRow(row);
  }
}

void MarginChart::paintChart(QPainter& painter, const QRectF& area, const widgets::ChartStyle& style) const {
  const QFontMetricsF metrics(style.font);
  const double left = metrics.horizontalAdvance(QStringLiteral("00.00")) + metrics.height() + 3 * padding;
  const double bottom = 2 * metrics.height() + 3 * padding;
  Frame frame;
  frame.legend = QRectF(area.left() + left, area.top() + padding, area.width() - left, metrics.height());
  frame.plot = QRectF(QPointF(area.left() + left, frame.legend.bottom() + padding),
                      QPointF(area.right() - 3 * padding, area.bottom() - bottom));
  frame.highest = 1e-9;
  for (const effort::MarginBin& bin : m_bins)
    frame.highest = std::max(frame.highest, bin.right + bin.wrong);
  painter.save();
  painter.setFont(style.font);
  paintAxes(painter, frame, style);
  paintBars(painter, frame, style);
  paintLegend(painter, frame, style);
  painter.restore();
}

void MarginChart::paintAxes(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const {
  const QFontMetricsF metrics(style.font);
  for (int i = 0; i <= 10; i += 2) {
    const double x = frame.x(i / 10.0);
    painter.setPen(style.theme.grid);
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    painter.setPen(style.theme.text);
    painter.drawText(QRectF(x - 30, frame.plot.bottom() + padding / 2, 60, metrics.height()), Qt::AlignCenter,
                     style.locale.toString(i / 10.0, 'f', 1));
  }
  constexpr std::array<double, 8> ticks{0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0};
  for (const double tick : ticks) {
    if (tick > frame.highest)
      break;
    const double y = frame.y(tick);
    painter.setPen(style.theme.grid);
    painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
    painter.setPen(style.theme.text);
    painter.drawText(QRectF(frame.plot.left() - 60 - padding, y - metrics.height() / 2, 60, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, style.locale.toString(tick, 'g', 3));
  }
  painter.drawText(
      QRectF(frame.plot.left(), frame.plot.bottom() + metrics.height() + padding, frame.plot.width(), metrics.height()),
      Qt::AlignCenter, QCoreApplication::translate("MarginChart", "decision margin (top-1 minus top-2 probability)"));
  painter.save();
  painter.translate(frame.plot.left() - metrics.horizontalAdvance(QStringLiteral("00.00")) - metrics.height() - padding,
                    frame.plot.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-frame.plot.height() / 2, 0, frame.plot.height(), metrics.height()), Qt::AlignCenter,
                   QCoreApplication::translate("MarginChart", "density of images (root scale)"));
  painter.restore();
}

void MarginChart::paintBars(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const {
  const auto bar = [&](const effort::MarginBin& bin, double from, double to) {
    return QRectF(QPointF(frame.x(bin.lower), frame.y(to)), QPointF(frame.x(bin.upper), frame.y(from)));
  };
  painter.setPen(Qt::NoPen);
  for (const effort::MarginBin& bin : m_bins) {
    painter.fillRect(bar(bin, 0.0, bin.wrong), style.theme.budget);
    painter.fillRect(bar(bin, bin.wrong, bin.wrong + bin.right), style.theme.current);
  }
  painter.setPen(style.theme.axis);
  painter.drawLine(frame.plot.bottomLeft(), frame.plot.bottomRight());
  painter.drawLine(frame.plot.bottomLeft(), frame.plot.topLeft());
}

void MarginChart::paintLegend(QPainter& painter, const Frame& frame, const widgets::ChartStyle& style) const {
  const QFontMetricsF metrics(style.font);
  double x = frame.legend.left();
  const auto entry = [&](const QColor& color, const QString& text) {
    painter.fillRect(QRectF(x, frame.legend.center().y() - swatch / 2, swatch, swatch), color);
    x += swatch + padding;
    painter.setPen(style.theme.text);
    painter.drawText(QRectF(x, frame.legend.top(), metrics.horizontalAdvance(text) + padding, metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
    x += metrics.horizontalAdvance(text) + 3 * padding;
  };
  entry(style.theme.current, QCoreApplication::translate("MarginChart", "classified rightly"));
  entry(style.theme.budget, QCoreApplication::translate("MarginChart", "classified wrongly"));
}

}  // namespace effortlab::cli
