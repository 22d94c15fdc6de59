#include "effort/histograms.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace effortlab::effort {

namespace {

/// Position of `x` in units of bins, clamped to [0, count].
double binPosition(double x, double lower, double upper, int count) {
  const double width = upper - lower;
  const double position = width > 0 ? (x - lower) / width * count : (x > lower ? count : 0.0);
  return std::clamp(position, 0.0, static_cast<double>(count));
}

/// How much of bin `index` lies below `position`.
double coverage(int index, double position) {
  return std::clamp(position - index, 0.0, 1.0);
}

}  // namespace

double Histogram::total() const noexcept {
  return std::accumulate(bins.begin(), bins.end(), below + atLower + above);
}

double Histogram::massBelow(double x) const noexcept {
  if (x < lower)
    return 0.0;
  if (x >= upper)
    return total() - (x > upper ? 0.0 : above);
  const double position = binPosition(x, lower, upper, static_cast<int>(bins.size()));
  double mass = below + (x > lower ? atLower : 0.0);
  for (std::size_t i = 0; i < bins.size(); ++i)
    mass += bins[i] * coverage(static_cast<int>(i), position);
  return mass;
}

double Histogram::thresholdTaking(double share) const noexcept {
  const double wanted = share * total();
  double mass = below;
  if (bins.empty() || !(wanted > 0.0) || mass >= wanted)
    return lower;
  const double width = (upper - lower) / static_cast<double>(bins.size());
  mass += atLower;
  if (mass >= wanted)
    return lower + width;
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    if (bins[bin] > 0.0 && mass + bins[bin] >= wanted)
      return lower + width * (static_cast<double>(bin) + (wanted - mass) / bins[bin]);
    mass += bins[bin];
  }
  return upper;
}

double Histogram2d::total() const noexcept {
  return std::accumulate(bins.begin(), bins.end(), atOrigin);
}

double Histogram2d::massBelow(double x, double y) const noexcept {
  const double xPosition = binPosition(x, xLower, xUpper, xBins);
  const double yPosition = binPosition(y, yLower, yUpper, yBins);
  double mass = x > xLower && y > yLower ? atOrigin : 0.0;
  for (int row = 0; row < yBins && row < yPosition; ++row) {
    double rowMass = 0.0;
    for (int column = 0; column < xBins && column < xPosition; ++column)
      rowMass += bins[static_cast<std::size_t>(row * xBins + column)] * coverage(column, xPosition);
    mass += rowMass * coverage(row, yPosition);
  }
  return mass;
}

Histogram Histogram2d::xGiven(double y) const {
  Histogram result{xLower, xUpper, std::vector<double>(static_cast<std::size_t>(xBins), 0.0), 0.0, 0.0};
  result.atLower = y > yLower ? atOrigin : 0.0;
  const double position = binPosition(y, yLower, yUpper, yBins);
  for (int row = 0; row < yBins && row < position; ++row)
    for (int column = 0; column < xBins; ++column)
      result.bins[static_cast<std::size_t>(column)] +=
          bins[static_cast<std::size_t>(row * xBins + column)] * coverage(row, position);
  return result;
}

Histogram Histogram2d::yGiven(double x) const {
  Histogram result{yLower, yUpper, std::vector<double>(static_cast<std::size_t>(yBins), 0.0), 0.0, 0.0};
  result.atLower = x > xLower ? atOrigin : 0.0;
  const double position = binPosition(x, xLower, xUpper, xBins);
  for (int row = 0; row < yBins; ++row)
    for (int column = 0; column < xBins && column < position; ++column)
      result.bins[static_cast<std::size_t>(row)] +=
          bins[static_cast<std::size_t>(row * xBins + column)] * coverage(column, position);
  return result;
}

SavingEstimate LayerHistograms::savings(const LayerKnobs& knobs) const {
  const auto share = [](double part, double whole) { return whole > 0 ? part / whole : 0.0; };
  SavingEstimate result;
  if (knobs.sdss && neighbours && knobs.sdss->samplingPeriod == samplingPeriod)
    result.sdss =
        sdssCandidateFraction * share(neighbours->massBelow(knobs.sdss->max, knobs.sdss->delta), neighbours->total());
  const double evaluated = 1.0 - result.sdss;
  double pairs = 0.0;
  if (knobs.sfma && mapPairs)
    pairs = share(mapPairs->massBelow(knobs.sfma->weight, knobs.sfma->variance), mapPairs->total());
  result.sfma = evaluated * pairs;
  if (!knobs.spet)
    return result;

  const bool sampledOnly = knobs.sdss && !knobs.sdss->spetEverywhere;
  const double subject = (sampledOnly ? 1.0 - sdssCandidateFraction : evaluated) * (1.0 - pairs);
  if (knobs.spet->order == SpetOrder::Exact) {
    result.spet = subject * exactSpetSaving;
  } else if (partialSums && knobs.spet->order == spetOrder && knobs.spet->interval == spetInterval) {
    const double total = partialSums->total();
    double stopped = knobs.spet->low ? share(partialSums->massBelow(*knobs.spet->low), total) : 0.0;
    if (knobs.spet->high)
      stopped += 1.0 - share(partialSums->massBelow(*knobs.spet->high), total);
    result.spet = subject * std::min(stopped, 1.0) * spetSavedFraction;
  }
  return result;
}

}  // namespace effortlab::effort
