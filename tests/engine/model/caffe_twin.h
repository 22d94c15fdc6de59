#pragma once

#include "core/tensor.h"
#include "model/graph.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace effortlab::tests {

/// Reproducible numbers in [low, high).
Tensor twinNoise(const Shape& shape, unsigned seed, float low = -1.0F, float high = 1.0F);

/// What each named layer makes of `input`: its outputs in order, all layers' after one another.
std::vector<Tensor> layerOutputs(const std::shared_ptr<const model::Graph>& graph, const Tensor& input,
                                 const std::vector<std::string>& layers);

/// The same by OpenCV from the files.
std::vector<Tensor> openCvOutputs(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel,
                                  const Tensor& input, const std::vector<std::string>& layers);

}  // namespace effortlab::tests
