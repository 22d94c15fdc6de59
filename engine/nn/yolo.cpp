#include "nn/yolo.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace effortlab::nn {

namespace {

constexpr std::int64_t yoloBoxValues = 5;  ///< centre, size, objectness
constexpr std::int64_t yoloObjectness = 4;

std::vector<Shape> yoloShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::YoloParams>(node.params);
  requireInputs(inputs, 1);
  requireRank(inputs[0], 4);
  const std::int64_t rowSize = yoloBoxValues + params.classes;
  const auto anchors = static_cast<std::int64_t>(params.anchors.size() / 2);
  if (params.classes < 1 || anchors < 1 || params.anchors.size() % 2 != 0 || inputs[0][1] != anchors * rowSize)
    throw Error(ErrorCode::ShapeMismatch, "input is " + inputs[0].toString() + ", expected " + std::to_string(anchors) +
                                              " anchors x " + std::to_string(rowSize) + " channels");
  if (params.imageH < 1 || params.imageW < 1)
    throw Error(ErrorCode::ShapeMismatch, "the size of the network's input is unknown");
  if (inputs[0].elementCount() < 1)
    throw Error(ErrorCode::ShapeMismatch, "a map of " + inputs[0].toString() + " has no cells");
  return {{inputs[0][0], inputs[0].elementCount(2, 4) * anchors, rowSize}};
}

float logistic(float value) {
  return 1.0F / (1.0F + std::exp(-value));
}

/// e^x to about one unit in the last place, in operations that vectors have (std::exp would be called one by one): the
/// power of two next to x / ln 2 times a polynomial of the rest. Beyond the range of floats: the ends of it; NaN stays.
/// Source: Cephes, expf
inline float vectorExp(float x) {
  constexpr float lowest = -87.3F, highest = 88.3F;
  constexpr float log2e = 1.44269504F, ln2High = 0.693359375F, ln2Low = -2.12194440e-4F;
  constexpr float roundAt = 12582912.0F;  ///< 1.5 * 2^23: what is added to it loses its fraction
  constexpr std::uint32_t mantissaBits = 23;
  const float raised = x < lowest ? lowest : x;
  const float inRange = raised > highest ? highest : raised;
  const float rounded = inRange * log2e + roundAt;
  const float whole = rounded - roundAt;
  const float rest = inRange - whole * ln2High - whole * ln2Low;
  float series = 1.9875691500e-4F;
  for (const float term : {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F})
    series = series * rest + term;
  const float fraction = series * rest * rest + rest + 1.0F;
  const std::uint32_t power = std::bit_cast<std::uint32_t>(rounded) << mantissaBits;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(fraction) + power);
}

/// Scores of one cell: its objectness times the logistic of each class, where above the threshold.
EFFORTLAB_CLONES
void yoloScores(const float* logits, std::int64_t count, float objectness, float threshold, float* scores) {
  for (std::int64_t c = 0; c < count; ++c) {
    const float score = objectness / (1.0F + vectorExp(-logits[c]));
    scores[c] = score > threshold ? score : 0.0F;
  }
}

/// One anchor at one cell. `from`: its first channel there; `logits`: room for those of the classes.
struct YoloCell {
  const model::YoloParams& params;
  std::int64_t height = 0, width = 0;

  void decode(const float* from, std::int64_t pixel, std::size_t anchor, float* row, float* logits) const {
    const std::int64_t stride = height * width;
    const auto at = [&](std::int64_t channel) { return from[channel * stride + pixel]; };
    const auto spread = [&](float value) { return (logistic(value) - 0.5F) * params.scaleXy + 0.5F; };
    row[0] = (static_cast<float>(pixel % width) + spread(at(0))) / static_cast<float>(width);
    row[1] = (static_cast<float>(pixel / width) + spread(at(1))) / static_cast<float>(height);
    row[2] = std::exp(at(2)) * params.anchors[2 * anchor] / static_cast<float>(params.imageW);
    row[3] = std::exp(at(3)) * params.anchors[2 * anchor + 1] / static_cast<float>(params.imageH);
    row[yoloObjectness] = logistic(at(yoloObjectness));
    // No score is above its cell's objectness: most cells need no look at their classes.
    if (!(row[yoloObjectness] > params.threshold)) {
      std::fill_n(row + yoloBoxValues, params.classes, 0.0F);
      return;
    }
    for (std::int64_t c = 0; c < params.classes; ++c)
      logits[c] = at(yoloBoxValues + c);
    yoloScores(logits, params.classes, row[yoloObjectness], params.threshold, row + yoloBoxValues);
  }
};

void yoloRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
             const KernelContext& context) {
  const auto& params = std::get<model::YoloParams>(node.params);
  const Shape& in = inputs[0]->shape();
  const YoloCell cell{params, in[2], in[3]};
  const std::size_t anchors = params.anchors.size() / 2;
  const std::int64_t rowSize = yoloBoxValues + params.classes;
  parallelFor(in[0] * in[2], context.parallel, [&](std::int64_t line) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t n = line / in[2];
    std::vector<float> logits(static_cast<std::size_t>(params.classes));
    float* row = outputs[0].data() + line * in[3] * static_cast<std::int64_t>(anchors) * rowSize;
    for (std::int64_t x = 0; x < in[3]; ++x)
      for (std::size_t a = 0; a < anchors; ++a, row += rowSize)
        cell.decode(inputs[0]->data() + (n * in[1] + static_cast<std::int64_t>(a) * rowSize) * in[2] * in[3],
                    line % in[2] * in[3] + x, a, row, logits.data());
  });
}

}  // namespace

const LayerOps yoloOps{yoloShapes, noMacs, yoloRun, alwaysPerImage};

}  // namespace effortlab::nn
