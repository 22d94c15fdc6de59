#pragma once

#include "core/tensor.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace onnx {
class GraphProto;
class TensorProto;
}  // namespace onnx

namespace effortlab::model {

/// An attribute of an ONNX node that is written.
struct OnnxOption {
  std::string_view name;
  std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>> value;
};

using OnnxNames = std::vector<std::string>;
using OnnxOptions = std::vector<OnnxOption>;

/// Fills an ONNX graph: every name once, a shared tensor once.
class OnnxEmitter {
public:
  explicit OnnxEmitter(onnx::GraphProto& graph) : m_graph(graph) {}

  /// `wanted`, or with a number behind it where that name is taken.
  std::string unique(const std::string& wanted);

  void node(std::string_view type, const std::string& name, const OnnxNames& inputs, const OnnxNames& outputs,
            const OnnxOptions& options);

  /// Initialisers. Each returns the tensor's name.
  std::string constant(const std::string& wanted, std::span<const float> values, const Shape& shape);
  std::string constant(const std::string& wanted, std::span<const std::int64_t> values);
  /// A network's weights, under another shape of equal size; the same tensor in the same shape is stored once.
  std::string weights(const std::string& wanted, const TensorPtr& tensor, const Shape& shape);

private:
  onnx::TensorProto& initializer(const std::string& name, const Shape& shape);

  onnx::GraphProto& m_graph;
  std::set<std::string> m_used;
  std::map<std::pair<const Tensor*, std::string>, std::string> m_stored;
};

}  // namespace effortlab::model
