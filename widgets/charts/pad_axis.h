#pragma once

#include "effort/histograms.h"

#include <vector>

namespace effortlab::widgets {

/// One axis of a ThresholdPad: values of [lo, hi] against shares, 0..1, of its length. A power below 1 gives the small
/// values of a heavy-tailed quantity the room they need.
struct PadAxis {
  double lo = 0.0;
  double hi = 1.0;
  double power = 1.0;

  double place(double value) const;
  double value(double place) const;
  /// How much value one step of place is worth.
  double slope(double place) const;
  /// Round values to label, ascending, at least `distance` (a share) apart.
  std::vector<double> ticks(double distance) const;
  /// 1 or 1/2: the one under which the middle of the mass lies nearest to the middle of the axis. Always 1 where
  /// values are negative.
  static double powerFor(const effort::Histogram& histogram);
};

}  // namespace effortlab::widgets
