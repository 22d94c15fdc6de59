#include "nn/pool_rows.h"

#include "core/parallel.h"
#include "nn/clones.h"

#include <algorithm>
#include <limits>

namespace effortlab::nn {

namespace {

constexpr std::int64_t taskFloats = 32768;  ///< input elements a task: whole maps, at least one

EFFORTLAB_CLONES void maxInto(const float* from, std::int64_t stride, std::int64_t count, float* to) {
  if (stride == 1)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[i] > to[i] ? from[i] : to[i];
  else if (stride == 2)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[2 * i] > to[i] ? from[2 * i] : to[i];
  else
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = from[i * stride] > to[i] ? from[i * stride] : to[i];
}

EFFORTLAB_CLONES void addInto(const float* from, std::int64_t stride, std::int64_t count, float* to) {
  if (stride == 1)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] += from[i];
  else if (stride == 2)
    for (std::int64_t i = 0; i < count; ++i)
      to[i] += from[2 * i];
  else
    for (std::int64_t i = 0; i < count; ++i)
      to[i] += from[i * stride];
}

EFFORTLAB_CLONES void divideInto(const float* divisors, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i)
    to[i] /= divisors[i];
}

/// Pools maps of one size; holds this task's row buffer.
class RowPooler {
public:
  explicit RowPooler(const PoolGeometry& geometry)
      : m_geometry(geometry),
        m_combine(geometry.kind == model::PoolKind::Max ? maxInto : addInto),
        m_empty(geometry.kind == model::PoolKind::Max ? -std::numeric_limits<float>::infinity() : 0.0F) {
    const WindowAxis& axis = geometry.horizontal;
    // The padding of a row keeps the empty value, so that the second pass has no borders.
    const std::int64_t reach = axis.start(geometry.outWidth - 1) + axis.span();
    m_row.assign(static_cast<std::size_t>(axis.padBefore + std::max(axis.size, reach)), m_empty);
    m_divisors.resize(static_cast<std::size_t>(geometry.outWidth));
  }

  void pool(const float* map, float* out) {
    for (std::int64_t y = 0; y < m_geometry.outHeight; ++y)
      poolRow(map, y, out + y * m_geometry.outWidth);
  }

private:
  void poolRow(const float* map, std::int64_t y, float* out) {
    const WindowAxis& vertical = m_geometry.vertical;
    const WindowAxis& horizontal = m_geometry.horizontal;
    float* row = m_row.data() + horizontal.padBefore;
    std::fill_n(row, horizontal.size, m_empty);
    for (std::int64_t r = 0; r < vertical.kernel; ++r) {
      const std::int64_t inY = vertical.start(y) + r * vertical.dilation;
      if (inY >= 0 && inY < vertical.size)
        m_combine(map + inY * horizontal.size, 1, horizontal.size, row);
    }
    std::fill_n(out, m_geometry.outWidth, m_empty);
    for (std::int64_t s = 0; s < horizontal.kernel; ++s)
      m_combine(m_row.data() + s * horizontal.dilation, horizontal.stride, m_geometry.outWidth, out);
    finishRow(y, out);
  }

  void finishRow(std::int64_t y, float* out) {
    if (m_geometry.kind == model::PoolKind::Average) {
      for (std::int64_t x = 0; x < m_geometry.outWidth; ++x)
        m_divisors[static_cast<std::size_t>(x)] =
            static_cast<float>(std::max<std::int64_t>(1, m_geometry.divisorAt(y, x)));
      divideInto(m_divisors.data(), m_geometry.outWidth, out);
      return;
    }
    const WindowAxis& vertical = m_geometry.vertical;
    const WindowAxis& horizontal = m_geometry.horizontal;
    const bool emptyRow = vertical.tapsWithin(y, 0, vertical.size) == 0;
    for (std::int64_t x = 0; x < m_geometry.outWidth; ++x)
      if (emptyRow || (out[x] == m_empty && horizontal.tapsWithin(x, 0, horizontal.size) == 0))
        out[x] = 0.0F;
  }

  const PoolGeometry& m_geometry;
  void (*m_combine)(const float*, std::int64_t, std::int64_t, float*);
  float m_empty;
  FloatBuffer m_row;
  FloatBuffer m_divisors;
};

}  // namespace

void poolRows(const PoolGeometry& geometry, const Tensor& input, Tensor& output, const KernelContext& context) {
  const Shape& in = input.shape();
  const std::int64_t maps = in[0] * in[1];
  const std::int64_t inSize = in[2] * in[3];
  const std::int64_t outSize = geometry.outHeight * geometry.outWidth;
  const std::int64_t mapsPerTask = std::max<std::int64_t>(1, taskFloats / inSize);
  parallelFor((maps + mapsPerTask - 1) / mapsPerTask, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    RowPooler pooler(geometry);
    const std::int64_t end = std::min(maps, (task + 1) * mapsPerTask);
    for (std::int64_t map = task * mapsPerTask; map < end; ++map)
      pooler.pool(input.data() + map * inSize, output.data() + map * outSize);
  });
}

}  // namespace effortlab::nn
