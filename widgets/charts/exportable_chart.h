#pragma once

#include "charts/chart_theme.h"

#include <QRectF>

class QAbstractItemModel;
class QPainter;

namespace effortlab::widgets {

/// A chart that can draw itself on a surface other than the screen.
class ExportableChart {
public:
  virtual ~ExportableChart() = default;

  /// Draws the whole chart into `area`. Units: 1/96 inch. Nothing reaches beyond the axes even where the surface cannot
  /// clip (SVG).
  virtual void paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const = 0;
  /// The numbers drawn. Raw values are under `exportRole`.
  virtual const QAbstractItemModel& table() const = 0;
};

/// Role of unrounded, unlocalized values in our item models (sorting, CSV), and of the English keys in their headers.
inline constexpr int exportRole = 0x0100 + 1;  // Qt::UserRole + 1

}  // namespace effortlab::widgets
