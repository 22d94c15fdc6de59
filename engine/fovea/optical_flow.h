#pragma once

#include "fovea/grey_frame.h"

#include <span>

namespace effortlab::fovea {

/// A place in a picture, pixels of GreyFrame's level 0; the middle of the first pixel is {0, 0}.
struct FlowPoint {
  float x = 0.0F, y = 0.0F;
};

/// A point that is looked for in the next picture.
struct FlowTask {
  FlowPoint from;
  FlowPoint to;              ///< in: where it is expected; out: where it is
  bool found = false;        ///< texture, convergence and the way back agree
  float returnError = 0.0F;  ///< pixels between the start and where the way back ends
};

struct FlowOptions {
  int coarsest = 1;              ///< level of GreyFrame to begin at
  int iterations = 8;            ///< at most, a level
  float settled = 0.02F;         ///< pixels: a smaller step ends the iterations
  float leastTexture = 2.0F;     ///< smaller eigenvalue of the mean gradient matrix, grey steps squared
  float mostReturnError = 0.7F;  ///< pixels
};

/// Sparse optical flow from coarse to fine, windows of 12 x 12 pixels, there and back. One thread: few points.
/// Source: Lucas, Kanade 1981; Bouguet 2000; Baker, Matthews 2004 (inverse compositional); Kalal et al. 2010.
/// Points whose window leaves the picture are not found.
void followPoints(const GreyFrame& before, const GreyFrame& after, std::span<FlowTask> points,
                  const FlowOptions& options = {});

}  // namespace effortlab::fovea
