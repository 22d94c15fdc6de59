#pragma once

#include "model/import_checks.h"
#include "model/onnx_layers.h"

#include <string>

namespace onnx {
class NodeProto;
}  // namespace onnx

namespace effortlab::model {

/// Computes a node over constant whole numbers (the arithmetic of shapes that exporters write down) and makes its
/// results constants; false for any other node. Errors: Error naming the node.
bool computeOnnxNumbers(const onnx::NodeProto& node, const std::string& name, const ImportPlace& place,
                        OnnxState& state);

}  // namespace effortlab::model
