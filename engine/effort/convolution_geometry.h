#pragma once

#include "effort/measured_layer.h"

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// What a measured convolution derives from its shapes and knobs alone: the same for every batch.
struct ConvolutionGeometry {
  explicit ConvolutionGeometry(const MeasuredCall& call);
  /// Made for inputs of this size.
  bool fits(const MeasuredCall& call) const noexcept;

  model::Window2d window;
  std::int64_t height, width, outHeight, outWidth, pixels;
  BorderCases cases;
  std::vector<std::int32_t> caseOf;         ///< border case, by pixel
  std::vector<std::vector<float>> tapSums;  ///< by group: SfmaPlan::insideTapSums(); empty without SFMA
  std::vector<std::uint8_t> subject;  ///< pixels SPET applies to under the paper's rule: the sampled ones; empty: all
  std::int64_t blockPixels = 1;       ///< of a unit of work
  std::int64_t blocks = 1;
};

}  // namespace effortlab::effort
