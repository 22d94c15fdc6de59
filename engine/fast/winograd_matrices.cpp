#include "fast/winograd_matrices.h"

#include <cmath>
#include <span>

namespace effortlab::fast {

namespace {

constexpr double winogradFinitePoints[] = {0, 1, -1, 2, -2, 0.5, -0.5};

/// Coefficients of the product of (x - q) over the points q but `left`, from the constant on.
std::vector<double> productOfRoots(std::span<const double> points, std::size_t left) {
  std::vector<double> product{1.0};
  for (std::size_t q = 0; q < points.size(); ++q) {
    if (q == left)
      continue;
    product.push_back(0.0);
    for (std::size_t i = product.size() - 1; i > 0; --i)
      product[i] = product[i - 1] - points[q] * product[i];
    product[0] *= -points[q];
  }
  return product;
}

}  // namespace

WinogradMatrices winogradMatrices(const WinogradSize& size) {
  const auto points = static_cast<std::size_t>(size.points);
  const auto outputs = static_cast<std::size_t>(size.outputs);
  const auto taps = static_cast<std::size_t>(size.taps());
  const std::span finite(winogradFinitePoints, points - 1);
  WinogradMatrices result{std::vector<double>(points * points), std::vector<double>(points * taps),
                          std::vector<double>(outputs * points)};
  for (std::size_t p = 0; p < finite.size(); ++p) {
    double norm = 1.0;
    for (std::size_t q = 0; q < finite.size(); ++q)
      norm *= q == p ? 1.0 : finite[p] - finite[q];
    const std::vector<double> row = productOfRoots(finite, p);
    for (std::size_t i = 0; i < row.size(); ++i)
      result.input[p * points + i] = row[i];
    for (std::size_t i = 0; i < taps; ++i)
      result.weights[p * taps + i] = std::pow(finite[p], static_cast<double>(i)) / norm;
    for (std::size_t i = 0; i < outputs; ++i)
      result.output[i * points + p] = std::pow(finite[p], static_cast<double>(i));
  }
  const std::vector<double> atInfinity = productOfRoots(finite, finite.size());
  for (std::size_t i = 0; i < atInfinity.size(); ++i)
    result.input[(points - 1) * points + i] = atInfinity[i];
  result.weights[points * taps - 1] = 1.0;
  result.output[outputs * points - 1] = 1.0;
  return result;
}

std::vector<double> transformWeights(const WinogradMatrices& matrices, const WinogradSize& size,
                                     const std::vector<double>& kernel) {
  const auto points = static_cast<std::size_t>(size.points);
  const auto taps = static_cast<std::size_t>(size.taps());
  std::vector<double> half(points * taps);
  std::vector<double> result(points * points);
  for (std::size_t i = 0; i < points; ++i)
    for (std::size_t x = 0; x < taps; ++x)
      for (std::size_t y = 0; y < taps; ++y)
        half[i * taps + x] += matrices.weights[i * taps + y] * kernel[y * taps + x];
  for (std::size_t i = 0; i < points; ++i)
    for (std::size_t j = 0; j < points; ++j)
      for (std::size_t x = 0; x < taps; ++x)
        result[i * points + j] += half[i * taps + x] * matrices.weights[j * taps + x];
  return result;
}

}  // namespace effortlab::fast
