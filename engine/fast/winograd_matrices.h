#pragma once

#include "core/tensor.h"

#include <cstdint>
#include <vector>

namespace effortlab::fast {

/// F(outputs, taps) by `points` interpolation points: outputs + taps - 1 = points, in both directions.
struct WinogradSize {
  int points = 6;   ///< 6: 0, +-1, +-2, infinity; 8: +-1/2 as well
  int outputs = 4;  ///< a side of an output tile

  int taps() const noexcept { return points + 1 - outputs; }
  int elements() const noexcept { return points * points; }
  bool operator==(const WinogradSize&) const = default;
};

/// y = A^T ((G g G^T) . (B^T d B)) A, the product element by element, is the correlation of d and g.
/// Source: S. Winograd, Arithmetic complexity of computations (1980); A. Lavin, S. Gray, arXiv 1509.09308
struct WinogradMatrices {
  std::vector<double> input;    ///< B^T [points][points]: its entries are exact in single precision
  std::vector<double> weights;  ///< G [points][taps]
  std::vector<double> output;   ///< A^T [outputs][points]
};

WinogradMatrices winogradMatrices(const WinogradSize& size);

/// G g G^T of one kernel g [taps][taps], in double precision: [points][points].
std::vector<double> transformWeights(const WinogradMatrices& matrices, const WinogradSize& size,
                                     const std::vector<double>& kernel);

}  // namespace effortlab::fast
