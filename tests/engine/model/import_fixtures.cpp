#include "import_fixtures.h"

#include "model/caffe_subset.pb.h"

#include <numeric>

namespace effortlab::tests {

namespace {

namespace pb = effortlab_caffe;

void fill(pb::BlobProto& proto, const Blob& blob) {
  if (blob.form == Blob::Form::Legacy) {
    proto.set_num(static_cast<int>(blob.dims.at(0)));
    proto.set_channels(static_cast<int>(blob.dims.at(1)));
    proto.set_height(static_cast<int>(blob.dims.at(2)));
    proto.set_width(static_cast<int>(blob.dims.at(3)));
  } else {
    proto.mutable_shape()->mutable_dim()->Add(blob.dims.begin(), blob.dims.end());
  }
  if (blob.form == Blob::Form::Doubles)
    proto.mutable_double_data()->Add(blob.values.begin(), blob.values.end());
  else
    proto.mutable_data()->Add(blob.values.begin(), blob.values.end());
}

std::int64_t product(const std::vector<std::int64_t>& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

}  // namespace

std::string unlessRefused(const std::function<void()>& action, ErrorCode code, const std::vector<std::string>& parts) {
  try {
    action();
  } catch (const Error& error) {
    const std::string text = error.what();
    if (error.code() != code)
      return "code " + std::to_string(static_cast<int>(error.code())) + ": " + text;
    if (text.find('\n') != std::string::npos)
      return "more than one line: " + text;
    for (const std::string& part : parts)
      if (text.find(part) == std::string::npos)
        return "without '" + part + "': " + text;
    return "";
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "accepted";
}

std::vector<float> counting(std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

std::string caffemodel(const std::vector<CaffeWeights>& layers) {
  pb::NetParameter net;
  for (const CaffeWeights& layer : layers) {
    if (layer.oldForm) {
      pb::V1LayerParameter& proto = *net.add_layers();
      proto.set_name(layer.layer);
      for (const Blob& blob : layer.blobs)
        fill(*proto.add_blobs(), blob);
    } else {
      pb::LayerParameter& proto = *net.add_layer();
      proto.set_name(layer.layer);
      for (const Blob& blob : layer.blobs)
        fill(*proto.add_blobs(), blob);
    }
  }
  return net.SerializeAsString();
}

std::string binaryProto(const Blob& blob) {
  pb::BlobProto proto;
  fill(proto, blob);
  return proto.SerializeAsString();
}

OnnxFile::OnnxFile(std::int64_t opset) {
  model.set_ir_version(7);
  model.add_opset_import()->set_version(opset);
  model.mutable_graph()->set_name("made by hand");
}

OnnxFile& OnnxFile::input(const std::string& name, const std::vector<std::int64_t>& dims) {
  onnx::ValueInfoProto& value = *graph().add_input();
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  tensor.mutable_shape();
  for (const std::int64_t dim : dims) {
    auto& proto = *tensor.mutable_shape()->add_dim();
    if (dim < 1)
      proto.set_dim_param("some");
    else
      proto.set_dim_value(dim);
  }
  return *this;
}

OnnxFile& OnnxFile::output(const std::string& name) {
  graph().add_output()->set_name(name);
  return *this;
}

OnnxFile& OnnxFile::weights(const std::string& name, const std::vector<std::int64_t>& dims) {
  return weights(name, dims, counting(product(dims)));
}

OnnxFile& OnnxFile::weights(const std::string& name, const std::vector<std::int64_t>& dims,
                            const std::vector<float>& values) {
  onnx::TensorProto& tensor = *graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.mutable_dims()->Add(dims.begin(), dims.end());
  tensor.set_raw_data(values.data(), values.size() * sizeof(float));
  return *this;
}

OnnxFile& OnnxFile::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  onnx::TensorProto& tensor = *graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  tensor.mutable_int64_data()->Add(values.begin(), values.end());
  return *this;
}

OnnxFile& OnnxFile::node(const std::string& type, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs) {
  onnx::NodeProto& node = *graph().add_node();
  node.set_op_type(type);
  node.set_name(outputs.at(0));
  for (const std::string& input : inputs)
    node.add_input(input);
  for (const std::string& output : outputs)
    node.add_output(output);
  return *this;
}

onnx::AttributeProto& OnnxFile::attribute(const std::string& name, onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto& proto = *lastNode().add_attribute();
  proto.set_name(name);
  proto.set_type(type);
  return proto;
}

OnnxFile& OnnxFile::with(const std::string& name, std::int64_t value) {
  attribute(name, onnx::AttributeProto::INT).set_i(value);
  return *this;
}

OnnxFile& OnnxFile::with(const std::string& name, const std::vector<std::int64_t>& values) {
  attribute(name, onnx::AttributeProto::INTS).mutable_ints()->Add(values.begin(), values.end());
  return *this;
}

OnnxFile& OnnxFile::withNumber(const std::string& name, float value) {
  attribute(name, onnx::AttributeProto::FLOAT).set_f(value);
  return *this;
}

OnnxFile& OnnxFile::withText(const std::string& name, const std::string& value) {
  attribute(name, onnx::AttributeProto::STRING).set_s(value);
  return *this;
}

std::string smallPrototxt() {
  return R"(name: "small"
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 4 dim: 1 dim: 6 dim: 6 } } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
  convolution_param { num_output: 2 kernel_size: 3 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
layer { name: "fc" type: "InnerProduct" bottom: "pool" top: "fc" inner_product_param { num_output: 3 } }
layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
)";
}

std::string smallCaffemodel() {
  return caffemodel({{"conv", {{{2, 1, 3, 3}, counting(18)}, {{2}, counting(2)}}},
                     {"fc", {{{3, 8}, counting(24)}, {{3}, counting(3)}}}});
}

OnnxFile smallOnnx() {
  OnnxFile file;
  file.input("data", {4, 1, 6, 6}).output("prob");
  file.weights("cw", {2, 1, 3, 3}).weights("cb", {2}).weights("fw", {8, 3}).weights("fb", {3});
  file.node("Conv", {"data", "cw", "cb"}, {"conv"}).node("Relu", {"conv"}, {"relu"});
  file.node("MaxPool", {"relu"}, {"pool"}).with("kernel_shape", {2, 2}).with("strides", {2, 2});
  file.node("Flatten", {"pool"}, {"flat"}).node("Gemm", {"flat", "fw", "fb"}, {"fc"});
  file.node("Softmax", {"fc"}, {"prob"});
  return file;
}

}  // namespace effortlab::tests
