#include "nn/prior_box.h"

#include "core/error.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t priorValues = 4;
constexpr std::int64_t priorLimit = std::int64_t{1} << 24;  ///< boxes of one layer; beyond: a damaged file

struct PriorSize {
  float width = 0.0F, height = 0.0F;
};

bool isUsable(float value) {
  return std::isfinite(value) && value > 0.0F;
}

void checkPriorParams(const model::PriorBoxParams& params) {
  const auto fail = [](const std::string& text) { throw Error(ErrorCode::ShapeMismatch, text); };
  const auto require = [&](const std::vector<float>& values, const char* what) {
    if (!std::all_of(values.begin(), values.end(), isUsable))
      fail(std::string(what) + " must be above 0");
  };
  require(params.minSizes, "minimum sizes");
  require(params.maxSizes, "maximum sizes");
  require(params.aspectRatios, "aspect ratios");
  if ((params.aspectRatios.size() + 2) * params.minSizes.size() > static_cast<std::size_t>(priorLimit))
    fail("there are too many sizes and aspect ratios");
  if (params.minSizes.empty())
    fail("there is no minimum size");
  if (!params.maxSizes.empty() && params.maxSizes.size() != params.minSizes.size())
    fail(std::to_string(params.maxSizes.size()) + " maximum sizes do not go with " +
         std::to_string(params.minSizes.size()) + " minimum sizes");
  if (params.variances.size() != 1 && params.variances.size() != priorValues)
    fail("there are " + std::to_string(params.variances.size()) + " variances, expected 1 or 4");
  if (!(params.stepH >= 0.0F) || !(params.stepW >= 0.0F) || !std::isfinite(params.stepH + params.stepW) ||
      !std::isfinite(params.offset))
    fail("steps and offset must be finite, steps at least 0");
}

bool isSquare(float ratio) {
  constexpr float equalRatio = 1e-6F;  // Caffe's tolerance
  return std::abs(ratio - 1.0F) < equalRatio;
}

/// The boxes of one cell, in Caffe's order.
std::vector<PriorSize> priorSizes(const model::PriorBoxParams& params) {
  std::vector<PriorSize> sizes;
  for (std::size_t i = 0; i < params.minSizes.size(); ++i) {
    const float side = params.minSizes[i];
    sizes.push_back({side, side});
    if (!params.maxSizes.empty()) {
      const float between = std::sqrt(side * params.maxSizes[i]);
      sizes.push_back({between, between});
    }
    for (const float ratio : params.aspectRatios)
      if (!isSquare(ratio))
        sizes.push_back({side * std::sqrt(ratio), side / std::sqrt(ratio)});
  }
  return sizes;
}

std::vector<Shape> priorBoxShapes(const model::Node& node, std::span<const Shape> inputs) {
  const auto& params = std::get<model::PriorBoxParams>(node.params);
  requireInputs(inputs, 2);
  requireRank(inputs[0], 4);
  requireRank(inputs[1], 4);
  for (const int axis : {2, 3})
    if (inputs[0][axis] < 1 || inputs[1][axis] < 1)
      throw Error(ErrorCode::ShapeMismatch, "a map of " + inputs[0].toString() + " has no cells");
  if (params.imageH < 0 || params.imageW < 0)
    throw Error(ErrorCode::ShapeMismatch, "the image size is negative");
  checkPriorParams(params);
  const auto perCell = static_cast<std::int64_t>(priorSizes(params).size());
  const std::int64_t cells = inputs[0].elementCount(2, 4);
  if (cells > priorLimit / perCell)
    throw Error(ErrorCode::TooLarge,
                std::to_string(perCell) + " boxes a cell of " + inputs[0].toString() + " are too many");
  return {{1, 2, priorValues * cells * perCell}};
}

void priorBoxRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                 const KernelContext&) {
  const auto& params = std::get<model::PriorBoxParams>(node.params);
  const Shape& map = inputs[0]->shape();
  const Shape& image = inputs[1]->shape();
  const auto imageH = static_cast<float>(params.imageH > 0 ? params.imageH : image[2]);
  const auto imageW = static_cast<float>(params.imageW > 0 ? params.imageW : image[3]);
  const float stepH = params.stepH > 0.0F ? params.stepH : imageH / static_cast<float>(map[2]);
  const float stepW = params.stepW > 0.0F ? params.stepW : imageW / static_cast<float>(map[3]);
  const std::vector<PriorSize> sizes = priorSizes(params);
  const auto limited = [&](float value) { return params.clip ? std::clamp(value, 0.0F, 1.0F) : value; };
  float* box = outputs[0].data();
  float* variance = box + outputs[0].size() / 2;
  for (std::int64_t y = 0; y < map[2]; ++y)
    for (std::int64_t x = 0; x < map[3]; ++x)
      for (const PriorSize& size : sizes) {
        const float centreX = (static_cast<float>(x) + params.offset) * stepW;
        const float centreY = (static_cast<float>(y) + params.offset) * stepH;
        *box++ = limited((centreX - size.width / 2.0F) / imageW);
        *box++ = limited((centreY - size.height / 2.0F) / imageH);
        *box++ = limited((centreX + size.width / 2.0F) / imageW);
        *box++ = limited((centreY + size.height / 2.0F) / imageH);
        for (std::size_t i = 0; i < priorValues; ++i)
          *variance++ = params.variances[params.variances.size() == 1 ? 0 : i];
      }
}

}  // namespace

const LayerOps priorBoxOps{priorBoxShapes, noMacs, priorBoxRun, alwaysPerImage};

}  // namespace effortlab::nn
