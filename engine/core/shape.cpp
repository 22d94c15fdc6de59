#include "core/shape.h"

#include "core/error.h"

#include <algorithm>

namespace effortlab {

Shape::Shape(std::initializer_list<std::int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) {
  if (dims.size() > maxRank)
    throw Error(ErrorCode::Unsupported, "tensors of more than 8 dimensions are not supported");
  std::copy(dims.begin(), dims.end(), m_dims.begin());
  m_rank = static_cast<int>(dims.size());
}

std::int64_t Shape::elementCount() const {
  return elementCount(0, m_rank);
}

std::int64_t Shape::elementCount(int from, int to) const {
  constexpr std::int64_t limit = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (int axis = from; axis < to; ++axis) {
    const std::int64_t dim = (*this)[axis];
    if (dim < 0)
      throw Error(ErrorCode::ShapeMismatch, "negative dimension in shape " + toString());
    if (dim != 0 && count > limit / dim)
      throw Error(ErrorCode::TooLarge, "shape " + toString() + " has too many elements");
    count *= dim;
  }
  return count;
}

Shape Shape::withBatch(std::int64_t images) const {
  Shape result = *this;
  if (result.m_rank > 0)
    result[0] = images;
  return result;
}

std::string Shape::toString() const {
  std::string text;
  for (int axis = 0; axis < m_rank; ++axis) {
    if (axis > 0)
      text += 'x';
    text += std::to_string((*this)[axis]);
  }
  return text.empty() ? "scalar" : text;
}

}  // namespace effortlab
