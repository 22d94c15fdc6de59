#pragma once

#include "model/graph.h"
#include "model/import_checks.h"
#include "model/onnx_constants.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace effortlab::model {

/// What is known of the network while its nodes are read, in file order.
struct OnnxState {
  std::string file;
  OnnxConstants constants;
  std::int64_t opset = 0;
  std::map<std::string, int> readers;       ///< how many nodes and graph outputs read a value
  std::map<std::string, Shape> shapes;      ///< of the values so far, with the declared batch; absent: not known
  std::map<std::string, std::size_t> from;  ///< which of `nodes` writes a value
  std::vector<NamedNode> nodes;

  /// Of a value or a constant.
  std::optional<Shape> shapeOf(const std::string& value) const;
  /// Lets a layer read the constant: the node that holds it, unless it is there already.
  void needAsData(const std::string& constant, const ImportPlace& place);
  /// Appends `node`; where all it reads is constant its kernel runs at once and the results become constants.
  void append(NamedNode node, const ImportPlace& place);

private:
  void computeNow(const NamedNode& node, const ImportPlace& place);
  void noteShapes(const NamedNode& node);
};

/// Translates one node and appends it to `state.nodes` (or joins it with an earlier one: MatMul + Add, or computes it
/// where all it reads is constant). Its op_type picks the reader. Errors: Error naming file and node; an unknown
/// operator or attribute value is Error{Unsupported} by name.
void readOnnxNode(const onnx::NodeProto& node, const std::string& name, const ImportPlace& place, OnnxState& state);

}  // namespace effortlab::model
