#pragma once

#include "core/tensor.h"
#include "model/import_checks.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace onnx {
class GraphProto;
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace effortlab::model {

/// Whole numbers of a file: shapes, axes, indices, truth values. An axis may be empty.
struct OnnxNumbers {
  Shape shape;
  std::vector<std::int64_t> values;
};

/// The constant tensors of an ONNX graph by name: initialisers, the results of Constant nodes and of nodes computed
/// from constants while the file is read. Points into the parsed file, which must outlive it.
class OnnxConstants {
public:
  /// Whole numbers a constant may hold: they steer layers and are no weights.
  static constexpr std::int64_t mostNumbers = 1 << 20;

  /// Elements that are not in the file but made while it is read, all nodes together.
  static constexpr std::int64_t mostMade = std::int64_t{1} << 27;

  /// Errors: Error{WrongFormat} for a name used twice, Error{Unsupported} for sparse ones.
  OnnxConstants(const onnx::GraphProto& graph, const std::string& file);

  bool contains(const std::string& name) const { return m_tensors.contains(name) || isComputed(name); }
  /// Whether the constant holds whole numbers or truth values rather than floats.
  bool holdsNumbers(const std::string& name) const;
  /// Takes a Constant node's value, or an Identity of a constant; false for any other node.
  bool takeNode(const onnx::NodeProto& node, const ImportPlace& place);
  /// Counts elements about to be made. Errors: Error{TooLarge} beyond `mostMade`.
  void countMade(std::int64_t elements, const ImportPlace& place);
  /// Results worked out from other constants. Errors: Error{WrongFormat} for a name used twice.
  void addFloats(const std::string& name, Tensor tensor, const ImportPlace& place);
  void addNumbers(const std::string& name, OnnxNumbers numbers, const ImportPlace& place);

  Shape shape(const std::string& name, const ImportPlace& place) const;
  /// As float32 with the shape of the file; the same tensor object for every reader. Sizes are checked against the data
  /// really there before memory is taken. Errors: Error{Truncated, WrongFormat, TooLarge, Unsupported, MissingData}.
  TensorPtr floats(const std::string& name, const ImportPlace& place);
  /// A matrix of `rows` x `columns`, transposed. Same errors.
  TensorPtr transposed(const std::string& name, const ImportPlace& place);
  /// With all its elements in one dimension. Same errors.
  TensorPtr asVector(const std::string& name, const ImportPlace& place);
  /// Whole numbers of any shape. Same errors; Error{TooLarge} beyond `mostNumbers`.
  OnnxNumbers numbers(const std::string& name, const ImportPlace& place) const;
  /// A list of whole numbers, at most `most` of them; a shape by default. Same errors.
  std::vector<std::int64_t> integers(const std::string& name, const ImportPlace& place,
                                     std::int64_t most = Shape::maxRank) const;
  /// Elements declared, 0 for an empty list. Same errors.
  std::int64_t count(const std::string& name, const ImportPlace& place) const;

private:
  bool isComputed(const std::string& name) const { return m_computed.contains(name) || m_numbers.contains(name); }
  const onnx::TensorProto& find(const std::string& name, const ImportPlace& place) const;
  void add(const std::string& name, const onnx::TensorProto& tensor, const ImportPlace& place);
  void addAlias(const std::string& name, const std::string& of, const ImportPlace& place);
  void refuseTwice(const std::string& name, const ImportPlace& place) const;

  std::map<std::string, const onnx::TensorProto*> m_tensors;
  std::vector<std::shared_ptr<onnx::TensorProto>> m_made;  // from Constant nodes with value_float and its like
  std::map<std::string, TensorPtr> m_computed;
  std::map<std::string, OnnxNumbers> m_numbers;
  std::map<std::string, TensorPtr> m_floats;
  std::map<std::string, TensorPtr> m_transposed;
  std::map<std::string, TensorPtr> m_vectors;
  std::int64_t m_elementsMade = 0;
};

}  // namespace effortlab::model
