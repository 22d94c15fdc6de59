#include "caffe_twin.h"

#include "nn/network.h"

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>

namespace effortlab::tests {

Tensor twinNoise(const Shape& shape, unsigned seed, float low, float high) {
  std::mt19937 random(seed);
  Tensor tensor(shape);
  for (float& value : tensor.values())
    value = low + (high - low) * static_cast<float>(random() >> 8) * 0x1p-24F;
  return tensor;
}

std::vector<Tensor> layerOutputs(const std::shared_ptr<const model::Graph>& graph, const Tensor& input,
                                 const std::vector<std::string>& layers) {
  const nn::Network network(graph);
  nn::Values values(graph->values.size());
  values[static_cast<std::size_t>(graph->inputs.at(0).value)] = std::make_shared<Tensor>(input);
  std::vector<std::vector<Tensor>> found(layers.size());
  for (int node = 0; node < static_cast<int>(graph->nodes.size()); ++node) {
    network.runRange(values, node, node + 1, {});
    const model::Node& done = graph->nodes[static_cast<std::size_t>(node)];
    for (std::size_t i = 0; i < layers.size(); ++i)
      if (layers[i] == done.name)
        for (const int output : done.outputs)
          if (values[static_cast<std::size_t>(output)])
            found[i].push_back(*values[static_cast<std::size_t>(output)]);
  }
  std::vector<Tensor> all;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (found[i].empty())
      throw std::runtime_error("no layer " + layers[i]);
    std::move(found[i].begin(), found[i].end(), std::back_inserter(all));
  }
  return all;
}

std::vector<Tensor> openCvOutputs(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel,
                                  const Tensor& input, const std::vector<std::string>& layers) {
  cv::dnn::Net net = cv::dnn::readNetFromCaffe(prototxt.string(), caffemodel.string());
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  const std::vector<int> sizes(input.shape().dims().begin(), input.shape().dims().end());
  net.setInput(cv::Mat(static_cast<int>(sizes.size()), sizes.data(), CV_32F, const_cast<float*>(input.data())));
  std::vector<std::vector<cv::Mat>> outputs;
  net.forward(outputs, layers);
  std::vector<Tensor> all;
  for (const std::vector<cv::Mat>& layer : outputs)
    for (const cv::Mat& mat : layer) {
      std::vector<std::int64_t> dims;
      for (int axis = 0; axis < mat.dims; ++axis)
        dims.push_back(mat.size[axis]);
      all.emplace_back(Shape(dims), std::span(mat.ptr<float>(), mat.total()));
    }
  return all;
}

}  // namespace effortlab::tests
