#include "model/onnx_attributes.h"

#include <onnx/onnx_pb.h>

namespace effortlab::model {

OnnxAttributes::OnnxAttributes(const onnx::NodeProto& node, const ImportPlace& place) : m_place(place) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.has_ref_attr_name() && !attribute.ref_attr_name().empty())
      throw place.error(ErrorCode::Unsupported,
                        "attribute " + inQuotes(attribute.name()) + " belongs to a function, which is not supported");
    if (!m_left.emplace(attribute.name(), &attribute).second)
      throw place.error(ErrorCode::WrongFormat, "attribute " + inQuotes(attribute.name()) + " is given twice");
  }
}

const onnx::AttributeProto* OnnxAttributes::take(const std::string& name, int type) {
  const auto found = m_left.find(name);
  if (found == m_left.end())
    return nullptr;
  const onnx::AttributeProto* attribute = found->second;
  if (attribute->type() != type)
    throw m_place.error(
        ErrorCode::WrongFormat,
        "attribute " + inQuotes(name) + " is of type " + onnx::AttributeProto::AttributeType_Name(attribute->type()) +
            ", " + onnx::AttributeProto::AttributeType_Name(static_cast<onnx::AttributeProto::AttributeType>(type)) +
            " needed");
  m_left.erase(found);
  return attribute;
}

std::int64_t OnnxAttributes::integer(const std::string& name, std::int64_t otherwise) {
  const auto* attribute = take(name, onnx::AttributeProto::INT);
  return attribute != nullptr ? attribute->i() : otherwise;
}

float OnnxAttributes::number(const std::string& name, float otherwise) {
  const auto* attribute = take(name, onnx::AttributeProto::FLOAT);
  return attribute != nullptr ? attribute->f() : otherwise;
}

std::string OnnxAttributes::text(const std::string& name, const std::string& otherwise) {
  const auto* attribute = take(name, onnx::AttributeProto::STRING);
  return attribute != nullptr ? attribute->s() : otherwise;
}

std::vector<std::int64_t> OnnxAttributes::integers(const std::string& name) {
  const auto* attribute = take(name, onnx::AttributeProto::INTS);
  if (attribute == nullptr)
    return {};
  return {attribute->ints().begin(), attribute->ints().end()};
}

std::vector<float> OnnxAttributes::numbers(const std::string& name) {
  const auto* attribute = take(name, onnx::AttributeProto::FLOATS);
  if (attribute == nullptr)
    return {};
  return {attribute->floats().begin(), attribute->floats().end()};
}

const onnx::TensorProto* OnnxAttributes::tensor(const std::string& name) {
  const auto* attribute = take(name, onnx::AttributeProto::TENSOR);
  return attribute != nullptr ? &attribute->t() : nullptr;
}

void OnnxAttributes::refuseOthers() const {
  if (!m_left.empty())
    throw m_place.error(ErrorCode::Unsupported, "attribute " + inQuotes(m_left.begin()->first) + " is not supported");
}

}  // namespace effortlab::model
