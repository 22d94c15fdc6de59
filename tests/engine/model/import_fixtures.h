#pragma once

#include "core/error.h"
#include "support/test_files.h"

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace effortlab::tests {

/// Runs `action` and returns "" when it throws an Error of `code` whose one-line text holds every part; otherwise what
/// happened instead. Use: QVERIFY2(problem.empty(), problem.c_str()).
std::string unlessRefused(const std::function<void()>& action, ErrorCode code, const std::vector<std::string>& parts);

/// 1, 2, 3 ... `count`: weights that tell positions apart.
std::vector<float> counting(std::int64_t count);

struct Blob {
  std::vector<std::int64_t> dims;
  std::vector<float> values;
  enum class Form { Shape, Legacy, Doubles } form = Form::Shape;
};

struct CaffeWeights {
  std::string layer;
  std::vector<Blob> blobs;
  bool oldForm = false;  ///< as V1 `layers`
};

/// The bytes of a `.caffemodel`.
std::string caffemodel(const std::vector<CaffeWeights>& layers);
/// The bytes of a `.binaryproto`.
std::string binaryProto(const Blob& blob);

/// A small ONNX network, built node by node; anything unusual is done on `model` directly.
class OnnxFile {
public:
  explicit OnnxFile(std::int64_t opset = 13);

  /// A graph input of float; a dimension below 1 becomes symbolic.
  OnnxFile& input(const std::string& name, const std::vector<std::int64_t>& dims);
  OnnxFile& output(const std::string& name);
  OnnxFile& weights(const std::string& name, const std::vector<std::int64_t>& dims);
  OnnxFile& weights(const std::string& name, const std::vector<std::int64_t>& dims, const std::vector<float>& values);
  OnnxFile& integers(const std::string& name, const std::vector<std::int64_t>& values);
  /// The node is named like its first output. Attributes go to the last node.
  OnnxFile& node(const std::string& type, const std::vector<std::string>& inputs,
                 const std::vector<std::string>& outputs);
  OnnxFile& with(const std::string& attribute, std::int64_t value);
  OnnxFile& with(const std::string& attribute, const std::vector<std::int64_t>& values);
  OnnxFile& withNumber(const std::string& attribute, float value);
  OnnxFile& withText(const std::string& attribute, const std::string& value);

  onnx::GraphProto& graph() { return *model.mutable_graph(); }
  onnx::NodeProto& lastNode() { return *graph().mutable_node(graph().node_size() - 1); }
  std::string bytes() const { return model.SerializeAsString(); }

  onnx::ModelProto model;

private:
  onnx::AttributeProto& attribute(const std::string& name, onnx::AttributeProto::AttributeType type);
};

/// A complete small network in both formats: 1x1x6x6 -> convolution 2 of 3x3 -> ReLU -> max pooling 2/2 -> fully
/// connected 3 -> softmax. 2*9+2 + 3*8+3 = 47 parameters.
std::string smallPrototxt();
std::string smallCaffemodel();
OnnxFile smallOnnx();
inline constexpr std::int64_t smallParameters = 47;

}  // namespace effortlab::tests
