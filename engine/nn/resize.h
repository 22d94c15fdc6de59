#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Height and width by nearest neighbours or linear interpolation; beyond the outermost pixels, those pixels.
/// Shapes: input [N, C, H, W], output [N, C, H', W'], row-major f32. 1-D: [N, C, L], [N, C, L'].
extern const LayerOps resizeOps;

/// The two input elements an output element lies between, and the second one's share; nearest takes the first.
struct ResizeTap {
  std::int64_t low = 0, high = 0;
  float share = 0.0F;
};

/// One of every output element along an axis of `from` elements that becomes one of `to`. `factor`: the scale the file
/// gives, 0 where it gives the size.
std::vector<ResizeTap> resizeTaps(const model::ResizeParams& params, std::int64_t from, std::int64_t to, double factor);

}  // namespace effortlab::nn
