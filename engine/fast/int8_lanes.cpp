#include "fast/int8_lanes.h"

#include "core/error.h"

#include <limits>

namespace effortlab::fast {

namespace {

/// Where (y, x) of a lane's tile lies in its image.
struct Int8ImagePlace {
  std::int64_t image, y, x;
};

Int8ImagePlace int8ImagePlace(const LaneMaps& maps, std::int64_t lane, std::int64_t y, std::int64_t x) {
  if (maps.use == LaneUse::Images)
    return {lane, y, x};
  return {0, lane / gridSide * maps.tileH + y, lane % gridSide * maps.tileW + x};
}

bool int8InsideImage(const LaneMaps& maps, const Int8ImagePlace& place) {
  return place.y >= 0 && place.x >= 0 && place.y < maps.height && place.x < maps.width;
}

/// Of an element inside the image, from tile element (0, 0) on.
std::int64_t int8LaneElement(const LaneMaps& maps, const Int8ImagePlace& place) {
  if (maps.use == LaneUse::Images)
    return place.y * maps.rowStride() + place.x * lanes + place.image;
  return place.y % maps.tileH * maps.rowStride() + place.x % maps.tileW * lanes + place.y / maps.tileH * gridSide +
         place.x / maps.tileW;
}

template <typename Source>
Int8LaneIndex int8IndexOfPlane(const LaneMaps& maps, const Source& source) {
  if (maps.planeStride() > std::numeric_limits<std::int32_t>::max() / lanes)
    throw Error(ErrorCode::TooLarge, "maps are too large for 8-bit kernels");
  auto index = std::make_shared<std::vector<std::int32_t>>();
  for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
    for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x)
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        const Int8ImagePlace place = int8ImagePlace(maps, lane, y, x);
        index->push_back(int8InsideImage(maps, place) ? static_cast<std::int32_t>(source(place)) : -1);
      }
  return index;
}

}  // namespace

Int8LaneIndex indexFromMaps(const LaneMaps& maps) {
  return int8IndexOfPlane(
      maps, [&](const Int8ImagePlace& place) { return (place.image * maps.height + place.y) * maps.width + place.x; });
}

Int8LaneIndex indexToMaps(const LaneMaps& maps) {
  auto index = std::make_shared<std::vector<std::int32_t>>();
  for (std::int64_t image = 0; image < (maps.use == LaneUse::Images ? lanes : 1); ++image)
    for (std::int64_t y = 0; y < maps.height; ++y)
      for (std::int64_t x = 0; x < maps.width; ++x)
        index->push_back(static_cast<std::int32_t>(int8LaneElement(maps, {image, y, x})));
  return index;
}

Int8LaneIndex indexBetween(const LaneMaps& source, const LaneMaps& target) {
  return int8IndexOfPlane(target, [&](const Int8ImagePlace& place) { return int8LaneElement(source, place); });
}

Int8LaneIndex indexFlattened(const LaneMaps& source, const LaneMaps& target) {
  return int8IndexOfPlane(target, [&](const Int8ImagePlace& place) {
    const std::int64_t element = place.y * target.width + place.x;
    if (element >= source.height * source.width)
      return std::int64_t{-1};
    return int8LaneElement(source, {place.image, element / source.width, element % source.width});
  });
}

Int8HaloFill::Int8HaloFill(const LaneMaps& maps) {
  for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
    for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x)
      addMove(maps, y, x);
}

void Int8HaloFill::addMove(const LaneMaps& maps, std::int64_t y, std::int64_t x) {
  const auto axis = [&](std::int64_t at, std::int64_t tile) {
    const std::int64_t tiles = maps.use == LaneUse::Images ? 0 : (at >= 0 ? at / tile : -((tile - 1 - at) / tile));
    return Axis{at - tiles * tile, tiles};
  };
  Int8LaneMove move;
  for (std::int64_t lane = 0; lane < lanes; ++lane)
    if (!int8InsideImage(maps, int8ImagePlace(maps, lane, y, x)))
      move.outside |= 1U << lane;
  const bool halo = y < 0 || x < 0 || y >= maps.tileH || x >= maps.tileW;
  if (!halo && move.outside == 0)
    return;
  const Axis row = axis(y, maps.tileH);
  const Axis column = axis(x, maps.tileW);
  move.to = y * maps.rowStride() + x * lanes;
  // A vector all of whose lanes lie outside has no source.
  constexpr std::uint32_t allLanes = 0xFFFF;
  move.from = move.outside == allLanes ? move.to : row.element * maps.rowStride() + column.element * lanes;
  const std::int64_t distance = row.tiles * gridSide + column.tiles;
  const auto [entry, added] = m_sources.try_emplace(distance);
  for (std::int64_t lane = 0; added && lane < lanes; ++lane)
    entry->second[static_cast<std::size_t>(lane)] =
        static_cast<std::int32_t>((lane + distance + lanes * lanes) % lanes);
  move.source = entry->second.data();
  m_moves.push_back(move);
}

void Int8HaloFill::run(const Int8Kernels& kernels, LaneTensor& tensor, PlaneRange planes, std::uint32_t padding) const {
  if (m_moves.empty())
    return;
  for (std::int64_t plane = planes.first; plane < planes.first + planes.count; ++plane)
    kernels.moveLanes(reinterpret_cast<std::uint32_t*>(tensor.plane(plane)), m_moves.data(),
                      static_cast<std::int64_t>(m_moves.size()), padding);
}

}  // namespace effortlab::fast
