#pragma once

#include "model/format_table.h"
#include "model/onnx_attributes.h"
#include "model/onnx_layers.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace effortlab::model {

/// What an operator reader works on.
struct OnnxNode {
  const onnx::NodeProto& proto;
  const ImportPlace& place;
  OnnxState& state;
  OnnxAttributes attributes;
  NamedNode result;
  std::vector<NamedNode> parts = {};  ///< layers before `result` that together with it make up the operator
  int outputs = 1;                    ///< how many of the operator's outputs the reader writes
  bool keep = true;                   ///< false: nothing to append (joined with an earlier node, or constant)

  Error unsupported(const std::string& what) const { return place.error(ErrorCode::Unsupported, what); }
  const std::string& input(int i) const;
  int inputCount() const;
  bool hasInput(int i) const;
  bool isConstant(int i) const { return hasInput(i) && state.constants.contains(input(i)); }
  std::optional<Shape> inputShape(int i = 0) const { return state.shapeOf(input(i)); }
  /// Errors: Error{Unsupported} where the shape is not known.
  Shape knownShape(int i = 0) const;
  void needInputs(int least, int most) const;
  /// The next operand of `result`.
  void takeData(int i);
  void takeOnlyData();
  TensorPtr floats(int i) const { return state.constants.floats(input(i), place); }
  /// A list that is an attribute in old operator sets and a constant input in later ones; absent: nothing.
  std::optional<std::vector<std::int64_t>> list(const std::string& attribute, int input, bool asInput);
  /// The same for axes. Errors: Error{InvalidArgument} for one out of range.
  std::vector<int> axes(const std::string& attribute, int input, bool asInput);
  int axis(std::int64_t value) const;
  /// A layer before `result`; returns the name of its output.
  std::string addPart(LayerParams params, std::vector<std::string> inputs, std::vector<TensorPtr> weights = {});
};

/// An entry of the table of operators.
struct OnnxOperator {
  FormatLayer name;
  void (*read)(OnnxNode&);
};

// The operators by topic, each list in a file of its own.
std::span<const OnnxOperator> onnxWindowOperators();
std::span<const OnnxOperator> onnxMatrixOperators();
std::span<const OnnxOperator> onnxActivationOperators();
std::span<const OnnxOperator> onnxElementwiseOperators();
std::span<const OnnxOperator> onnxNormOperators();
std::span<const OnnxOperator> onnxReduceOperators();
std::span<const OnnxOperator> onnxShapeOperators();
std::span<const OnnxOperator> onnxJoinOperators();
std::span<const OnnxOperator> onnxResampleOperators();
std::span<const OnnxOperator> onnxConstantOperators();

}  // namespace effortlab::model
