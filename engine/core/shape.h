#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace effortlab {

/// Dimensions of a row-major tensor, outermost first; images are [N, C, H, W]. At most `maxRank` dimensions.
class Shape {
public:
  static constexpr int maxRank = 8;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dims);
  explicit Shape(std::span<const std::int64_t> dims);

  int rank() const noexcept { return m_rank; }
  std::int64_t operator[](int axis) const noexcept { return m_dims[static_cast<std::size_t>(axis)]; }
  std::int64_t& operator[](int axis) noexcept { return m_dims[static_cast<std::size_t>(axis)]; }
  std::span<const std::int64_t> dims() const noexcept { return {m_dims.data(), static_cast<std::size_t>(m_rank)}; }

  /// Product of all dimensions; 1 for rank 0. Errors: Error{TooLarge} beyond 2^40 elements, Error{ShapeMismatch} if
  /// negative.
  std::int64_t elementCount() const;
  /// Product of the dimensions [from, to). Same errors.
  std::int64_t elementCount(int from, int to) const;

  /// The same shape with another first dimension.
  Shape withBatch(std::int64_t images) const;
  /// "1x3x227x227".
  std::string toString() const;

  friend bool operator==(const Shape& a, const Shape& b) noexcept {
    return a.m_rank == b.m_rank && a.m_dims == b.m_dims;
  }

private:
  std::array<std::int64_t, maxRank> m_dims{};  // unused trailing entries stay zero, so that == can compare arrays
  int m_rank = 0;
};

}  // namespace effortlab
