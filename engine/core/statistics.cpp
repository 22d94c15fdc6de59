#include "core/statistics.h"

#include <algorithm>
#include <cmath>

namespace effortlab {

namespace {

constexpr double z95 = 1.959963984540054;

}  // namespace

Interval wilsonInterval(std::int64_t successes, std::int64_t trials) {
  if (trials <= 0)
    return {0.0, 1.0};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z2 = z95 * z95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

PairedDifference pairedDifference(std::int64_t both, std::int64_t onlyFirst, std::int64_t onlySecond,
                                  std::int64_t neither) {
  const std::int64_t trials = both + onlyFirst + onlySecond + neither;
  if (trials <= 0)
    return {0.0, {-1.0, 1.0}};
  const auto a = static_cast<double>(both);
  const auto b = static_cast<double>(onlySecond);
  const auto c = static_cast<double>(onlyFirst);
  const auto d = static_cast<double>(neither);
  const double n = a + b + c + d;
  const double p1 = (a + b) / n;
  const double p2 = (a + c) / n;
  const Interval w1 = wilsonInterval(both + onlySecond, trials);
  const Interval w2 = wilsonInterval(both + onlyFirst, trials);

  // Correlation of the two outcomes, with Newcombe's continuity correction where it is positive.
  const double product = (a + b) * (c + d) * (a + c) * (b + d);
  double covariance = a * d - b * c;
  if (covariance > 0)
    covariance = std::max(covariance - n / 2, 0.0);
  const double phi = product > 0 ? covariance / std::sqrt(product) : 0.0;

  const auto halfWidth = [phi](double u, double v) {
    return std::sqrt(std::max(0.0, u * u - 2 * phi * u * v + v * v));
  };
  const double difference = p1 - p2;
  return {difference, {difference - halfWidth(p1 - w1.lo, w2.hi - p2), difference + halfWidth(w1.hi - p1, p2 - w2.lo)}};
}

double quantile(std::vector<double> values, double share) {
  if (values.empty())
    return 0.0;
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

Interval medianInterval(std::vector<double> values) {
  if (values.empty())
    return {};
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  // Ranks from 1, the binomial taken as normal.
  const double low = std::max(1.0, std::ceil((n - z95 * std::sqrt(n)) / 2.0));
  const double high = std::min(n, std::ceil((n + z95 * std::sqrt(n)) / 2.0));
  return {values[static_cast<std::size_t>(low) - 1], values[static_cast<std::size_t>(high) - 1]};
}

}  // namespace effortlab
