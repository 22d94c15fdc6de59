#include "model/onnx_node.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

constexpr float usualEpsilon = 1e-5F;

void readBatchNormalization(OnnxNode& node) {
  constexpr int tensors = 5;  // input, scale, shift, mean, variance
  node.needInputs(tensors, tensors);
  node.takeData(0);
  for (int i = 1; i < tensors; ++i)
    node.result.weights.push_back(node.floats(i));
  node.attributes.ignore("momentum");         // moves the averages in training
  constexpr std::int64_t inferenceSince = 7;  // before, is_test chose
  const bool tested = node.state.opset >= inferenceSince || node.attributes.integer("is_test", 0) != 0;
  if (!tested || node.attributes.integer("training_mode", 0) != 0)
    throw node.unsupported("BatchNormalization in training mode is not supported; export the network for inference");
  if (node.attributes.integer("spatial", 1) != 1)
    throw node.unsupported("spatial is not 1, which is not supported");
  node.result.params = BatchNormParams{.epsilon = node.attributes.number("epsilon", usualEpsilon)};
}

/// (x - mean) / sqrt(variance + epsilon) over `axes`, in the standard's own steps.
struct OnnxStandardised {
  std::string mean, inverse, value;
};

OnnxStandardised standardise(OnnxNode& node, const std::vector<int>& axes, float epsilon) {
  const auto elementwise = [](ElementwiseKind kind, int constantAt = -1) {
    return ElementwiseParams{.kind = kind, .coefficients = {}, .constantAt = constantAt};
  };
  const ReduceParams average{.kind = ReduceKind::Mean, .axes = axes, .keepDims = true};
  const std::string mean = node.addPart(average, {node.input(0)});
  const std::string centred = node.addPart(elementwise(ElementwiseKind::Subtract), {node.input(0), mean});
  const std::string square = node.addPart(elementwise(ElementwiseKind::Multiply), {centred, centred});
  const std::string variance = node.addPart(average, {square});
  const std::string raised = node.addPart(elementwise(ElementwiseKind::Add, 1), {variance},
                                          {std::make_shared<const Tensor>(Shape({1}), epsilon)});
  const std::string deviation = node.addPart(ActivationParams{.kind = ActivationKind::Sqrt}, {raised});
  const std::string inverse = node.addPart(ActivationParams{.kind = ActivationKind::Reciprocal}, {deviation});
  return {mean, inverse, node.addPart(elementwise(ElementwiseKind::Multiply), {centred, inverse})};
}

std::vector<int> axesFrom(int first, int rank) {
  std::vector<int> axes;
  for (int axis = first; axis < rank; ++axis)
    axes.push_back(axis);
  return axes;
}

void readInstanceNormalization(OnnxNode& node) {
  constexpr int firstMapAxis = 2;
  node.needInputs(3, 3);
  const int rank = node.knownShape().rank();
  if (rank <= firstMapAxis)
    throw node.place.error(ErrorCode::ShapeMismatch,
                           "normalises an input of shape " + node.knownShape().toString() + ", which has no maps");
  const float epsilon = node.attributes.number("epsilon", usualEpsilon);
  node.result.weights = {node.floats(1), node.floats(2)};
  node.result.inputs = {standardise(node, axesFrom(firstMapAxis, rank), epsilon).value};
  node.result.params = ScaleParams{};
}

/// Gives a part's output the name the file gives it, where it gives one.
void nameOutput(OnnxNode& node, const std::string& part, std::size_t output) {
  if (output >= node.result.outputs.size() || node.result.outputs[output].empty())
    return;
  const std::string& name = node.result.outputs[output];
  for (NamedNode& known : node.parts) {
    std::replace(known.inputs.begin(), known.inputs.end(), part, name);
    std::replace(known.outputs.begin(), known.outputs.end(), part, name);
  }
}

void readLayerNormalization(OnnxNode& node) {
  node.needInputs(2, 3);
  const int rank = node.knownShape().rank();
  const int axis = node.axis(node.attributes.integer("axis", -1));
  const float epsilon = node.attributes.number("epsilon", usualEpsilon);
  if (node.attributes.integer("stash_type", 1) != 1)
    throw node.unsupported("stash_type is not 1 (float), which is not supported");
  if (rank < 1 || axis >= rank || axis < -rank)
    throw node.place.error(ErrorCode::InvalidArgument, "axis " + std::to_string(axis) + " is out of range");
  OnnxStandardised parts = standardise(node, axesFrom(axis < 0 ? axis + rank : axis, rank), epsilon);
  nameOutput(node, parts.mean, 1);
  nameOutput(node, parts.inverse, 2);
  node.result.outputs.resize(1);
  ElementwiseParams scale{.kind = ElementwiseKind::Multiply, .coefficients = {}, .constantAt = 1};
  std::string value = parts.value;
  if (node.hasInput(2)) {
    value = node.addPart(scale, {value}, {node.floats(1)});
    scale.kind = ElementwiseKind::Add;
  }
  node.result.inputs = {value};
  node.result.weights = {node.floats(node.hasInput(2) ? 2 : 1)};
  node.result.params = scale;
}

void readLrn(OnnxNode& node) {
  constexpr float usualAlpha = 1e-4F;
  constexpr float usualBeta = 0.75F;
  node.takeOnlyData();
  if (!node.attributes.has("size"))
    throw node.place.error(ErrorCode::MissingData, "attribute 'size' is missing");
  node.result.params = LrnParams{.region = LrnRegion::AcrossChannels,
                                 .size = checkExtent(node.attributes.integer("size", 1), "size", node.place),
                                 .alpha = node.attributes.number("alpha", usualAlpha),
                                 .beta = node.attributes.number("beta", usualBeta),
                                 .k = node.attributes.number("bias", 1.0F)};
}

constexpr std::array<OnnxOperator, 4> normReaders{{
    {{"BatchNormalization", "Batch norm, scale"}, readBatchNormalization},
    {{"InstanceNormalization", "Instance and layer norm"}, readInstanceNormalization},
    {{"LRN", "LRN"}, readLrn},
    {{"LayerNormalization", "Instance and layer norm"}, readLayerNormalization},
}};

}  // namespace

std::span<const OnnxOperator> onnxNormOperators() {
  return normReaders;
}

}  // namespace effortlab::model
