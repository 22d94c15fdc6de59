#pragma once

#include "data/preprocess.h"
#include "model/manifest.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace effortlab::tests {

/// Grey noise images, four classes: what the small classifier says of them is arbitrary but fixed.
std::shared_ptr<const data::LabelledSet> noiseSet(std::int64_t images, std::int64_t width = 8, std::int64_t height = 8);

/// Grey images of these pixels and classes.
struct PixelImage {
  std::vector<std::uint8_t> pixels;
  int label = 0;
};
std::shared_ptr<const data::LabelledSet> pixelSet(std::vector<PixelImage> images, std::int64_t width,
                                                  std::int64_t height);

/// A graph whose input is the pixels themselves.
std::shared_ptr<const model::Model> pixelModel(std::shared_ptr<const model::Graph> graph, std::int64_t width,
                                               std::int64_t height);

/// smallClassifier() as a loaded model.
std::shared_ptr<const model::Model> smallModel(std::uint32_t seed = 1);

/// Another graph of 8x8 grey images as a loaded model.
std::shared_ptr<const model::Model> modelOf(std::shared_ptr<const model::Graph> graph);

std::shared_ptr<const data::InputCache> inputsOf(const model::Model& model,
                                                 std::shared_ptr<const data::LabelledSet> set);

}  // namespace effortlab::tests
