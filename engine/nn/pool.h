#pragma once

#include "nn/layer_ops.h"
#include "nn/window.h"

namespace effortlab::nn {

/// Max and average pooling of each map by itself.
/// Shapes: input [N, C, H, W], output [N, C, H', W'], row-major f32; 1-D: [N, C, L], [N, C, L']. A window that lies in
/// the padding alone gives 0.
extern const LayerOps poolOps;

/// One pooling layer over maps of one size: the rules of PoolParams resolved, for its implementations.
struct PoolGeometry {
  model::PoolKind kind = model::PoolKind::Max;
  model::PoolDivisor divisor = model::PoolDivisor::InsideOnly;
  WindowAxis vertical;
  WindowAxis horizontal;
  std::int64_t outHeight = 0;
  std::int64_t outWidth = 0;

  /// By what the sum of the window at (y, x) is divided; 0 where nothing counts.
  std::int64_t divisorAt(std::int64_t y, std::int64_t x) const noexcept;
};

/// Errors: Error{ShapeMismatch} when no window fits.
PoolGeometry poolGeometry(const model::PoolParams& params, std::int64_t height, std::int64_t width);

}  // namespace effortlab::nn
