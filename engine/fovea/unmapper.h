#pragma once

#include "fovea/montage.h"
#include "fovea/tracker.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

struct UnmapOptions {
  /// A box is dropped when a larger share of it lies outside the tile that owns its centre.
  float mostOutside = 0.1F;
  /// Pixels of the canvas: a box whose edge is this near to one of its tile is cut off there, unless the frame ends.
  float edge = 1.5F;
  float truncatedFactor = 1.0F;  ///< on the score of boxes that are cut off
};

/// Boxes of a montage in the frame's pixels, clipped to it: the tile that a box's centre lies in owns it; boxes between
/// tiles or across several are dropped. By falling score.
std::vector<Sighting> unmapDetections(const Montage& montage, std::span<const detect::Detection> found,
                                      model::ImageSize frame, const UnmapOptions& options = {});

/// Class-wise non-maximum suppression of what tiles saw; boxes that a tile cut off go where another tile shows the
/// whole.
std::vector<Sighting> suppressSightings(std::vector<Sighting> sightings, float overlap);

}  // namespace effortlab::fovea
