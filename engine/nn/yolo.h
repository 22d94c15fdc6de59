#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Darknet's yolo layer: boxes, objectness and class scores of each cell and anchor.
/// Shapes: input [N, A (5 + classes), H, W], output [N, H W A, 5 + classes], rows by y, x, anchor: centre x, centre y,
/// width, height relative to the image, objectness, class scores times objectness (0 up to the threshold).
extern const LayerOps yoloOps;

}  // namespace effortlab::nn
