#pragma once

#include "core/tensor.h"
#include "fast/conv_kernel.h"
#include "fast/winograd_matrices.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace effortlab::fast {

/// A convolution of stride 1 or 2 as one of stride 1: with stride s each map becomes s x s maps of every s-th row and
/// column, and the taps are dealt out likewise, filled up with zeros.
struct WinogradLayer {
  WinogradSize size;
  std::int64_t stride = 1;
  std::int64_t inputs = 0;  ///< maps C before the split
  std::int64_t outputs = 0;
  std::int64_t padTop = 0, padLeft = 0;

  std::int64_t phases() const noexcept { return stride * stride; }
  std::int64_t depth() const noexcept { return inputs * phases(); }
};

/// Nothing where Winograd's way does not apply or has no fewer multiplications.
/// `points` is 6 or 8: more points mean fewer multiplications and larger rounding errors.
std::optional<WinogradLayer> winogradLayer(const ConvLayer& layer, int points);

/// Transformed weights of output map k, channel-phase d at [(k * depth + d) * elements], elements contiguous.
FloatBuffer winogradWeights(const ConvLayer& layer, const WinogradLayer& shape);

/// At least `size` uninitialised floats of a buffer that only grows.
float* grown(FloatBuffer& buffer, std::int64_t size);

/// Distance of at least `size` floats, a multiple of 16, that spreads power-of-two sizes over a cache's sets.
std::int64_t spreadStride(std::int64_t size) noexcept;

}  // namespace effortlab::fast
