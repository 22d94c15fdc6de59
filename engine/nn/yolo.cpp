#include "nn/yolo.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>
#include <string>

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

/// One anchor at one cell. `from`: its first channel there, `stride` elements from channel to channel.
struct YoloCell {
  const model::YoloParams& params;
  std::int64_t height = 0, width = 0;

  void decode(const float* from, std::int64_t pixel, std::size_t anchor, float* row) const {
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
    for (std::int64_t c = yoloBoxValues; c < yoloBoxValues + params.classes; ++c) {
      const float score = row[yoloObjectness] * logistic(at(c));
      row[c] = score > params.threshold ? score : 0.0F;
    }
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
    float* row = outputs[0].data() + line * in[3] * static_cast<std::int64_t>(anchors) * rowSize;
    for (std::int64_t x = 0; x < in[3]; ++x)
      for (std::size_t a = 0; a < anchors; ++a, row += rowSize)
        cell.decode(inputs[0]->data() + (n * in[1] + static_cast<std::int64_t>(a) * rowSize) * in[2] * in[3],
                    line % in[2] * in[3] + x, a, row);
  });
}

}  // namespace

const LayerOps yoloOps{yoloShapes, noMacs, yoloRun, alwaysPerImage};

}  // namespace effortlab::nn
