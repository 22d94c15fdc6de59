#include "model/onnx_writer.h"

#include "core/error.h"
#include "model/onnx_emitter.h"
#include "model/onnx_layer_writers.h"
#include "nn/layer_ops.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace effortlab::model {

namespace {

constexpr std::int64_t writtenOpset = 13;
constexpr std::int64_t writtenIrVersion = 7;  // the file format that came with the operator set
constexpr const char* imageAxis = "N";

std::size_t writerIndex(int index) {
  return static_cast<std::size_t>(index);
}

class OnnxGraphWriter {
public:
  explicit OnnxGraphWriter(const Graph& graph)
      : m_graph(graph), m_to(*m_model.mutable_graph()), m_names(graph.values.size()), m_known(graph.values.size()) {}

  std::string write() {
    m_shapes = *shapesFor(1);
    // Two images tell which axes count images; layers that only work for the declared number leave none.
    m_twoImages = m_graph.batchable ? shapesFor(2) : std::nullopt;
    describeModel();
    nameEnds();
    for (const Node& node : m_graph.nodes)
      writeNode(node);
    writeOutputs();
    writeInputs();
    return bytes();
  }

private:
  void describeModel() {
    m_model.set_ir_version(writtenIrVersion);
    m_model.set_producer_name("EffortLab");
    m_model.add_opset_import()->set_version(writtenOpset);
    m_model.mutable_graph()->set_name(m_graph.name.empty() ? "network" : m_graph.name);
  }

  /// Shapes of all values when axis 0 of the inputs is multiplied; nothing where the layers do not allow that.
  std::optional<std::vector<Shape>> shapesFor(std::int64_t images) const {
    std::vector<Shape> shapes(m_graph.values.size());
    for (const GraphInput& input : m_graph.inputs)
      shapes[writerIndex(input.value)] = images == 1 ? input.shape : input.shape.withBatch(images * input.shape[0]);
    try {
      for (const Node& node : m_graph.nodes) {
        const std::vector<Shape> outputs = nn::layerOps(node.params).outputShapes(node, pick(shapes, node.inputs));
        for (std::size_t i = 0; i < outputs.size(); ++i)
          shapes[writerIndex(node.outputs[i])] = outputs[i];
      }
    } catch (const Error&) {
      if (images == 1)
        throw;
      return std::nullopt;
    }
    return shapes;
  }

  template <typename T>
  static std::vector<T> pick(const std::vector<T>& of, const std::vector<int>& values) {
    std::vector<T> result;
    for (const int value : values)
      result.push_back(of[writerIndex(value)]);
    return result;
  }

  /// Inputs and outputs keep their names; where several values share one, the others get a number.
  void nameEnds() {
    for (const GraphInput& input : m_graph.inputs)
      m_names[writerIndex(input.value)] = m_to.unique(m_graph.values[writerIndex(input.value)].name);
    for (const int value : m_graph.outputs)
      if (m_names[writerIndex(value)].empty())
        m_names[writerIndex(value)] = m_to.unique(m_graph.values[writerIndex(value)].name);
  }

  bool isOutput(int value) const {
    return std::find(m_graph.outputs.begin(), m_graph.outputs.end(), value) != m_graph.outputs.end();
  }

  std::string nameOf(int value) {
    std::string& name = m_names[writerIndex(value)];
    if (name.empty()) {
      const std::string& wanted = m_graph.values[writerIndex(value)].name;
      name = m_known[writerIndex(value)]
                 ? m_to.constant(wanted, m_known[writerIndex(value)]->values(), m_known[writerIndex(value)]->shape())
                 : m_to.unique(wanted);
    }
    return name;
  }

  void writeNode(const Node& node) {
    if (computeConstant(node) || skipIdentity(node))
      return;
    OnnxNames inputs, outputs;
    for (const int value : node.inputs)
      inputs.push_back(nameOf(value));
    for (const int value : node.outputs)
      outputs.push_back(nameOf(value));
    const OnnxLayer layer{.node = node,
                          .inputShapes = pick(m_shapes, node.inputs),
                          .outputShapes = pick(m_shapes, node.outputs),
                          .inputs = inputs,
                          .outputs = outputs,
                          .to = m_to,
                          .fixedBatch = m_fixedBatch};
    std::visit([&](const auto& params) { model::writeOnnx(layer, params); }, node.params);
  }

  /// What no image can change is computed now: constants, default boxes, and layers that read nothing else.
  bool computeConstant(const Node& node) {
    const bool shapesOnly = std::holds_alternative<PriorBoxParams>(node.params);
    const auto known = [this](int value) { return m_known[writerIndex(value)] != nullptr; };
    if (!shapesOnly && !std::all_of(node.inputs.begin(), node.inputs.end(), known))
      return false;
    std::vector<Tensor> placeholders;
    std::vector<const Tensor*> inputs;
    placeholders.reserve(node.inputs.size());
    for (const int value : node.inputs)
      inputs.push_back(known(value) ? m_known[writerIndex(value)].get()
                                    : &placeholders.emplace_back(m_shapes[writerIndex(value)], 0.0F));
    std::vector<Tensor> outputs;
    for (const int value : node.outputs)
      outputs.emplace_back(m_shapes[writerIndex(value)]);
    nn::layerOps(node.params).run(node, inputs, outputs, {});
    for (std::size_t i = 0; i < outputs.size(); ++i)
      storeConstant(node, node.outputs[i], std::move(outputs[i]));
    return true;
  }

  void storeConstant(const Node& node, int value, Tensor tensor) {
    if (isOutput(value))
      m_to.node("Identity", m_to.unique(node.name),
                {m_to.constant(node.name + "/value", tensor.values(), tensor.shape())}, {m_names[writerIndex(value)]},
                {});
    m_known[writerIndex(value)] = std::make_shared<const Tensor>(std::move(tensor));
  }

  /// An identity's readers read its input; an output of the network keeps its name by an operator of its own.
  bool skipIdentity(const Node& node) {
    if (!std::holds_alternative<IdentityParams>(node.params) || isOutput(node.outputs[0]))
      return false;
    m_names[writerIndex(node.outputs[0])] = nameOf(node.inputs[0]);
    return true;
  }

  void writeInputs() {
    for (const GraphInput& input : m_graph.inputs)
      declare(*m_model.mutable_graph()->add_input(), input.value);
  }

  void writeOutputs() {
    for (const int value : m_graph.outputs)
      declare(*m_model.mutable_graph()->add_output(), value);
  }

  void declare(onnx::ValueInfoProto& info, int value) {
    const Shape& shape = m_shapes[writerIndex(value)];
    info.set_name(m_names[writerIndex(value)]);
    onnx::TypeProto_Tensor& type = *info.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::FLOAT);
    type.mutable_shape();
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const bool countsImages = m_twoImages && !m_fixedBatch && (*m_twoImages)[writerIndex(value)][axis] != shape[axis];
      onnx::TensorShapeProto_Dimension& dim = *type.mutable_shape()->add_dim();
      if (countsImages && shape[axis] == 1)
        dim.set_dim_param(imageAxis);
      else if (!countsImages)
        dim.set_dim_value(shape[axis]);
    }
  }

  std::string bytes() const {
    std::string bytes;
    if (m_model.ByteSizeLong() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !m_model.SerializeToString(&bytes))
      throw Error(ErrorCode::TooLarge, "the network has more than the 2 GiB of weights that an ONNX file can hold");
    return bytes;
  }

  const Graph& m_graph;
  onnx::ModelProto m_model;
  OnnxEmitter m_to;
  OnnxNames m_names;               ///< by value; empty: not written yet
  std::vector<TensorPtr> m_known;  ///< by value; what depends on no image
  std::vector<Shape> m_shapes;
  std::optional<std::vector<Shape>> m_twoImages;
  bool m_fixedBatch = false;
};

}  // namespace

std::string onnxBytes(const Graph& graph) {
  return OnnxGraphWriter(graph).write();
}

std::string OnnxLayer::step(std::string_view type, const OnnxNames& from, const OnnxOptions& options) const {
  const std::string name = to.unique(node.name + "/" + std::string(type));
  to.node(type, name, from, {name}, options);
  return name;
}

void OnnxLayer::finish(std::string_view type, const OnnxNames& from, const OnnxOptions& options) const {
  to.node(type, node.name, from, outputs, options);
}

std::string OnnxLayer::weights(std::size_t index) const {
  return weights(index, node.weights[index]->shape());
}

std::string OnnxLayer::weights(std::size_t index, const Shape& shape) const {
  const std::string suffix = index == 0 ? "/weights" : index == 1 ? "/bias" : "/weights" + std::to_string(index);
  return to.weights(node.name + suffix, node.weights[index], shape);
}

std::string OnnxLayer::channelWeights(std::size_t index) const {
  const Shape& shape = node.weights[index]->shape();
  if (shape.rank() != 1 || shape[0] == 1)
    return weights(index);
  std::vector<std::int64_t> dims(static_cast<std::size_t>(std::max(1, inputShapes[0].rank() - 1)), 1);
  dims[0] = shape[0];
  return weights(index, Shape(dims));
}

std::string OnnxLayer::number(float value) const {
  return numbers(std::span(&value, 1), Shape());
}

std::string OnnxLayer::numbers(std::span<const float> values, const Shape& shape) const {
  return to.constant(node.name + "/number", values, shape);
}

std::string OnnxLayer::integers(const std::vector<std::int64_t>& values) const {
  return to.constant(node.name + "/integers", values);
}

Error OnnxLayer::unsupported(const std::string& why) const {
  return Error(ErrorCode::Unsupported, "layer " + node.name + ": " + why);
}

}  // namespace effortlab::model
