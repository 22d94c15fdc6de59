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
  if (manifest.randomWeights)
    throw Error::inFile(ErrorCode::Unsupported, manifest.graphFile.string(), "",
                        "OpenCV reads weights from files only and has none of --random-weights; choose another engine");
  cv::dnn::Net net;
  try {
    if (extension == ".prototxt")
      net = cv::dnn::readNetFromCaffe(manifest.graphFile.string(), manifest.weightsFile.string());
    else if (extension == ".cfg")
      net = cv::dnn::readNetFromDarknet(manifest.graphFile.string(), manifest.weightsFile.string());
    else if (extension == ".onnx")
      net = cv::dnn::readNetFromONNX(manifest.graphFile.string());
    else
      throw Error::inFile(ErrorCode::Unsupported, manifest.graphFile.string(), "",
                          "the opencv engine reads .prototxt, .cfg and .onnx files only; choose another engine");
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  } catch (const cv::Exception& exception) {
    throwUnsupported(manifest.graphFile, exception);
  }
  return net;
}

bool isDetections(const model::Graph& graph, int value) {
  const int producer = graph.values[static_cast<std::size_t>(value)].producer;
  return producer >= 0 &&
         std::holds_alternative<model::DetectionOutputParams>(graph.nodes[static_cast<std::size_t>(producer)].params);
}

/// OpenCV's name for each output of the graph: the same name where it knows it, else the same position.
std::vector<cv::String> outputNames(const cv::dnn::Net& net, const model::Graph& graph) {
  const std::vector<cv::String> theirs = net.getUnconnectedOutLayersNames();
  std::vector<cv::String> names;
  for (const int output : graph.outputs)
    if (const auto found = std::find(theirs.begin(), theirs.end(), graph.values[static_cast<std::size_t>(output)].name);
        found != theirs.end())
      names.push_back(*found);
  if (names.size() == graph.outputs.size())
    return names;
  if (theirs.size() < graph.outputs.size())
    throw Error(ErrorCode::Unsupported, "OpenCV gives " + std::to_string(theirs.size()) + " outputs of " +
                                            std::to_string(graph.outputs.size()) + "; choose another engine");
  return {theirs.begin(), theirs.begin() + static_cast<std::ptrdiff_t>(graph.outputs.size())};
}

/// OpenCV fills its detections up with rows of zeros; ours are as many as were found, one of -1 for none.
Tensor foundRows(const cv::Mat& detections) {
  constexpr std::size_t rowSize = 7;  // image, class, score, corners
  const std::size_t most = detections.isContinuous() ? detections.total() / rowSize : 0;
  const auto* values = detections.ptr<float>();
  std::size_t rows = 0;
  while (rows < most && values[rows * rowSize + 2] > 0.0F)
    ++rows;
  if (rows == 0)
    return Tensor({1, 1, 1, rowSize}, -1.0F);
  return {{1, 1, static_cast<std::int64_t>(rows), rowSize}, std::span(values, rows * rowSize)};
}

class OpenCvEngine final : public InferenceEngine {
public:
  explicit OpenCvEngine(const model::Model& model) : m_manifest(model.manifest), m_network(model.graph) {
    const cv::dnn::Net net = readOpenCvNet(m_manifest);  // fails here, not on the first image
    if (net.empty())
      throw Error::inFile(ErrorCode::Unsupported, m_manifest.graphFile.string(), "", "OpenCV finds no layers in it");
  }

  Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>*) override {
    return std::move(compute(*batch, stop, 1).front());
  }

  std::vector<Tensor> runAll(TensorPtr batch, std::stop_token stop) override {
    return compute(*batch, stop, m_network.graph().outputs.size());
  }

private:
  /// The first `count` outputs.
  std::vector<Tensor> compute(const Tensor& batch, const std::stop_token& stop, std::size_t count) {
    const std::lock_guard lock(m_mutex);
    const std::vector<Shape> shapes = m_network.shapes(std::span(&batch.shape(), 1));
    throwIfStopped(stop);
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < count; ++i)
      outputs.emplace_back(shapes[static_cast<std::size_t>(m_network.graph().outputs[i])]);
    forward(batch, outputs);
    throwIfStopped(stop);
    return outputs;
  }

  static void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
  }

  void forward(const Tensor& batch, std::vector<Tensor>& outputs) {
    try {
      const std::span<const std::int64_t> dims = batch.shape().dims();
      const std::vector<int> sizes(dims.begin(), dims.end());
      // OpenCV only reads its input; it has no const matrix type.
      const cv::Mat blob(static_cast<int>(sizes.size()), sizes.data(), CV_32F, const_cast<float*>(batch.data()));
      cv::dnn::Net& net = netFor(sizes);
      net.setInput(blob);
      std::vector<cv::String> names = outputNames(net, m_network.graph());
      names.resize(outputs.size());
      std::vector<cv::Mat> results;
      net.forward(results, names);
      for (std::size_t i = 0; i < outputs.size(); ++i)
        takeResult(results[i], m_network.graph().outputs[i], outputs[i]);
    } catch (const cv::Exception& exception) {
      throwUnsupported(m_manifest.graphFile, exception);
    }
  }

  void takeResult(const cv::Mat& result, int value, Tensor& output) const {
    if (isDetections(m_network.graph(), value)) {
      output = foundRows(result);
      return;
    }
    if (static_cast<std::int64_t>(result.total()) != output.size() || !result.isContinuous())
      throw Error(ErrorCode::ShapeMismatch, "OpenCV returns " + std::to_string(result.total()) + " values, expected " +
                                                output.shape().toString());
    std::copy_n(result.ptr<float>(), output.size(), output.data());
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
