#pragma once

#include "core/error.h"
#include "core/tensor.h"
#include "model/graph.h"
#include "nn/layer_ops.h"

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace effortlab::tests {

/// Uniform in [low, high), the same on every platform.
Tensor randomTensor(const Shape& shape, unsigned seed, float low = -1.0F, float high = 1.0F);
TensorPtr tensorOf(const Shape& shape, const std::vector<float>& values);
Tensor absolute(const Tensor& tensor);

model::Node layer(const model::LayerParams& params, const std::vector<TensorPtr>& weights = {});
std::vector<Shape> outputShapes(const model::Node& node, const std::vector<Shape>& inputs);
/// The layer's first output.
Tensor runLayer(const model::Node& node, const std::vector<const Tensor*>& inputs, nn::KernelSet kernels,
                bool parallel = true);

/// All of the layer's outputs.
std::vector<Tensor> runOutputs(const model::Node& node, const std::vector<const Tensor*>& inputs, nn::KernelSet kernels,
                               bool parallel = true);

bool perImage(const model::Node& node, const std::vector<Shape>& inputs);
/// What outputShapes() refuses the inputs with; none where it takes them.
std::optional<ErrorCode> shapeError(const model::Node& node, const std::vector<Shape>& inputs);
/// `rank` dimensions of 1 to `largest`.
Shape randomShape(std::mt19937& generator, int rank, int largest = 5);

bool sameBits(const Tensor& a, const Tensor& b);
std::vector<float> valuesOf(const Tensor& tensor);

/// Empty when every |actual - expected| <= factor * magnitude; else the first difference. `magnitude` is the sum of the
/// absolute products behind each element: floating-point sums err by at most (terms + 1) * epsilon / 2 of it.
std::string difference(const Tensor& actual, const Tensor& expected, const Tensor& magnitude, double factor);

}  // namespace effortlab::tests
