#pragma once

#include "model/graph.h"
#include "model/import_checks.h"
#include "model/onnx_attributes.h"
#include "model/onnx_constants.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace effortlab::model {

/// What is known of the network while its nodes are read, in file order.
struct OnnxState {
  std::string file;
  OnnxConstants constants;
  std::int64_t opset = 0;
  std::int64_t declaredBatch = 1;           ///< first dimension of the image input before it became 1
  std::map<std::string, int> readers;       ///< how many nodes and graph outputs read a value
  std::map<std::string, Shape> shapes;      ///< of the values so far, for one image; absent: not known
  std::map<std::string, std::size_t> from;  ///< which of `nodes` writes a value
  std::vector<NamedNode> nodes;

  std::optional<Shape> shapeOf(const std::string& value) const;
};

/// Translates one node and appends it to `state.nodes` (or joins it with an earlier one: MatMul + Add). Its op_type
/// picks the reader. Errors: Error naming file and node; an unknown operator or attribute value is Error{Unsupported}
/// by name.
void readOnnxNode(const onnx::NodeProto& node, const std::string& name, const ImportPlace& place, OnnxState& state);

}  // namespace effortlab::model
