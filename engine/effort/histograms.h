#pragma once

#include "effort/knobs.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace effortlab::effort {

/// Counts over equal bins of [lower, upper), with what lies outside kept apart.
struct Histogram {
  double lower = 0.0;
  double upper = 1.0;
  std::vector<double> bins;
  double below = 0.0;
  double above = 0.0;
  double atLower =
      0.0;  ///< exactly at `lower`, and not in the bins: the zeros of ReLU, which every threshold above takes

  double total() const noexcept;
  /// Mass below x, linear inside a bin.
  double massBelow(double x) const noexcept;
  /// A threshold with about `share` of the mass below it; a bin above the lower end where that end alone holds more.
  double thresholdTaking(double share) const noexcept;
};

/// Counts over equal bins of [xLower, xUpper) x [yLower, yUpper); values beyond the upper ends go to the last bins.
struct Histogram2d {
  double xLower = 0.0, xUpper = 1.0;
  double yLower = 0.0, yUpper = 1.0;
  int xBins = 0, yBins = 0;
  std::vector<double> bins;  ///< [yBins][xBins]
  double atOrigin = 0.0;     ///< entries exactly at (xLower, yLower), and not in the bins

  double total() const noexcept;
  /// Mass with x below `x` and y below `y`, bilinear inside a bin.
  double massBelow(double x, double y) const noexcept;
  /// The x histogram of the entries with y below `y`.
  Histogram xGiven(double y) const;
  /// The y histogram of the entries with x below `x`.
  Histogram yGiven(double x) const;
};

/// Fractions of a layer's dense MACs, as histograms predict them.
struct SavingEstimate {
  double sdss = 0.0;
  double sfma = 0.0;
  double spet = 0.0;
  double total() const noexcept { return sdss + sfma + spet; }
};

/// What each threshold of one layer cuts, measured on some images: answers "what would this threshold save" at once.
struct LayerHistograms {
  int node = 0;
  std::int64_t images = 0;
  SpetOrder spetOrder = SpetOrder::Odd;  ///< order and interval the partial sums were taken with
  double spetInterval = 0.5;
  int samplingPeriod = 2;
  double spetSavedFraction = 0.0;         ///< share of a neuron's taps that a termination saves
  double sdssCandidateFraction = 0.0;     ///< share of the neurons that are not sampled
  std::optional<Histogram> partialSums;   ///< SPET: partial sum of every neuron
  std::optional<Histogram2d> neighbours;  ///< SDSS: x maximum, y range of a candidate's sampled neighbours
  std::optional<Histogram2d> mapPairs;    ///< SFMA: x sum |w|, y variance of each (input map, output map) pair
  double exactSpetSaving = 0.0;           ///< share of the MACs that `exact` order saves; 0 where not available
  bool estimate = false;                  ///< a setting further up changed since: the inputs moved

  /// Shares of SDSS, SFMA and SPET, in the order of attribution; knobs are taken as independent of each other.
  SavingEstimate savings(const LayerKnobs& knobs) const;
};

}  // namespace effortlab::effort
