#include "model/onnx_emitter.h"

#include <onnx/onnx_pb.h>

#include <bit>

namespace effortlab::model {

namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

struct SetOption {
  onnx::AttributeProto& proto;

  void operator()(std::int64_t value) const {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(value);
  }
  void operator()(float value) const {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(value);
  }
  void operator()(const std::string& value) const {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    proto.set_type(onnx::AttributeProto::INTS);
    proto.mutable_ints()->Add(values.begin(), values.end());
  }
};

}  // namespace

std::string OnnxEmitter::unique(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !m_used.insert(name).second; ++number)
    name = wanted + "_" + std::to_string(number);
  return name;
}

void OnnxEmitter::node(std::string_view type, const std::string& name, const OnnxNames& inputs,
                       const OnnxNames& outputs, const OnnxOptions& options) {
  onnx::NodeProto& node = *m_graph.add_node();
  node.set_op_type(std::string(type));
  node.set_name(name);
  for (const std::string& input : inputs)
    node.add_input(input);
  for (const std::string& output : outputs)
    node.add_output(output);
  for (const OnnxOption& option : options) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(std::string(option.name));
    std::visit(SetOption{attribute}, option.value);
  }
}

onnx::TensorProto& OnnxEmitter::initializer(const std::string& name, const Shape& shape) {
  onnx::TensorProto& tensor = *m_graph.add_initializer();
  tensor.set_name(name);
  for (const std::int64_t dim : shape.dims())
    tensor.add_dims(dim);
  return tensor;
}

std::string OnnxEmitter::constant(const std::string& wanted, std::span<const float> values, const Shape& shape) {
  const std::string name = unique(wanted);
  onnx::TensorProto& tensor = initializer(name, shape);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.set_raw_data(values.data(), values.size_bytes());
  return name;
}

std::string OnnxEmitter::constant(const std::string& wanted, std::span<const std::int64_t> values) {
  const std::string name = unique(wanted);
  onnx::TensorProto& tensor = initializer(name, Shape({static_cast<std::int64_t>(values.size())}));
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.set_raw_data(values.data(), values.size_bytes());
  return name;
}

std::string OnnxEmitter::weights(const std::string& wanted, const TensorPtr& tensor, const Shape& shape) {
  std::string& name = m_stored[{tensor.get(), shape.toString()}];
  if (name.empty())
    name = constant(wanted, tensor->values(), shape);
  return name;
}

}  // namespace effortlab::model
