#pragma once

#include "fast/lane_kernels.h"
#include "fast/lane_tensor.h"

#include <cstdint>
#include <vector>

namespace effortlab::fast {

/// Which lanes are pixels of the image, at some places of its tiles: where tiles lie partly beyond it, the pixels alone
/// need fewer vectors. Of 10 x 10 pixels 7, not the 9 of tiles of 3 x 3; of 13 x 13 11, not 16.
class PixelPacking {
public:
  /// Places [first, end) of `maps`, row by row.
  PixelPacking(const LaneMaps& maps, std::int64_t first, std::int64_t end);

  std::int64_t vectors() const noexcept { return m_vectors; }  ///< that hold the pixels
  /// From the start of a plane of other maps of these tiles to each place that has pixels, in floats.
  std::vector<std::int64_t> placesIn(const LaneMaps& maps) const;
  /// For LaneKernels::packLanes() and unpackLanes(), with what placesIn() gave for `maps`.
  LanePacking moves(const std::vector<std::int64_t>& places, const LaneMaps& maps, std::int64_t planes) const;

private:
  std::int64_t m_vectors = 0;
  std::vector<std::int64_t> m_places;
  std::vector<std::uint32_t> m_inside;  ///< [places]
};

/// Vectors that the pixels of all tiles need.
std::int64_t packedVectors(const LaneMaps& maps);

}  // namespace effortlab::fast
