#include "core/tensor.h"

#include "core/error.h"

#include <algorithm>

namespace effortlab {

Tensor::Tensor(const Shape& shape, std::span<const float> values) : Tensor(shape) {
  if (values.size() != m_data.size())
    throw Error(ErrorCode::ShapeMismatch,
                "shape " + shape.toString() + " does not hold " + std::to_string(values.size()) + " values");
  std::copy(values.begin(), values.end(), m_data.begin());
}

std::span<const float> Tensor::image(std::int64_t n) const {
  const auto perImage = static_cast<std::size_t>(m_shape.elementCount(1, m_shape.rank()));
  return std::span<const float>(m_data).subspan(static_cast<std::size_t>(n) * perImage, perImage);
}

std::span<float> Tensor::image(std::int64_t n) {
  const auto perImage = static_cast<std::size_t>(m_shape.elementCount(1, m_shape.rank()));
  return std::span<float>(m_data).subspan(static_cast<std::size_t>(n) * perImage, perImage);
}

void Tensor::reshape(const Shape& shape) {
  if (shape.elementCount() != size())
    throw Error(ErrorCode::ShapeMismatch, m_shape.toString() + " cannot be read as " + shape.toString());
  m_shape = shape;
}

}  // namespace effortlab
