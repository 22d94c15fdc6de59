#pragma once

#include <vector>

namespace effortlab::detect {

/// Pixels of the image: left, top, width, height.
struct Box {
  float x = 0.0F, y = 0.0F, w = 0.0F, h = 0.0F;
};

/// Intersection over union, 0 to 1; 0 where either is empty.
float intersectionOverUnion(const Box& a, const Box& b);

struct Detection {
  Box box;
  int classIndex = 0;
  float score = 0.0F;  ///< 0 to 1
};

using Detections = std::vector<Detection>;

}  // namespace effortlab::detect
