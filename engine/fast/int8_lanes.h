#pragma once

#include "fast/int8_kernels.h"
#include "fast/lane_tensor.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace effortlab::fast {

/// For each 32-bit element of a plane (halo included) where it comes from; -1: outside the maps. Shared by the steps of
/// a plan.
using Int8LaneIndex = std::shared_ptr<const std::vector<std::int32_t>>;

/// From row-major maps [images][height][width] to a plane, from its start on.
Int8LaneIndex indexFromMaps(const LaneMaps& maps);
/// From a plane (elements counted from its tile element (0, 0)) to row-major maps [images][height][width].
Int8LaneIndex indexToMaps(const LaneMaps& maps);
/// From a plane of `source` (counted from its tile element (0, 0)) to a plane of `target` of the same maps.
Int8LaneIndex indexBetween(const LaneMaps& source, const LaneMaps& target);
/// The same for maps of at least as many elements, which are taken row after row.
Int8LaneIndex indexFlattened(const LaneMaps& source, const LaneMaps& target);

/// Refills halos (and what lies beyond the image in the last tiles) from the tiles, a lane permutation a vector.
class Int8HaloFill {
public:
  explicit Int8HaloFill(const LaneMaps& maps);
  Int8HaloFill(const Int8HaloFill&) = delete;
  Int8HaloFill& operator=(const Int8HaloFill&) = delete;

  void run(const Int8Kernels& kernels, LaneTensor& tensor, PlaneRange planes, std::uint32_t padding) const;

private:
  struct Axis {
    std::int64_t element;  ///< within the tile that holds it
    std::int64_t tiles;    ///< how far that tile is
  };
  void addMove(const LaneMaps& maps, std::int64_t y, std::int64_t x);

  std::map<std::int64_t, std::array<std::int32_t, 16>> m_sources;  ///< lane permutations by distance
  std::vector<Int8LaneMove> m_moves;
};

}  // namespace effortlab::fast
