#pragma once

#include "fovea/montage.h"
#include "fovea/tracker.h"

#include <vector>

namespace effortlab::fovea {

/// A part of the frame that is wanted in the montage.
struct TileRequest {
  Box source;          ///< whole-numbered edges inside the frame
  float scale = 1.0F;  ///< pixels of the canvas for each of the frame
  BoxOrigin purpose = BoxOrigin::Fovea;
  int track = -1;
};

/// Pixels of the canvas that it takes.
float costOf(const TileRequest& request);

/// The smallest box of whole-numbered edges around `box`, inside the frame; of at least a pixel.
Box wholeBox(const Box& box, model::ImageSize frame);

/// A box stretched by `z` of its width and height, on each side or (`inTotal`) half of it on each, clipped, whole.
/// Source: thesis 3.2.
Box stretchedCrop(const Box& box, float z, bool inTotal, model::ImageSize frame);

struct FoveaOptions {
  model::ImageSize frame;
  float margin = 0.25F;     ///< of the mean side, on each side
  float sigmas = 1.5F;      ///< deviations of the prediction, on each side
  float target = 48.0F;     ///< long side of the object in the canvas, pixels
  float mostScale = 2.0F;   ///< small objects are enlarged at most so much
  float leastScale = 0.1F;  ///< and large ones shrunk
};

/// What a fovea for an object that is followed shows, the object at its target size.
TileRequest foveaRequest(const Track& track, const FoveaOptions& options);

/// Crops become one while that costs at most `limit` times the pixels of both apart; the larger scale counts. Only
/// those of one purpose. 0: none do.
std::vector<TileRequest> mergeRequests(std::vector<TileRequest> requests, float limit);

}  // namespace effortlab::fovea
