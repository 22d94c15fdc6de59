#pragma once

#include "core/shape.h"

#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace effortlab {

/// 64-byte aligned storage whose elements start uninitialised: activations are written before they are read.
template <typename T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <typename U>
  AlignedAllocator(const AlignedAllocator<U>&) noexcept {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* p, std::size_t) noexcept { ::operator delete (p, std::align_val_t{64}); }
  template <typename U>
  void construct(U* p) noexcept {
    ::new (static_cast<void*>(p)) U;
  }
  template <typename U, typename... Args>
  void construct(U* p, Args&&... args) {
    ::new (static_cast<void*>(p)) U(std::forward<Args>(args)...);
  }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) noexcept { return true; }
};

using FloatBuffer = std::vector<float, AlignedAllocator<float>>;

/// A dense row-major float32 tensor that owns its elements.
class Tensor {
public:
  Tensor() = default;
  /// Elements are uninitialised.
  explicit Tensor(const Shape& shape) : m_shape(shape), m_data(static_cast<std::size_t>(shape.elementCount())) {}
  Tensor(const Shape& shape, float value)
      : m_shape(shape), m_data(static_cast<std::size_t>(shape.elementCount()), value) {}
  /// Errors: Error{ShapeMismatch} unless `values` has exactly the shape's number of elements.
  Tensor(const Shape& shape, std::span<const float> values);

  const Shape& shape() const noexcept { return m_shape; }
  std::int64_t size() const noexcept { return static_cast<std::int64_t>(m_data.size()); }
  float* data() noexcept { return m_data.data(); }
  const float* data() const noexcept { return m_data.data(); }
  std::span<float> values() noexcept { return m_data; }
  std::span<const float> values() const noexcept { return m_data; }
  /// Elements of image n of a batch.
  std::span<const float> image(std::int64_t n) const;
  std::span<float> image(std::int64_t n);

  /// The same elements under another shape of equal size. Errors: Error{ShapeMismatch}.
  void reshape(const Shape& shape);

private:
  Shape m_shape;
  FloatBuffer m_data;
};

using TensorPtr = std::shared_ptr<const Tensor>;

}  // namespace effortlab
