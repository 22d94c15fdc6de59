#pragma once

#include "core/shape.h"
#include "core/tensor.h"
#include "nn/layer_ops.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::nn {

/// Kernels that move or combine tensors of any rank have nothing to do in one without elements.
/// Errors: Error{Unsupported} when a dimension is 0, Error{TooLarge, ShapeMismatch} as Shape::elementCount().
void requireFilled(const Shape& shape);
void requireFilled(std::span<const Shape> shapes);

/// Axes that may count from the end, resolved, in the order given. Errors: Error{ShapeMismatch} when one is outside the
/// rank or named twice.
std::vector<int> resolveAxes(std::span<const int> axes, int rank);

/// Dimension by dimension from the last one on, a size of 1 stretches: numpy's rule.
/// Errors: Error{ShapeMismatch} when two sizes differ and neither is 1, Error{TooLarge}.
Shape broadcastShape(std::span<const Shape> shapes);

using AxisNumbers = std::array<std::int64_t, Shape::maxRank>;

/// How many elements to step for one along each axis of a row-major tensor.
AxisNumbers rowMajorStrides(const Shape& shape);

/// A walk over `dims` through a tensor whose elements lie `strides` apart: 0 repeats, a negative one goes backwards.
struct StridedAxes {
  int rank = 0;
  AxisNumbers dims{};
  AxisNumbers strides{};
};

/// A tensor of shape `from` stretched to `to`, its dimensions aligned at the end.
StridedAxes broadcastAxes(const Shape& from, const Shape& to);

/// Merges what can be walked as one axis in all `operands`, which have the same dims, and drops axes of size 1; at
/// least one axis is left.
void joinAxes(std::span<StridedAxes> operands);

/// Walks several tensors together in row-major order of their common dims, row by row of the last axis.
class RowWalk {
public:
  /// Starts at element `first`. `operands` share dims, rank at least 1, and must outlive the walk.
  RowWalk(std::span<const StridedAxes> operands, std::int64_t first);

  std::int64_t rowLeft() const noexcept { return m_dims[m_last] - m_index[m_last]; }
  std::int64_t offset(std::size_t operand) const noexcept { return m_offsets[operand]; }
  /// Requires: count <= rowLeft().
  void advance(std::int64_t count);

private:
  std::span<const StridedAxes> m_operands;
  std::size_t m_last;
  AxisNumbers m_dims;
  AxisNumbers m_index{};
  std::vector<std::int64_t> m_offsets;
};

/// Fills `output` in row-major order with what `axes` visits from `from` on; `axes` covers as many elements.
void copyStrided(const float* from, StridedAxes axes, Tensor& output, const KernelContext& context);

/// For layers that only give their elements another shape.
void copyElements(const model::Node&, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                  const KernelContext&);

}  // namespace effortlab::nn
