#include "charts/pad_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {

double PadAxis::place(double value) const {
  const double share = std::clamp((value - lo) / (hi - lo), 0.0, 1.0);
  return power == 1.0 ? share : std::pow(share, power);
}

double PadAxis::value(double place) const {
  const double share = std::clamp(place, 0.0, 1.0);
  if (share >= 1.0) {
    return hi;
  }
  return lo + (hi - lo) * (power == 1.0 ? share : std::pow(share, 1.0 / power));
}

double PadAxis::slope(double place) const {
  const double exponent = 1.0 / power;
  return (hi - lo) * exponent * std::pow(std::clamp(place, 0.0, 1.0), exponent - 1.0);
}

std::vector<double> PadAxis::ticks(double distance) const {
  std::vector<double> round{0.0};
  constexpr std::array<double, 3> mantissas{1.0, 2.0, 5.0};
  constexpr int decades = 5;  // of them the axis can show
  const int highest = static_cast<int>(std::floor(std::log10(std::max(std::abs(lo), std::abs(hi)))));
  for (int decade = highest - decades; decade <= highest; ++decade) {
    for (const double mantissa : mantissas) {
      round.push_back(mantissa * std::pow(10.0, decade));
      round.push_back(-round.back());
    }
  }
  std::erase_if(round, [this](double value) { return value < lo || value > hi; });
  std::sort(round.begin(), round.end());
  std::vector<double> kept;
  double last = 2.0;
  for (auto value = round.rbegin(); value != round.rend(); ++value) {  // from the upper end, where places are far apart
    const double at = place(*value);
    const bool zero = *value == 0.0;
    if (zero && !kept.empty() && last - at < distance) {
      kept.pop_back();  // zero is the one that must be there
    }
    if (zero || last - at >= distance) {
      kept.push_back(*value);
      last = at;
    }
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

double PadAxis::powerFor(const effort::Histogram& histogram) {
  effort::Histogram inside = histogram;
  inside.atLower = inside.below = 0.0;
  if (histogram.lower < 0.0 || !(inside.total() > 0.0)) {
    return 1.0;
  }
  const double middle = (inside.thresholdTaking(0.5) - inside.lower) / (inside.upper - inside.lower);
  constexpr std::array<double, 2> powers{1.0, 0.5};  // beyond a square root the lowest bins become blocks
  return *std::min_element(powers.begin(), powers.end(), [middle](double a, double b) {
    return std::abs(std::pow(middle, a) - 0.5) < std::abs(std::pow(middle, b) - 0.5);
  });
}

}  // namespace effortlab::widgets
