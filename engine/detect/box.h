#pragma once

#include "data/box.h"
#include "data/boxes_io.h"

#include <vector>

namespace effortlab::detect {

using data::Box;

/// Intersection over union, 0 to 1; 0 where either is empty.
float intersectionOverUnion(const Box& a, const Box& b);

/// Box, class and score, 0 to 1.
using Detection = data::ScoredBox;

using Detections = std::vector<Detection>;

}  // namespace effortlab::detect
