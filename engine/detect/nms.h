#pragma once

#include "detect/box.h"

namespace effortlab::detect {

/// Greedy non-maximum suppression, class by class: of two boxes whose IoU is above `overlap`, the one of the lower
/// score goes. Ensures: falling scores; among equal ones the order of `detections` decides.
Detections suppressOverlaps(Detections detections, float overlap);

}  // namespace effortlab::detect
