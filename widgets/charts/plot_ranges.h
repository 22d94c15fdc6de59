#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>

namespace effortlab::widgets {

struct AxisRange {
  double lo = 0.0;
  double hi = 1.0;
  double step = 0.2;  ///< between two labels: 1, 2 or 5 times a power of ten
  bool contains(const AxisRange& other) const noexcept { return lo <= other.lo && hi >= other.hi; }
  bool operator==(const AxisRange&) const = default;
};

/// The smallest range of whole steps, about `ticks` of them, that holds [lo, hi].
AxisRange niceRange(double lo, double hi, int ticks = 5);

/// Decimals that labels `step` apart need.
int decimalsFor(double step);

/// The parts of a line that lie in `area`, as separate pieces: SVG surfaces do not clip. Source: Liang and Barsky 1984.
QList<QList<QPointF>> clipPolyline(const QList<QPointF>& points, const QRectF& area);

}  // namespace effortlab::widgets
