#include "fast/pixel_packing.h"

#include <bit>

namespace effortlab::fast {

namespace {

std::uint32_t pixelLanes(const LaneMaps& maps, std::int64_t y, std::int64_t x) {
  const bool tiles = maps.use == LaneUse::Tiles;
  std::uint32_t mask = 0;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    const std::int64_t row = tiles ? lane / gridSide * maps.tileH + y : y;
    const std::int64_t column = tiles ? lane % gridSide * maps.tileW + x : x;
    if (row < maps.height && column < maps.width)
      mask |= 1U << lane;
  }
  return mask;
}

}  // namespace

PixelPacking::PixelPacking(const LaneMaps& maps, std::int64_t first, std::int64_t end) {
  std::int64_t pixels = 0;
  for (std::int64_t place = first; place < end; ++place) {
    const std::uint32_t inside = pixelLanes(maps, place / maps.tileW, place % maps.tileW);
    if (inside == 0)
      continue;
    m_places.push_back(place);
    m_inside.push_back(inside);
    pixels += std::popcount(inside);
  }
  m_vectors = (pixels + lanes - 1) / lanes;
}

std::vector<std::int64_t> PixelPacking::placesIn(const LaneMaps& maps) const {
  std::vector<std::int64_t> at;
  at.reserve(m_places.size());
  for (const std::int64_t place : m_places)
    at.push_back(place / maps.tileW * maps.rowStride() + place % maps.tileW * lanes);
  return at;
}

LanePacking PixelPacking::moves(const std::vector<std::int64_t>& places, const LaneMaps& maps,
                                std::int64_t planes) const {
  return {.at = places.data(),
          .inside = m_inside.data(),
          .places = static_cast<std::int64_t>(m_inside.size()),
          .planes = planes,
          .planeStride = maps.planeStride(),
          .packedStride = m_vectors * lanes};
}

std::int64_t packedVectors(const LaneMaps& maps) {
  if (maps.use == LaneUse::Images)
    return maps.tileH * maps.tileW;
  return (maps.height * maps.width + lanes - 1) / lanes;
}

}  // namespace effortlab::fast
