#pragma once

#include "fovea/frame_record.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

/// How parts of a frame lie in a canvas.
struct Montage {
  model::ImageSize canvas;
  std::vector<MontageTile> tiles = {};  ///< sources and destinations have whole-numbered edges
  float fill = 0.0F;                    ///< share of the canvas that tiles cover
};

/// The box that a matrix makes of a box; matrices of tiles only scale and move.
Box mapped(const TileMatrix& matrix, const Box& box);

/// A tile with both its matrices. Requires: neither box is empty.
MontageTile makeTile(const Box& source, const Box& destination, BoxOrigin purpose, int track = -1);

/// The whole frame stretched to the canvas, as one tile.
Montage fullFrameMontage(model::ImageSize frame, model::ImageSize canvas);

/// Share of the canvas that its tiles cover; they must not overlap.
float fillOf(model::ImageSize canvas, std::span<const MontageTile> tiles);

/// The pixels: every tile stretched to its place (bilinear; where that would leave pixels of the frame out, halved by
/// area first), grey between them. Errors: Error{InvalidArgument} for a tile outside the frame or the canvas.
data::Image drawMontage(const data::Image& frame, const Montage& montage);

}  // namespace effortlab::fovea
