#pragma once

#include "core/tensor.h"

#include <opencv2/dnn.hpp>

#include <string>
#include <vector>

namespace effortlab::tests {

cv::Mat toMat(const Tensor& tensor);
Tensor toTensor(const cv::Mat& mat);

/// The first output of one OpenCV layer of that type. `params` holds its weights as blobs.
Tensor runOpenCvLayer(const std::string& type, const cv::dnn::LayerParams& params,
                      const std::vector<const Tensor*>& inputs);

/// A list parameter: min_size, variance ...
cv::dnn::DictValue listOf(const std::vector<float>& values);

}  // namespace effortlab::tests
