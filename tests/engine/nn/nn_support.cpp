#include "nn_support.h"

#include <cmath>
#include <cstring>
#include <random>

namespace effortlab::tests {

Tensor randomTensor(const Shape& shape, unsigned seed, float low, float high) {
  std::mt19937 generator(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = low + (high - low) * static_cast<float>(generator() >> 8) * 0x1p-24F;
  return tensor;
}

TensorPtr tensorOf(const Shape& shape, const std::vector<float>& values) {
  return std::make_shared<Tensor>(shape, values);
}

Tensor absolute(const Tensor& tensor) {
  Tensor result = tensor;
  for (float& value : result.values())
    value = std::abs(value);
  return result;
}

model::Node layer(const model::LayerParams& params, const std::vector<TensorPtr>& weights) {
  model::Node node;
  node.name = "layer";
  node.params = params;
  node.weights = weights;
  return node;
}

std::vector<Shape> outputShapes(const model::Node& node, const std::vector<Shape>& inputs) {
  return nn::layerOps(node.params).outputShapes(node, inputs);
}

Tensor runLayer(const model::Node& node, const std::vector<const Tensor*>& inputs, nn::KernelSet kernels,
                bool parallel) {
  return runOutputs(node, inputs, kernels, parallel)[0];
}

std::vector<Tensor> runOutputs(const model::Node& node, const std::vector<const Tensor*>& inputs, nn::KernelSet kernels,
                               bool parallel) {
  std::vector<Shape> shapes;
  for (const Tensor* input : inputs)
    shapes.push_back(input->shape());
  std::vector<Tensor> outputs;
  for (const Shape& shape : outputShapes(node, shapes))
    outputs.emplace_back(shape, std::nanf(""));  // an element left out shows
  nn::layerOps(node.params).run(node, inputs, outputs, {.kernels = kernels, .parallel = parallel, .stop = {}});
  return outputs;
}

bool perImage(const model::Node& node, const std::vector<Shape>& inputs) {
  return nn::layerOps(node.params).perImage(node, inputs);
}

std::optional<ErrorCode> shapeError(const model::Node& node, const std::vector<Shape>& inputs) {
  try {
    static_cast<void>(outputShapes(node, inputs));
  } catch (const Error& error) {
    return error.code();
  }
  return {};
}

Shape randomShape(std::mt19937& generator, int rank, int largest) {
  std::vector<std::int64_t> dims;
  for (int axis = 0; axis < rank; ++axis)
    dims.push_back(1 + static_cast<std::int64_t>(generator() % static_cast<unsigned>(largest)));
  return Shape(std::span<const std::int64_t>(dims));
}

bool sameBits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

std::vector<float> valuesOf(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

std::string difference(const Tensor& actual, const Tensor& expected, const Tensor& magnitude, double factor) {
  if (actual.shape() != expected.shape())
    return "shape " + actual.shape().toString() + " instead of " + expected.shape().toString();
  for (std::int64_t i = 0; i < actual.size(); ++i) {
    const double error = std::abs(static_cast<double>(actual.data()[i]) - expected.data()[i]);
    if (!(error <= factor * magnitude.data()[i] + 1e-37))
      return "element " + std::to_string(i) + " is " + std::to_string(actual.data()[i]) + " instead of " +
             std::to_string(expected.data()[i]) + ", allowed " + std::to_string(factor * magnitude.data()[i]);
  }
  return {};
}

}  // namespace effortlab::tests
