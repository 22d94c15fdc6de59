#include "effort/gate_study.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace effortlab::effort {

GateOutlook GateStudy::at(double margin) const noexcept {
  std::int64_t repeated = 0, agree = 0, right = 0;
  for (const GateImage& image : images) {
    const bool again = static_cast<double>(image.margin) < margin;
    repeated += again ? 1 : 0;
    agree += again || image.agrees ? 1 : 0;
    right += (again ? image.denseRight : image.right) ? 1 : 0;
  }
  const double count = static_cast<double>(std::max<std::size_t>(1, images.size()));
  return {.repeated = static_cast<double>(repeated) / count,
          .agreement = images.empty() ? 1.0 : static_cast<double>(agree) / count,
          .top1 = static_cast<double>(right) / count};
}

double GateStudy::passCost(double weight) const noexcept {
  double dense = 0.0, cost = 0.0;
  for (std::size_t node = 0; node < std::min(macs.size(), macs8.size()); ++node) {
    dense += static_cast<double>(macs[node]);
    cost += macs8[node] > 0 ? weight * static_cast<double>(macs8[node]) : static_cast<double>(macs[node]);
  }
  return dense > 0.0 ? cost / dense : 0.0;
}

double GateStudy::largestMargin() const noexcept {
  constexpr double above = 1.01;
  double largest = 0.0;
  for (const GateImage& image : images)
    if (std::isfinite(image.margin))
      largest = std::max(largest, static_cast<double>(image.margin));
  return largest > 0.0 ? above * largest : 1.0;
}

double GateStudy::marginForDisagreement(double share) const {
  std::vector<float> hard;
  for (const GateImage& image : images)
    if (!image.agrees)
      hard.push_back(image.margin);
  const auto allowed = static_cast<std::size_t>(share * static_cast<double>(images.size()));
  if (hard.size() <= allowed)
    return 0.0;
  std::sort(hard.begin(), hard.end(), std::greater<>());
  // Repeated is what lies below: just above the first that must be.
  return static_cast<double>(std::nextafter(hard[allowed], std::numeric_limits<float>::infinity()));
}

double GateStudy::marginForRepeating(double share) const {
  const auto wanted = static_cast<std::size_t>(std::ceil(share * static_cast<double>(images.size())));
  if (wanted == 0 || images.empty())
    return 0.0;
  std::vector<float> margins;
  for (const GateImage& image : images)
    margins.push_back(image.margin);
  const auto last = margins.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, margins.size()) - 1);
  std::nth_element(margins.begin(), last, margins.end());
  return static_cast<double>(std::nextafter(*last, std::numeric_limits<float>::infinity()));
}

Histogram GateStudy::density(bool agreeing, int bins) const {
  Histogram histogram{.lower = 0.0, .upper = std::sqrt(largestMargin()), .bins = {}};
  histogram.bins.assign(static_cast<std::size_t>(std::max(1, bins)), 0.0);
  for (const GateImage& image : images) {
    if (image.agrees != agreeing)
      continue;
    const double place = std::sqrt(static_cast<double>(image.margin)) / histogram.upper;
    if (place >= 1.0)
      histogram.above += 1.0;
    else
      histogram.bins[static_cast<std::size_t>(std::max(0.0, place) * static_cast<double>(histogram.bins.size()))] +=
          1.0;
  }
  return histogram;
}

}  // namespace effortlab::effort
