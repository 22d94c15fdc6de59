#pragma once

#include "core/tensor.h"
#include "model/detection_params.h"

#include <cstdint>

namespace effortlab::nn {

constexpr std::int64_t boxCoordinates = 4;  ///< values a box

/// Corners, relative to the image.
struct Box {
  float xMin = 0.0F, yMin = 0.0F, xMax = 0.0F, yMax = 0.0F;
};

/// Area of the intersection over that of the union; 0 where the boxes do not meet.
float overlap(const Box& a, const Box& b) noexcept;

/// Turns an SSD's location predictions into boxes.
class BoxDecoder {
public:
  /// `priors`: [1, 2, 4 M], corner boxes then variances; [1, 1, 4 M] will do where the target holds the variances.
  BoxDecoder(model::BoxCode code, bool varianceEncodedInTarget, const Tensor& priors) noexcept
      : m_code(code), m_encoded(varianceEncodedInTarget), m_priors(priors) {}

  /// The box that the four values at `location` make of a prior.
  Box decode(const float* location, std::int64_t prior) const noexcept;

private:
  model::BoxCode m_code;
  bool m_encoded;
  const Tensor& m_priors;
};

}  // namespace effortlab::nn
