#pragma once

#include "detect/detector.h"
#include "fovea/requests.h"

#include <optional>
#include <span>
#include <vector>

namespace effortlab::fovea {

struct PackOptions {
  model::ImageSize frame;
  std::int64_t gutter = 6;  ///< pixels of the canvas between tiles
  /// How far a tile grows on each side into free canvas, relative to its size; the frame shows more there. 0: not.
  float growth = 0.5F;
};

/// The tiles of the requests in one canvas, without overlap; nothing where they do not fit. Source: Jylaenki 2010, "A
/// thousand ways to pack the bin" (MaxRects, best short side fit, largest first).
std::optional<Montage> packTiles(std::span<const TileRequest> requests, model::ImageSize canvas,
                                 const PackOptions& options);

/// The first canvas, in their order, that takes all requests; where none does, the last one with smaller and smaller
/// scales. Requires: at least one of each.
Montage packFirst(std::vector<TileRequest> requests, std::span<const model::ImageSize> canvases,
                  const PackOptions& options);

/// The canvases of a detector that montages are packed into, by ascending area, none larger than `most` in area: few,
/// for a network is made for each. A fixed detector has one.
std::vector<model::ImageSize> canonicalCanvases(const detect::CanvasLimits& limits, model::ImageSize most);

/// `count` tiles in rows and columns that share a canvas; equal to a pixel. Source: thesis 3.2.
std::vector<Box> gridPlaces(std::size_t count, model::ImageSize canvas);

}  // namespace effortlab::fovea
