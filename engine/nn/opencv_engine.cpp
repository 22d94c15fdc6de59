#include "nn/opencv_engine.h"

#include "core/error.h"
#include "nn/network.h"

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace effortlab::nn {

namespace {

constexpr std::size_t maxOpenCvSizes = 4;  ///< networks kept, one an input size

[[noreturn]] void throwUnsupported(const std::filesystem::path& file, const cv::Exception& exception) {
  throw Error::inFile(ErrorCode::Unsupported, file.string(), "", "OpenCV cannot run this model: " + exception.err);
}

cv::dnn::Net readOpenCvNet(const model::Manifest& manifest) {
  const std::string extension = manifest.graphFile.extension().string();
  cv::dnn::Net net;
  try {
    if (extension == ".prototxt")
      net = cv::dnn::readNetFromCaffe(manifest.graphFile.string(), manifest.weightsFile.string());
    else if (extension == ".onnx")
      net = cv::dnn::readNetFromONNX(manifest.graphFile.string());
    else
      throw Error::inFile(ErrorCode::Unsupported, manifest.graphFile.string(), "",
                          "the opencv engine reads .prototxt and .onnx files only; choose another engine");
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  } catch (const cv::Exception& exception) {
    throwUnsupported(manifest.graphFile, exception);
  }
  return net;
}

class OpenCvEngine final : public InferenceEngine {
public:
  explicit OpenCvEngine(const model::Model& model) : m_manifest(model.manifest), m_network(model.graph) {
    const cv::dnn::Net net = readOpenCvNet(m_manifest);  // fails here, not on the first image
    if (net.empty())
      throw Error::inFile(ErrorCode::Unsupported, m_manifest.graphFile.string(), "", "OpenCV finds no layers in it");
  }

  Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>*) override {
    const std::lock_guard lock(m_mutex);
    const Shape inputShape = batch->shape();
    const std::vector<Shape> shapes = m_network.shapes(std::span(&inputShape, 1));
    throwIfStopped(stop);
    Tensor output(shapes[static_cast<std::size_t>(m_network.graph().outputs[0])]);
    forward(*batch, output);
    throwIfStopped(stop);
    return output;
  }

private:
  static void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
  }

  void forward(const Tensor& batch, Tensor& output) {
    try {
      const std::span<const std::int64_t> dims = batch.shape().dims();
      const std::vector<int> sizes(dims.begin(), dims.end());
      // OpenCV only reads its input; it has no const matrix type.
      const cv::Mat blob(static_cast<int>(sizes.size()), sizes.data(), CV_32F, const_cast<float*>(batch.data()));
      cv::dnn::Net& net = netFor(sizes);
      net.setInput(blob);
      const cv::Mat result = net.forward(net.getUnconnectedOutLayersNames().front());
      if (static_cast<std::int64_t>(result.total()) != output.size() || !result.isContinuous())
        throw Error(ErrorCode::ShapeMismatch, "OpenCV returns " + std::to_string(result.total()) +
                                                  " values, expected " + output.shape().toString());
      std::copy_n(result.ptr<float>(), output.size(), output.data());
    } catch (const cv::Exception& exception) {
      throwUnsupported(m_manifest.graphFile, exception);
    }
  }

  /// OpenCV's networks must not change their input size: one network a size.
  cv::dnn::Net& netFor(const std::vector<int>& sizes) {
    if (const auto found = m_nets.find(sizes); found != m_nets.end())
      return found->second;
    if (m_nets.size() >= maxOpenCvSizes)
      m_nets.clear();
    return m_nets.emplace(sizes, readOpenCvNet(m_manifest)).first->second;
  }

  model::Manifest m_manifest;
  Network m_network;  // for shapes only
  std::mutex m_mutex;
  std::map<std::vector<int>, cv::dnn::Net> m_nets;
};

}  // namespace

std::unique_ptr<InferenceEngine> makeOpenCvEngine(const model::Model& model) {
  return std::make_unique<OpenCvEngine>(model);
}

}  // namespace effortlab::nn
