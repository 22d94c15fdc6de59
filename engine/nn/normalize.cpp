#include "nn/normalize.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/channel_affine.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>

namespace effortlab::nn {

namespace {

constexpr std::int64_t normalizeColumns = 1024;  ///< pixels a task handles at once

std::vector<Shape> normalizeShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireRank(inputs[0], 4);
  if (node.weights.size() != 1)
    throw Error(ErrorCode::ShapeMismatch,
                "has " + std::to_string(node.weights.size()) + " weight tensors, expected the scale");
  requireChannelVector(node.weights[0], std::get<model::NormalizeParams>(node.params).channelShared ? 1 : inputs[0][1]);
  return {inputs[0]};
}

/// Divides `count` pixels from `first` on of one image; sums in double precision, where nothing overflows.
class ImageNormalizer {
public:
  ImageNormalizer(const model::Node& node, const Shape& shape)
      : m_params(std::get<model::NormalizeParams>(node.params)),
        m_scale(node.weights[0]->values()),
        m_channels(shape[1]),
        m_pixels(shape[2] * shape[3]) {}

  double squares(const float* image) const {
    double sum = 0.0;
    for (std::int64_t i = 0; i < m_channels * m_pixels; ++i)
      sum += static_cast<double>(image[i]) * image[i];
    return sum;
  }

  void byPixel(const float* image, std::int64_t first, std::int64_t count, float* out) const {
    std::vector<double> sums(static_cast<std::size_t>(count), 0.0);
    for (std::int64_t c = 0; c < m_channels; ++c)
      for (std::int64_t i = 0; i < count; ++i) {
        const double value = image[c * m_pixels + first + i];
        sums[static_cast<std::size_t>(i)] += value * value;
      }
    for (double& sum : sums)
      sum = inverseNorm(sum);
    for (std::int64_t c = 0; c < m_channels; ++c)
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t at = c * m_pixels + first + i;
        out[at] = static_cast<float>(image[at] * sums[static_cast<std::size_t>(i)] * scaleOf(c));
      }
  }

  void byImage(const float* image, float* out) const {
    const double factor = inverseNorm(squares(image));
    for (std::int64_t c = 0; c < m_channels; ++c)
      for (std::int64_t i = 0; i < m_pixels; ++i)
        out[c * m_pixels + i] = static_cast<float>(image[c * m_pixels + i] * factor * scaleOf(c));
  }

private:
  double inverseNorm(double squares) const {
    const double norm = std::sqrt(squares + m_params.epsilon);
    return norm > 0.0 ? 1.0 / norm : 0.0;
  }
  double scaleOf(std::int64_t channel) const {
    return m_scale[m_params.channelShared ? 0 : static_cast<std::size_t>(channel)];
  }

  const model::NormalizeParams& m_params;
  std::span<const float> m_scale;
  std::int64_t m_channels;
  std::int64_t m_pixels;
};

void normalizeRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                  const KernelContext& context) {
  const Shape& shape = inputs[0]->shape();
  const ImageNormalizer normalizer(node, shape);
  const std::int64_t pixels = shape[2] * shape[3];
  const bool whole = std::get<model::NormalizeParams>(node.params).acrossSpatial;
  const std::int64_t blocks = whole ? 1 : (pixels + normalizeColumns - 1) / normalizeColumns;
  parallelFor(shape[0] * blocks, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t offset = task / blocks * shape[1] * pixels;
    const std::int64_t first = task % blocks * normalizeColumns;
    if (whole)
      normalizer.byImage(inputs[0]->data() + offset, outputs[0].data() + offset);
    else
      normalizer.byPixel(inputs[0]->data() + offset, first, std::min(normalizeColumns, pixels - first),
                         outputs[0].data() + offset);
  });
}

}  // namespace

const LayerOps normalizeOps{normalizeShapes, noMacs, normalizeRun, alwaysPerImage};

}  // namespace effortlab::nn
