#include "nn/lrn.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/layer_checks.h"
#include "nn/reference/lrn.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t lrnSizeLimit = std::int64_t{1} << 24;  ///< beyond any map: a damaged file
constexpr std::int64_t lrnColumns = 1024;                     ///< pixels a task normalises at once

std::vector<Shape> lrnShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::LrnParams>(node.params);
  const bool within = params.region == model::LrnRegion::WithinChannel;
  requireInputs(inputs, 1);
  if (within)
    requireRank(inputs[0], 4);
  if (inputs[0].rank() < 2)
    throw Error(ErrorCode::ShapeMismatch, "input is " + inputs[0].toString() + ", expected [images, channels, ...]");
  if (params.size < 1 || params.size > lrnSizeLimit || (within && params.size % 2 == 0))
    throw Error(ErrorCode::ShapeMismatch, "a window of " + std::to_string(params.size) + " is not " +
                                              (within ? "an odd number of at least 1" : "at least 1"));
  return {inputs[0]};
}

EFFORTLAB_CLONES void addSquares(const float* from, std::int64_t count, float* sums) {
  for (std::int64_t i = 0; i < count; ++i)
    sums[i] += from[i] * from[i];
}

EFFORTLAB_CLONES void addRow(const float* from, std::int64_t count, float* sums) {
  for (std::int64_t i = 0; i < count; ++i)
    sums[i] += from[i];
}

/// to[i] = from[i] / (k + factor sums[i])^beta. The usual 0.75 goes by square roots, which vectorise.
EFFORTLAB_CLONES void normaliseRow(const model::LrnParams& params, float factor, const float* from, const float* sums,
                                   std::int64_t count, float* to) {
  constexpr float usualBeta = 0.75F;
  if (params.beta == usualBeta)
    for (std::int64_t i = 0; i < count; ++i) {
      const float base = std::sqrt(params.k + factor * sums[i]);
      to[i] = from[i] / (base * std::sqrt(base));
    }
  else
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[i] / std::pow(params.k + factor * sums[i], params.beta);
}

/// Sums run anew for each channel: a running sum would keep the rounding of what left the window.
void lrnAcross(const model::LrnParams& params, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& shape = input.shape();
  const std::int64_t channels = shape[1];
  const std::int64_t pixels = shape.elementCount(2, shape.rank());
  const std::int64_t blocks = (pixels + lrnColumns - 1) / lrnColumns;
  const std::int64_t before = (params.size - 1) / 2;
  const std::int64_t after = params.size - 1 - before;
  const float factor = params.alpha / static_cast<float>(params.size);
  parallelFor(shape[0] * blocks, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    const std::int64_t first = task % blocks * lrnColumns;
    const std::int64_t count = std::min(lrnColumns, pixels - first);
    const std::int64_t offset = task / blocks * channels * pixels + first;
    FloatBuffer sums(static_cast<std::size_t>(count));
    for (std::int64_t c = 0; c < channels; ++c) {
      std::fill(sums.begin(), sums.end(), 0.0F);
      for (std::int64_t i = std::max<std::int64_t>(0, c - before); i <= std::min(channels - 1, c + after); ++i)
        addSquares(input.data() + offset + i * pixels, count, sums.data());
      const std::int64_t at = offset + c * pixels;
      normaliseRow(params, factor, input.data() + at, sums.data(), count, output.data() + at);
    }
  });
}

/// Row sums of squares first, then windows along each row.
void lrnWithinMap(const model::LrnParams& params, std::int64_t height, std::int64_t width, const float* map,
                  float* out) {
  const std::int64_t reach = params.size / 2;
  const float factor = params.alpha / static_cast<float>(params.size * params.size);
  FloatBuffer columns(static_cast<std::size_t>(width));
  FloatBuffer sums(static_cast<std::size_t>(width));
  for (std::int64_t y = 0; y < height; ++y) {
    std::fill(columns.begin(), columns.end(), 0.0F);
    for (std::int64_t r = std::max<std::int64_t>(0, y - reach); r <= std::min(height - 1, y + reach); ++r)
      addSquares(map + r * width, width, columns.data());
    std::fill(sums.begin(), sums.end(), 0.0F);
    const std::int64_t widest = std::min(reach, width - 1);
    for (std::int64_t s = -widest; s <= widest; ++s)
      addRow(columns.data() + std::max<std::int64_t>(0, s), width - std::abs(s),
             sums.data() + std::max<std::int64_t>(0, -s));
    normaliseRow(params, factor, map + y * width, sums.data(), width, out + y * width);
  }
}

void lrnWithin(const model::LrnParams& params, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& shape = input.shape();
  const std::int64_t pixels = shape[2] * shape[3];
  parallelFor(shape[0] * shape[1], context.parallel, [&](std::int64_t map) {
    if (!context.stop.stop_requested())
      lrnWithinMap(params, shape[2], shape[3], input.data() + map * pixels, output.data() + map * pixels);
  });
}

void lrnRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
            const KernelContext& context) {
  const auto& params = std::get<model::LrnParams>(node.params);
  if (context.kernels != KernelSet::Eigen)
    return reference::lrn(params, *inputs[0], outputs[0], context);
  if (params.region == model::LrnRegion::AcrossChannels)
    return lrnAcross(params, *inputs[0], outputs[0], context);
  lrnWithin(params, *inputs[0], outputs[0], context);
}

}  // namespace

const LayerOps lrnOps{lrnShapes, noMacs, lrnRun, alwaysPerImage};

}  // namespace effortlab::nn
