#pragma once

#include "nn/layer_ops.h"

namespace effortlab::nn {

/// Boxes decoded, suppressed class by class and joined, Caffe SSD's DetectionOutput; rows of an image by falling score.
/// Shapes: locations [N, 4 M] (classes apart: [N, M classes 4]), confidences [N, M classes], priors [1, 2, 4 M]; output
/// [1, 1, K, 7]. The shape announced is the most there may be; run() puts the tensor of what is found in its place.
extern const LayerOps detectionOutputOps;

}  // namespace effortlab::nn
