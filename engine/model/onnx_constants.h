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

/// The constant tensors of an ONNX graph by name: initialisers and the results of Constant nodes. Points into the
/// parsed file, which must outlive it.
class OnnxConstants {
public:
  /// Errors: Error{WrongFormat} for a name used twice, Error{Unsupported} for sparse ones.
  OnnxConstants(const onnx::GraphProto& graph, const std::string& file);

  bool contains(const std::string& name) const { return m_tensors.contains(name); }
  /// Takes a Constant node's value, or an Identity of a constant; false for any other node.
  bool takeNode(const onnx::NodeProto& node, const ImportPlace& place);

  /// As float32 with the shape of the file; the same tensor object for every reader. Sizes are checked against the data
  /// really there before memory is taken. Errors: Error{Truncated, WrongFormat, TooLarge, Unsupported, MissingData}.
  TensorPtr floats(const std::string& name, const ImportPlace& place);
  /// A matrix of `rows` x `columns`, transposed. Same errors.
  TensorPtr transposed(const std::string& name, const ImportPlace& place);
  /// With all its elements in one dimension. Same errors.
  TensorPtr asVector(const std::string& name, const ImportPlace& place);
  /// int64 or int32 elements, at most Shape::maxRank of them: a shape. Same errors.
  std::vector<std::int64_t> integers(const std::string& name, const ImportPlace& place) const;

private:
  const onnx::TensorProto& find(const std::string& name, const ImportPlace& place) const;
  void add(const std::string& name, const onnx::TensorProto& tensor, const ImportPlace& place);

  std::map<std::string, const onnx::TensorProto*> m_tensors;
  std::vector<std::shared_ptr<onnx::TensorProto>> m_made;  // from Constant nodes with value_float and its like
  std::map<std::string, TensorPtr> m_floats;
  std::map<std::string, TensorPtr> m_transposed;
  std::map<std::string, TensorPtr> m_vectors;
};

}  // namespace effortlab::model
