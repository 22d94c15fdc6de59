#include "effort/scoring.h"

#include "core/error.h"
#include "nn/engine.h"

#include <algorithm>

namespace effortlab::effort {

Score scoreImage(std::span<const float> outputs, bool probabilities, int label) {
  const std::vector<float> scores = nn::probabilities(outputs, probabilities);
  Score result;
  const auto best = std::max_element(outputs.begin(), outputs.end());
  if (best == outputs.end())
    return result;
  result.top1 = static_cast<int>(best - outputs.begin());
  result.top1Hit = result.top1 == label;
  float second = 0.0F;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (static_cast<int>(i) != result.top1)
      second = std::max(second, scores[i]);
  result.margin = scores[static_cast<std::size_t>(result.top1)] - second;
  if (label < 0 || label >= static_cast<int>(outputs.size()))
    return result;
  // Among the five best when fewer than five classes stand before it; equals rank by index.
  const float own = outputs[static_cast<std::size_t>(label)];
  int before = 0;
  for (int i = 0; i < static_cast<int>(outputs.size()); ++i) {
    const float other = outputs[static_cast<std::size_t>(i)];
    before += other > own || (other == own && i < label) ? 1 : 0;
  }
  result.top5Hit = before < 5;
  return result;
}

std::int64_t imagesPerRun(const model::Graph& graph, std::int64_t wanted) {
  if (graph.batchable)
    return wanted;
  for (const model::GraphInput& input : graph.inputs)
    if (input.shape[0] != 1)
      throw Error(ErrorCode::Unsupported,
                  "the network computes batches of exactly " + std::to_string(input.shape[0]) +
                      " images and mixes them, so that no image has an answer of its own; export it with a batch of 1");
  return 1;
}

std::span<const float> scoresOf(const model::Graph& graph, const Tensor& output, std::int64_t n) {
  return graph.batchable ? output.image(n) : output.values();
}

void checkLabel(int label, std::int64_t classes, const std::string& imageName) {
  if (label >= 0 && label < classes)
    return;
  throw Error(ErrorCode::Mismatch, imageName + ": class " + std::to_string(label) + ", but the network has " +
                                       std::to_string(classes) + " classes; use data that fit the network");
}

}  // namespace effortlab::effort
