#include "nn/tensor_layout.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <string>

namespace effortlab::nn {

namespace {

constexpr std::int64_t copyTask = 65536;      ///< elements a task
constexpr std::int64_t tileSide = 16;         ///< floats in a cache line
constexpr std::int64_t tiledElements = 1024;  ///< from here on a plane is worth tiles

/// The axis along which the input is contiguous, where that is not the last one and walking row by row would fetch a
/// cache line for every element; -1: none.
int turnedAxis(const StridedAxes& axes) {
  const auto last = static_cast<std::size_t>(axes.rank) - 1;
  if (axes.strides[last] == 1 || axes.dims[last] < tileSide)
    return -1;
  for (std::size_t axis = 0; axis < last; ++axis)
    if (axes.strides[axis] == 1 && axes.dims[axis] >= tileSide && axes.dims[axis] * axes.dims[last] >= tiledElements)
      return static_cast<int>(axis);
  return -1;
}

/// One plane of a turned copy: `to` row r, column c is `from` column r, row c.
struct TurnedPlane {
  const float* from = nullptr;
  float* to = nullptr;
  std::int64_t rows = 0, columns = 0;
  std::int64_t columnStride = 0;  ///< in `from`; its rows are contiguous
  std::int64_t rowStride = 0;     ///< in `to`; its columns are contiguous
};

/// Rows [first, first + tileSide), tile by tile, so that cache lines on both sides are used whole.
void copyTurnedBand(const TurnedPlane& plane, std::int64_t first) {
  const std::int64_t end = std::min(plane.rows, first + tileSide);
  for (std::int64_t left = 0; left < plane.columns; left += tileSide)
    for (std::int64_t row = first; row < end; ++row)
      for (std::int64_t column = left; column < std::min(plane.columns, left + tileSide); ++column)
        plane.to[row * plane.rowStride + column] = plane.from[column * plane.columnStride + row];
}

/// copyStrided() in planes of the axis `turned` and the last one.
void copyTurned(const float* from, const StridedAxes& axes, std::size_t turned, Tensor& output,
                const KernelContext& context) {
  const auto last = static_cast<std::size_t>(axes.rank) - 1;
  StridedAxes outer[] = {{.rank = 0, .dims = {}, .strides = {}}, {.rank = 0, .dims = {}, .strides = {}}};
  std::int64_t planes = 1;
  std::int64_t rowStride = 1;  // in the output
  for (std::size_t axis = turned + 1; axis <= last; ++axis)
    rowStride *= axes.dims[axis];
  std::int64_t outStride = output.size();
  for (std::size_t axis = 0; axis < last; ++axis) {
    outStride /= axes.dims[axis];
    if (axis == turned)
      continue;
    const auto at = static_cast<std::size_t>(outer[0].rank++);
    outer[1].rank = outer[0].rank;
    outer[0].dims[at] = outer[1].dims[at] = axes.dims[axis];
    outer[0].strides[at] = axes.strides[axis];
    outer[1].strides[at] = outStride;
    planes *= axes.dims[axis];
  }
  joinAxes(outer);
  const std::int64_t bands = (axes.dims[turned] + tileSide - 1) / tileSide;
  const std::int64_t bandsATask = std::max<std::int64_t>(1, copyTask / (tileSide * axes.dims[last]));
  const std::int64_t tasks = (bands + bandsATask - 1) / bandsATask;
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor(planes * tasks, parallel, [&](std::int64_t task) {
    const RowWalk walk(outer, task / tasks);
    const TurnedPlane plane{from + walk.offset(0), output.data() + walk.offset(1),
                            axes.dims[turned],     axes.dims[last],
                            axes.strides[last],    rowStride};
    const std::int64_t first = task % tasks * bandsATask;
    for (std::int64_t band = first; band < std::min(bands, first + bandsATask); ++band)
      if (!context.stop.stop_requested())
        copyTurnedBand(plane, band * tileSide);
  });
}

}  // namespace

void requireFilled(const Shape& shape) {
  const auto dims = shape.dims();
  if (std::find(dims.begin(), dims.end(), 0) != dims.end())
    throw Error(ErrorCode::Unsupported, "a tensor of " + shape.toString() + " is empty, which is not supported");
  static_cast<void>(shape.elementCount());
}

void requireFilled(std::span<const Shape> shapes) {
  for (const Shape& shape : shapes)
    requireFilled(shape);
}

std::vector<int> resolveAxes(std::span<const int> axes, int rank) {
  std::vector<int> resolved;
  for (const int axis : axes) {
    resolved.push_back(resolveAxis(axis, rank));
    if (std::find(resolved.begin(), resolved.end() - 1, resolved.back()) != resolved.end() - 1)
      throw Error(ErrorCode::ShapeMismatch, "axis " + std::to_string(axis) + " is named twice");
  }
  return resolved;
}

Shape broadcastShape(std::span<const Shape> shapes) {
  int rank = 0;
  for (const Shape& shape : shapes)
    rank = std::max(rank, shape.rank());
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank), 1);
  for (const Shape& shape : shapes)
    for (int axis = 0; axis < shape.rank(); ++axis) {
      std::int64_t& dim = dims[static_cast<std::size_t>(axis + rank - shape.rank())];
      if (dim != 1 && shape[axis] != 1 && dim != shape[axis])
        throw Error(ErrorCode::ShapeMismatch,
                    "shapes " + shapes[0].toString() + " and " + shape.toString() + " do not broadcast");
      if (dim == 1)
        dim = shape[axis];
    }
  const Shape result{std::span<const std::int64_t>(dims)};
  static_cast<void>(result.elementCount());
  return result;
}

AxisNumbers rowMajorStrides(const Shape& shape) {
  AxisNumbers strides{};
  std::int64_t stride = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    strides[static_cast<std::size_t>(axis)] = stride;
    stride *= shape[axis];
  }
  return strides;
}

StridedAxes broadcastAxes(const Shape& from, const Shape& to) {
  const AxisNumbers strides = rowMajorStrides(from);
  StridedAxes axes{.rank = to.rank(), .dims = {}, .strides = {}};
  const int missing = to.rank() - from.rank();
  for (int axis = 0; axis < to.rank(); ++axis) {
    const auto at = static_cast<std::size_t>(axis);
    axes.dims[at] = to[axis];
    axes.strides[at] =
        axis < missing || from[axis - missing] == 1 ? 0 : strides[static_cast<std::size_t>(axis - missing)];
  }
  return axes;
}

void joinAxes(std::span<StridedAxes> operands) {
  const StridedAxes whole = operands[0];
  std::size_t last = 0;
  bool any = false;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(whole.rank); ++axis) {
    const std::int64_t dim = whole.dims[axis];
    if (dim == 1)
      continue;
    const bool joins = any && std::all_of(operands.begin(), operands.end(), [&](const StridedAxes& operand) {
                         return operand.strides[last] == operand.strides[axis] * dim;
                       });
    if (any && !joins)
      ++last;
    for (StridedAxes& operand : operands) {
      operand.dims[last] = joins ? operand.dims[last] * dim : dim;
      operand.strides[last] = operand.strides[axis];
    }
    any = true;
  }
  for (StridedAxes& operand : operands) {
    operand.rank = static_cast<int>(last) + 1;
    if (!any) {
      operand.dims[0] = 1;
      operand.strides[0] = 0;
    }
  }
}

RowWalk::RowWalk(std::span<const StridedAxes> operands, std::int64_t first)
    : m_operands(operands),
      m_last(static_cast<std::size_t>(operands[0].rank) - 1),
      m_dims(operands[0].dims),
      m_offsets(operands.size(), 0) {
  for (std::size_t axis = m_last + 1; axis-- > 0; first /= m_dims[axis]) {
    m_index[axis] = first % m_dims[axis];
    for (std::size_t i = 0; i < operands.size(); ++i)
      m_offsets[i] += m_index[axis] * operands[i].strides[axis];
  }
}

void RowWalk::advance(std::int64_t count) {
  std::size_t axis = m_last;
  std::int64_t step = count;
  while (true) {
    m_index[axis] += step;
    for (std::size_t i = 0; i < m_operands.size(); ++i)
      m_offsets[i] += step * m_operands[i].strides[axis];
    if (m_index[axis] < m_dims[axis] || axis == 0)
      return;
    for (std::size_t i = 0; i < m_operands.size(); ++i)
      m_offsets[i] -= m_dims[axis] * m_operands[i].strides[axis];
    m_index[axis] = 0;
    --axis;
    step = 1;
  }
}

void copyStrided(const float* from, StridedAxes axes, Tensor& output, const KernelContext& context) {
  joinAxes({&axes, 1});
  if (const int turned = turnedAxis(axes); turned >= 0)
    return copyTurned(from, axes, static_cast<std::size_t>(turned), output, context);
  const std::int64_t stride = axes.strides[static_cast<std::size_t>(axes.rank) - 1];
  const std::int64_t count = output.size();
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((count + copyTask - 1) / copyTask, parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    float* to = output.data() + task * copyTask;
    RowWalk walk({&axes, 1}, task * copyTask);
    for (std::int64_t left = std::min(copyTask, count - task * copyTask); left > 0;) {
      const std::int64_t run = std::min(left, walk.rowLeft());
      const float* row = from + walk.offset(0);
      if (stride == 1)
        std::copy_n(row, run, to);
      else
        for (std::int64_t i = 0; i < run; ++i)
          to[i] = row[i * stride];
      to += run;
      left -= run;
      walk.advance(run);
    }
  });
}

void copyElements(const model::Node&, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
                  const KernelContext&) {
  std::copy_n(inputs[0]->data(), inputs[0]->size(), outputs[0].data());
}

}  // namespace effortlab::nn
