#pragma once

#include "core/tensor.h"
#include "model/manifest.h"

#include <cstdint>
#include <span>

namespace effortlab::effort {

/// How one image's class scores stand to its label.
struct Score {
  int top1 = -1;  ///< the lowest class index among equals
  bool top1Hit = false;
  bool top5Hit = false;
  float margin = 0.0F;  ///< best minus second-best probability
};

/// `outputs`: class scores of one image, logits or, when `probabilities`, probabilities.
Score scoreImage(std::span<const float> outputs, bool probabilities, int label);

/// Errors: Error{Mismatch} when a label has no class in the network, naming the image.
void checkLabel(int label, std::int64_t classes, const std::string& imageName);

}  // namespace effortlab::effort
