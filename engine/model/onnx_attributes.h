#pragma once

#include "model/import_checks.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace onnx {
class AttributeProto;
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace effortlab::model {

/// The attributes of one node. Each is asked for by name and type; what nobody asked for is refused at the end, so that
/// an option this program does not know cannot be dropped without a word. Errors: Error naming node and attribute.
class OnnxAttributes {
public:
  OnnxAttributes(const onnx::NodeProto& node, const ImportPlace& place);

  std::int64_t integer(const std::string& name, std::int64_t otherwise);
  float number(const std::string& name, float otherwise);
  std::string text(const std::string& name, const std::string& otherwise);
  std::vector<std::int64_t> integers(const std::string& name);  ///< empty where absent
  std::vector<float> numbers(const std::string& name);          ///< empty where absent
  const onnx::TensorProto* tensor(const std::string& name);     ///< null where absent
  bool has(const std::string& name) const { return m_left.contains(name); }
  void ignore(const std::string& name) { m_left.erase(name); }

  /// Errors: Error{Unsupported} naming an attribute that was not asked for.
  void refuseOthers() const;

private:
  const onnx::AttributeProto* take(const std::string& name, int type);

  std::map<std::string, const onnx::AttributeProto*> m_left;
  ImportPlace m_place;
};

}  // namespace effortlab::model
