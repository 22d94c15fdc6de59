#include "charts/plot_ranges.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {
namespace {

double niceStep(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double mantissa = rough / power;
  constexpr double rounding = 1e-9;
  if (mantissa <= 1.0 + rounding) {
    return power;
  }
  if (mantissa <= 2.0 + rounding) {
    return 2.0 * power;
  }
  return (mantissa <= 5.0 + rounding ? 5.0 : 10.0) * power;
}

// The part of a segment inside `area`; false if none.
bool clipSegment(QPointF& from, QPointF& to, const QRectF& area) {
  const QPointF delta = to - from;
  const std::array<double, 4> direction{-delta.x(), delta.x(), -delta.y(), delta.y()};
  const std::array<double, 4> distance{from.x() - area.left(), area.right() - from.x(), from.y() - area.top(),
                                       area.bottom() - from.y()};
  double enter = 0.0;
  double leave = 1.0;
  for (std::size_t side = 0; side < direction.size(); ++side) {
    if (direction[side] == 0.0) {
      if (distance[side] < 0.0) {
        return false;
      }
      continue;
    }
    const double at = distance[side] / direction[side];
    (direction[side] < 0.0 ? enter : leave) = direction[side] < 0.0 ? std::max(enter, at) : std::min(leave, at);
  }
  if (enter > leave) {
    return false;
  }
  const QPointF start = from;
  from = start + enter * delta;
  to = start + leave * delta;
  return true;
}

}  // namespace

AxisRange niceRange(double lo, double hi, int ticks) {
  if (!std::isfinite(lo) || !std::isfinite(hi)) {
    return {};
  }
  if (hi < lo) {
    std::swap(lo, hi);
  }
  if (hi - lo < 1e-12 * std::max({std::abs(lo), std::abs(hi), 1e-6})) {
    const double half = lo == 0.0 ? 0.5 : 0.05 * std::abs(lo);
    lo -= half;
    hi += half;
  }
  const double step = niceStep((hi - lo) / std::max(ticks, 1));
  constexpr double slack = 1e-9;  // a limit on a label stays there in spite of rounding
  return {std::floor(lo / step + slack) * step, std::ceil(hi / step - slack) * step, step};
}

int decimalsFor(double step) {
  if (!(step > 0.0)) {
    return 0;
  }
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

QList<QList<QPointF>> clipPolyline(const QList<QPointF>& points, const QRectF& area) {
  QList<QList<QPointF>> pieces;
  bool connected = false;
  for (qsizetype i = 1; i < points.size(); ++i) {
    QPointF from = points[i - 1];
    QPointF to = points[i];
    if (!clipSegment(from, to, area)) {
      connected = false;
      continue;
    }
    if (!connected) {
      pieces.append(QList<QPointF>{from});
    }
    pieces.last().append(to);
    connected = to == points[i];
  }
  return pieces;
}

}  // namespace effortlab::widgets
