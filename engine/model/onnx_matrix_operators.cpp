#include "model/onnx_node.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace effortlab::model {

namespace {

TensorPtr scaledBy(const TensorPtr& tensor, float factor) {
  if (factor == 1.0F)
    return tensor;
  Tensor scaled = *tensor;
  for (float& value : scaled.values())
    value *= factor;
  return std::make_shared<const Tensor>(std::move(scaled));
}

bool isRowMatrix(const OnnxNode& node, int i) {
  const std::optional<Shape> shape = node.inputShape(i);
  return shape && shape->rank() == 2;
}

/// One number an output from a constant of one number, of [K] or [1, K]; null where it differs from row to row.
TensorPtr biasOfRow(const OnnxNode& node, int i, std::int64_t outputs) {
  const TensorPtr stored = node.floats(i);
  const Shape& shape = stored->shape();
  if (stored->size() == 1 && shape.rank() <= 2)
    return std::make_shared<const Tensor>(Shape({outputs}), stored->data()[0]);
  if (stored->size() != outputs || shape.rank() < 1 || shape.rank() > 2 || shape[shape.rank() - 1] != outputs)
    return nullptr;
  return node.state.constants.asVector(node.input(i), node.place);
}

/// Constant weights stored as [inputs, K] or, `rowsAreOutputs`, as [K, inputs].
void takeWeightMatrix(OnnxNode& node, bool rowsAreOutputs, float alpha) {
  node.takeData(0);
  const TensorPtr weights =
      rowsAreOutputs ? node.floats(1) : node.state.constants.transposed(node.input(1), node.place);
  node.result.params = FullyConnectedParams{checkExtent(weights->shape()[0], "the number of outputs", node.place)};
  node.result.weights.push_back(scaledBy(weights, alpha));
}

struct GemmNumbers {
  float alpha = 1.0F, beta = 1.0F;
  bool transposeA = false, transposeB = false;
};

/// alpha A B + beta C as a product and a sum.
void readGeneralGemm(OnnxNode& node, const GemmNumbers& numbers) {
  const MatMulParams product{
      .transposeA = numbers.transposeA, .transposeB = numbers.transposeB, .alpha = numbers.alpha};
  if (!node.hasInput(2)) {
    node.takeData(0);
    node.takeData(1);
    node.result.params = product;
    return;
  }
  node.result.inputs.push_back(node.addPart(product, {node.input(0), node.input(1)}));
  ElementwiseParams sum{.kind = ElementwiseKind::Add, .coefficients = {}, .constantAt = -1};
  if (numbers.beta != 1.0F)
    sum.coefficients = {1.0F, numbers.beta};
  if (node.isConstant(2)) {
    sum.constantAt = 1;
    node.result.weights.push_back(node.floats(2));
  } else {
    node.takeData(2);
  }
  node.result.params = sum;
}

void readGemm(OnnxNode& node) {
  node.needInputs(2, 3);
  const GemmNumbers numbers{.alpha = node.attributes.number("alpha", 1.0F),
                            .beta = node.attributes.number("beta", 1.0F),
                            .transposeA = node.attributes.integer("transA", 0) != 0,
                            .transposeB = node.attributes.integer("transB", 0) != 0};
  constexpr std::int64_t freeBroadcastSince = 7;
  if (node.state.opset < freeBroadcastSince)
    node.attributes.ignore("broadcast");  // today's rule is wider
  if (const auto shape = node.inputShape(); shape && shape->rank() != 2)
    throw node.place.error(ErrorCode::ShapeMismatch,
                           "multiplies a tensor of shape " + shape->toString() + "; a Gemm's operands are matrices");
  const bool fits = !numbers.transposeA && !node.isConstant(0) && node.isConstant(1) && isRowMatrix(node, 0) &&
                    isRowMatrix(node, 1) && (!node.hasInput(2) || node.isConstant(2));
  if (!fits)
    return readGeneralGemm(node, numbers);
  const std::int64_t outputs = node.knownShape(1)[numbers.transposeB ? 0 : 1];
  const TensorPtr bias = node.hasInput(2) ? biasOfRow(node, 2, outputs) : nullptr;
  if (node.hasInput(2) && bias == nullptr)
    return readGeneralGemm(node, numbers);
  takeWeightMatrix(node, numbers.transposeB, numbers.alpha);
  if (bias != nullptr)
    node.result.weights.push_back(scaledBy(bias, numbers.beta));
}

/// Rows of [N, T, inputs] or [N, H, W, inputs] times constant weights are a 1x1 convolution over T or H x W positions:
/// unlike a product of two tensors it keeps images apart, so that batches of any size fit.
bool readAsConvolution(OnnxNode& node) {
  constexpr int lineRank = 3;
  constexpr int mapRank = 4;
  const std::optional<Shape> shape = node.inputShape();
  if (node.isConstant(0) || !node.isConstant(1) || !isRowMatrix(node, 1) || !shape ||
      (shape->rank() != lineRank && shape->rank() != mapRank))
    return false;
  Tensor weights = *node.state.constants.transposed(node.input(1), node.place);
  const Shape matrix = weights.shape();
  if ((*shape)[shape->rank() - 1] != matrix[1])
    return false;  // refused as the product it is
  weights.reshape(Shape({matrix[0], matrix[1], 1, 1}));
  const bool line = shape->rank() == lineRank;
  const std::vector<int> channelsFirst = line ? std::vector<int>{0, 2, 1} : std::vector<int>{0, 3, 1, 2};
  const std::vector<int> channelsLast = line ? std::vector<int>{0, 2, 1} : std::vector<int>{0, 2, 3, 1};
  ConvolutionParams params;
  params.outputs = checkExtent(matrix[0], "the number of outputs", node.place);
  const std::string maps = node.addPart(TransposeParams{channelsFirst}, {node.input(0)});
  node.result.inputs = {node.addPart(params, {maps}, {std::make_shared<const Tensor>(std::move(weights))})};
  node.result.params = TransposeParams{channelsLast};
  return true;
}

void readMatMul(OnnxNode& node) {
  node.needInputs(2, 2);
  if (!node.isConstant(0) && node.isConstant(1) && isRowMatrix(node, 0) && isRowMatrix(node, 1))
    return takeWeightMatrix(node, false, 1.0F);
  if (readAsConvolution(node))
    return;
  node.takeData(0);
  node.takeData(1);
  node.result.params = MatMulParams{};
}

constexpr std::array<OnnxOperator, 2> matrixReaders{{
    {{"Gemm", "Fully connected"}, readGemm},
    {{"MatMul", "Matrix product"}, readMatMul},
}};

}  // namespace

std::span<const OnnxOperator> onnxMatrixOperators() {
  return matrixReaders;
}

}  // namespace effortlab::model
