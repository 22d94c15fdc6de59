#pragma once

#include "data/preprocess.h"
#include "model/manifest.h"

#include <memory>

namespace effortlab::tests {

/// Grey noise images, four classes: what the small classifier says of them is arbitrary but fixed.
std::shared_ptr<const data::LabelledSet> noiseSet(std::int64_t images, std::int64_t width = 8, std::int64_t height = 8);

/// smallClassifier() as a loaded model.
std::shared_ptr<const model::Model> smallModel(std::uint32_t seed = 1);

/// Another graph of 8x8 grey images as a loaded model.
std::shared_ptr<const model::Model> modelOf(std::shared_ptr<const model::Graph> graph);

std::shared_ptr<const data::InputCache> inputsOf(const model::Model& model,
                                                 std::shared_ptr<const data::LabelledSet> set);

}  // namespace effortlab::tests
