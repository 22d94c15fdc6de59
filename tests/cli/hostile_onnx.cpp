#include "hostile_files.h"
#include "import_fixtures.h"

#include <functional>
#include <limits>

namespace effortlab::tests {

namespace {

using Change = std::function<void(OnnxFile&)>;

constexpr std::int64_t huge = std::int64_t{1} << 40;

onnx::TensorProto& tensorOf(OnnxFile& file, int index) {
  return *file.graph().mutable_initializer(index);
}

onnx::AttributeProto& attributeOf(OnnxFile& file, const std::string& type, const std::string& name) {
  for (onnx::NodeProto& node : *file.graph().mutable_node()) {
    if (node.op_type() != type)
      continue;
    for (onnx::AttributeProto& attribute : *node.mutable_attribute())
      if (attribute.name() == name)
        return attribute;
    onnx::AttributeProto& added = *node.add_attribute();
    added.set_name(name);
    added.set_type(onnx::AttributeProto::INTS);
    return added;
  }
  return *file.graph().mutable_node(0)->add_attribute();
}

Change setIntegers(const std::string& type, const std::string& name, const std::vector<std::int64_t>& values) {
  return [=](OnnxFile& file) {
    onnx::AttributeProto& attribute = attributeOf(file, type, name);
    attribute.clear_ints();
    for (const std::int64_t value : values)
      attribute.add_ints(value);
  };
}

Change setDims(int tensor, const std::vector<std::int64_t>& dims) {
  return [=](OnnxFile& file) {
    tensorOf(file, tensor).clear_dims();
    for (const std::int64_t dim : dims)
      tensorOf(file, tensor).add_dims(dim);
  };
}

Change setInputDims(const std::vector<std::int64_t>& dims) {
  return [=](OnnxFile& file) {
    auto& shape = *file.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    shape.clear_dim();
    for (const std::int64_t dim : dims)
      shape.add_dim()->set_dim_value(dim);
  };
}

/// A graph in a graph in a graph ...: deeper than protobuf parses.
void nestGraphs(OnnxFile& file) {
  constexpr int depth = 300;
  onnx::NodeProto* node = file.graph().add_node();
  for (int i = 0; i < depth; ++i) {
    node->set_op_type("If");
    node->add_output("nested");
    onnx::AttributeProto* attribute = node->add_attribute();
    attribute->set_name("then_branch");
    attribute->set_type(onnx::AttributeProto::GRAPH);
    node = attribute->mutable_g()->add_node();
  }
}

void addOnnxTensors(const std::function<void(const std::string&, const Change&)>& add) {
  add("tensor of negative size", setDims(0, {2, 1, -3, 3}));
  add("tensor of size zero", setDims(0, {0, 1, 3, 3}));
  add("tensor whose size overflows", setDims(0, {huge, huge, huge, 3}));
  add("tensor larger than its data", setDims(0, {4096, 4096, 3, 3}));
  add("tensor smaller than its data", setDims(0, {1, 1, 3, 3}));
  add("tensor of 20 dimensions", setDims(0, std::vector<std::int64_t>(20, 1)));
  add("tensor of doubles", [](OnnxFile& file) { tensorOf(file, 0).set_data_type(onnx::TensorProto::DOUBLE); });
  add("tensor of text", [](OnnxFile& file) { tensorOf(file, 0).set_data_type(onnx::TensorProto::STRING); });
  add("tensor of unknown type", [](OnnxFile& file) { tensorOf(file, 0).set_data_type(777); });
  add("tensor with a NaN", [](OnnxFile& file) {
    onnx::TensorProto& tensor = tensorOf(file, 0);
    const auto nan = std::numeric_limits<float>::quiet_NaN();
    if (tensor.float_data_size() > 0)
      tensor.set_float_data(0, nan);
    else
      tensor.mutable_raw_data()->replace(0, sizeof nan, reinterpret_cast<const char*>(&nan), sizeof nan);
  });
  add("raw data cut", [](OnnxFile& file) {
    tensorOf(file, 0).clear_float_data();
    tensorOf(file, 0).set_raw_data("abc");
  });
  add("data outside the file", [](OnnxFile& file) {
    onnx::TensorProto& tensor = tensorOf(file, 0);
    tensor.clear_float_data();
    tensor.clear_raw_data();
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    auto& entry = *tensor.add_external_data();
    entry.set_key("location");
    entry.set_value("../../../../etc/passwd");
  });
  add("tensor missing", [](OnnxFile& file) { file.graph().mutable_initializer()->RemoveLast(); });
  add("tensor twice", [](OnnxFile& file) { *file.graph().add_initializer() = tensorOf(file, 0); });
}

void addOnnxGraphs(const std::function<void(const std::string&, const Change&)>& add) {
  add("no nodes", [](OnnxFile& file) { file.graph().clear_node(); });
  add("no input", [](OnnxFile& file) { file.graph().clear_input(); });
  add("no output", [](OnnxFile& file) { file.graph().clear_output(); });
  add("input without shape", [](OnnxFile& file) { file.graph().mutable_input(0)->clear_type(); });
  add("input of size zero", setInputDims({1, 1, 0, 6}));
  add("input of negative size", setInputDims({1, 1, 6, -6}));
  add("input that overflows", setInputDims({1, huge, huge, huge}));
  add("input of gigabytes", setInputDims({1, 1, 1'000'000, 1'000'000}));
  add("unknown operator", [](OnnxFile& file) { file.lastNode().set_op_type("Frobnicate"); });
  add("foreign domain", [](OnnxFile& file) { file.lastNode().set_domain("com.evil"); });
  add("unknown tensor read", [](OnnxFile& file) { file.lastNode().set_input(0, "nowhere"); });
  add("tensor written twice", [](OnnxFile& file) { file.lastNode().set_output(0, file.graph().node(0).output(0)); });
  add("cycle", [](OnnxFile& file) { file.graph().mutable_node(0)->set_input(0, file.lastNode().output(0)); });
  add("graphs within graphs", nestGraphs);
  add("too many nodes", [](OnnxFile& file) {
    for (int i = 0; i < 25'000; ++i)
      *file.graph().add_node() = file.lastNode();
  });
  add("operator set 3", [](OnnxFile& file) { file.model.mutable_opset_import(0)->set_version(3); });
  add("operator set 999", [](OnnxFile& file) { file.model.mutable_opset_import(0)->set_version(999); });
  add("no operator set", [](OnnxFile& file) { file.model.clear_opset_import(); });
  add("functions of its own", [](OnnxFile& file) { file.model.add_functions()->set_name("f"); });
  add("stride 0", setIntegers("Conv", "strides", {0, 1}));
  add("stride negative", setIntegers("Conv", "strides", {-1, 1}));
  add("stride of one number", setIntegers("Conv", "strides", {1}));
  add("dilation 0", setIntegers("Conv", "dilations", {0, 1}));
  add("padding negative", setIntegers("Conv", "pads", {-1, 0, 0, 0}));
  add("padding of 2^62", setIntegers("Conv", "pads", {std::int64_t{1} << 62, 0, std::int64_t{1} << 62, 0}));
  add("kernel of 2^40", setIntegers("MaxPool", "kernel_shape", {huge, huge}));
  add("kernel 0", setIntegers("MaxPool", "kernel_shape", {0, 2}));
  add("attribute of a wrong type", [](OnnxFile& file) {
    onnx::AttributeProto& attribute = attributeOf(file, "Conv", "strides");
    attribute.set_type(onnx::AttributeProto::STRING);
    attribute.set_s("2,2");
  });
  add("groups that do not divide", [](OnnxFile& file) {
    onnx::AttributeProto& attribute = attributeOf(file, "Conv", "group");
    attribute.set_type(onnx::AttributeProto::INT);
    attribute.set_i(7);
  });
}

}  // namespace

void addHostileOnnx(HostileFiles& files) {
  const auto add = [&files](const std::string& name, const Change& change) {
    OnnxFile file = smallOnnx();
    change(file);
    files.model("onnx: " + name, "net.onnx", file.bytes());
  };
  addOnnxTensors(add);
  addOnnxGraphs(add);
  const std::string whole = smallOnnx().bytes();
  files.model("onnx: empty", "net.onnx", "");
  files.model("onnx: one byte", "net.onnx", "\x08");
  files.model("onnx: text", "net.onnx", "this is no network");
  files.model("onnx: an image", "net.onnx", pngClaiming(8, 8));
  files.model("onnx: cut in half", "net.onnx", whole.substr(0, whole.size() / 2));
  files.model("onnx: last byte missing", "net.onnx", whole.substr(0, whole.size() - 1));
  files.model("onnx: a length of gigabytes", "net.onnx", "\x3a\xff\xff\xff\xff\x07" + whole);
  files.model("onnx: zeros", "net.onnx", std::string(100'000, '\0'));
  files.model("onnx: a caffemodel", "net.onnx", smallCaffemodel());
}

}  // namespace effortlab::tests
