#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Default boxes of an SSD feature map, cell by cell; in a cell for each min size: the square, the square of
/// sqrt(min max), then one a remaining aspect ratio. Source: Caffe SSD, prior_box_layer. Depends on shapes only.
/// Shapes: inputs [N, C, H, W] (map, network input), output [1, 2, 4 M]: corners relative to the image, variances.
extern const LayerOps priorBoxOps;

}  // namespace effortlab::nn
