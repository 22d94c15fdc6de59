#include "nn/box_decoding.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

float boxArea(const Box& box) noexcept {
  if (box.xMax < box.xMin || box.yMax < box.yMin)
    return 0.0F;
  return (box.xMax - box.xMin) * (box.yMax - box.yMin);
}

/// Centre moved in sizes of the prior, size by a factor's logarithm.
Box decodeCenterSize(const Box& prior, const Box& delta) noexcept {
  const float width = prior.xMax - prior.xMin;
  const float height = prior.yMax - prior.yMin;
  const float centreX = delta.xMin * width + prior.xMin + width * 0.5F;
  const float centreY = delta.yMin * height + prior.yMin + height * 0.5F;
  const float halfWidth = std::exp(delta.xMax) * width * 0.5F;
  const float halfHeight = std::exp(delta.yMax) * height * 0.5F;
  return {centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight};
}

/// Corners moved by units of a width and a height.
Box decodeCorners(const Box& prior, const Box& delta, float width, float height) noexcept {
  return {prior.xMin + delta.xMin * width, prior.yMin + delta.yMin * height, prior.xMax + delta.xMax * width,
          prior.yMax + delta.yMax * height};
}

}  // namespace

float overlap(const Box& a, const Box& b) noexcept {
  const float common =
      boxArea({std::max(a.xMin, b.xMin), std::max(a.yMin, b.yMin), std::min(a.xMax, b.xMax), std::min(a.yMax, b.yMax)});
  return common > 0.0F ? common / (boxArea(a) + boxArea(b) - common) : 0.0F;
}

Box BoxDecoder::decode(const float* location, std::int64_t prior) const noexcept {
  const float* corners = m_priors.data() + prior * boxCoordinates;
  const Box from{corners[0], corners[1], corners[2], corners[3]};
  Box delta{location[0], location[1], location[2], location[3]};
  if (!m_encoded) {
    const float* variance = corners + m_priors.shape()[2];
    delta = {delta.xMin * variance[0], delta.yMin * variance[1], delta.xMax * variance[2], delta.yMax * variance[3]};
  }
  switch (m_code) {
    case model::BoxCode::Corner: return decodeCorners(from, delta, 1.0F, 1.0F);
    case model::BoxCode::CornerSize: return decodeCorners(from, delta, from.xMax - from.xMin, from.yMax - from.yMin);
    case model::BoxCode::CenterSize: return decodeCenterSize(from, delta);
  }
  return from;
}

}  // namespace effortlab::nn
