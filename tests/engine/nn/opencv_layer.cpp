#include "opencv_layer.h"

#include <algorithm>

namespace effortlab::tests {

cv::Mat toMat(const Tensor& tensor) {
  const std::vector<int> sizes(tensor.shape().dims().begin(), tensor.shape().dims().end());
  cv::Mat mat(static_cast<int>(sizes.size()), sizes.data(), CV_32F);
  std::copy_n(tensor.data(), tensor.size(), mat.ptr<float>());
  return mat;
}

Tensor toTensor(const cv::Mat& mat) {
  const std::vector<std::int64_t> dims(mat.size.p, mat.size.p + mat.dims);
  return {Shape(std::span(dims)), std::span(mat.ptr<float>(), mat.total())};
}

Tensor runOpenCvLayer(const std::string& type, const cv::dnn::LayerParams& params,
                      const std::vector<const Tensor*>& inputs) {
  cv::dnn::Net net;
  std::vector<cv::String> names;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    names.push_back("input" + std::to_string(i));
  net.setInputsNames(names);
  cv::dnn::LayerParams named = params;
  named.name = "layer";
  named.type = type;
  const int layer = net.addLayer(named.name, named.type, named);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    net.connect(0, static_cast<int>(i), layer, static_cast<int>(i));
    net.setInput(toMat(*inputs[i]), names[i]);
  }
  net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  return toTensor(net.forward(named.name).clone());
}

cv::dnn::DictValue listOf(const std::vector<float>& values) {
  return cv::dnn::DictValue::arrayReal(values.data(), static_cast<int>(values.size()));
}

}  // namespace effortlab::tests
