#pragma once

#include "detect/detector.h"
#include "model/manifest.h"

#include <span>
#include <vector>

namespace effortlab::detect {

/// What the manifest says of a detector. Errors: Error{InvalidArgument} where it names no decoder.
const model::DetectionSpec& detectionSpec(const model::Model& model);

/// A network's outputs as boxes in a canvas of the network's own input size, by falling score, overlaps suppressed.
/// `defaults`: defaultBoxes() of that size, for decoder `ssd` without PriorBox layers. Errors: Error{ShapeMismatch}.
Detections decodeCanvas(const model::DetectionSpec& spec, std::span<const Tensor> outputs,
                        std::span<const float> defaults, model::ImageSize canvas, float threshold);

/// Errors: Error{InvalidArgument} for a canvas outside the limits, saying which.
void requireCanvas(const CanvasLimits& limits, model::ImageSize canvas);

}  // namespace effortlab::detect
