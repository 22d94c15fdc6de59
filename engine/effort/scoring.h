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

/// Images that run together: `wanted`, or one at a time where the network mixes the images of a batch.
/// Errors: Error{Unsupported} when such a network takes several at once: their answers are not one image's.
std::int64_t imagesPerRun(const model::Graph& graph, std::int64_t wanted);

/// Class scores of image n of a run; all of the output where one image runs at a time.
std::span<const float> scoresOf(const model::Graph& graph, const Tensor& output, std::int64_t n);

/// Errors: Error{Mismatch} when a label has no class in the network, naming the image.
void checkLabel(int label, std::int64_t classes, const std::string& imageName);

}  // namespace effortlab::effort
