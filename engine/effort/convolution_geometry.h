#pragma once

#include "effort/knob_layer.h"

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// How the pixels of a map are cut into units of work.
struct PixelBlocks {
  std::int64_t blockPixels = 1;
  std::int64_t blocks = 1;
};
PixelBlocks pixelBlocks(std::int64_t pixels, std::int64_t taps);

/// What a convolution under knobs derives from its shapes and knobs alone: the same for every batch.
struct ConvolutionGeometry {
  explicit ConvolutionGeometry(const KnobCall& call);
  /// Made for inputs of this size.
  bool fits(const KnobCall& call) const noexcept;

  model::Window2d window;
  std::int64_t height, width, outHeight, outWidth, pixels;
  BorderCases cases;
  std::vector<std::int32_t> caseOf;         ///< border case, by pixel
  std::vector<std::vector<float>> tapSums;  ///< by group: SfmaPlan::insideTapSums(); empty without SFMA
  std::vector<std::uint8_t> subject;  ///< pixels SPET applies to under the paper's rule: the sampled ones; empty: all
};

}  // namespace effortlab::effort
