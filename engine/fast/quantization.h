#pragma once

#include "core/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::fast {

/// 8-bit activations: value = step (q - zero), q in 0 ... 255. Zero is exact: padding adds no error.
struct Quantization {
  float step = 1.0F;
  std::int32_t zero = 0;

  /// Zeros of four channels of a lane, for a halo.
  std::uint32_t padding() const noexcept { return static_cast<std::uint32_t>(zero) * 0x01010101U; }
  float dequantize(std::uint8_t q) const noexcept { return step * static_cast<float>(q - zero); }
  bool operator==(const Quantization&) const = default;
};

/// The finest steps that reach from `low` to `high`; both are widened to take in 0. Errors: Error{NotFinite}.
Quantization quantizationFor(float low, float high);

/// Symmetric 8-bit weights, a step for each output: weight = step[k] q, q in -127 ... 127. Rounded to the nearest,
/// halves to even, but for the few that make the errors of an output add up to at most half a step: inputs behind ReLU
/// have a mean in common, which then passes almost without error.
struct QuantizedWeights {
  std::vector<std::int8_t> values;  ///< in the order of the tensor
  std::vector<float> steps;         ///< [outputs]; 1 where all weights of an output are 0
};

/// Shapes: weights [outputs, ...].
QuantizedWeights quantizeWeights(std::span<const float> weights, std::int64_t outputs);

}  // namespace effortlab::fast
