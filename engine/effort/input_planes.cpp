#include "effort/input_planes.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

/// All taps of all output pixels lie inside the maps.
bool isUnpadded(const ConvolutionGeometry& geometry) {
  const model::Window2d& window = geometry.window;
  return window.padTop <= 0 && window.padLeft <= 0 && window.padBottom <= 0 && window.padRight <= 0;
}

}  // namespace

void InputPlanes::fill(const ConvolutionGeometry& geometry, const float* maps, std::int64_t count,
                       std::int64_t period) {
  const model::Window2d& window = geometry.window;
  m_stepRows = window.strideH * period;
  m_stepColumns = window.strideW * period;
  if (m_stepRows == 1 && m_stepColumns == 1 && isUnpadded(geometry)) {
    m_height = geometry.height;
    m_width = geometry.width;
    m_data = maps;
    return;
  }
  const std::int64_t rows = (geometry.outHeight - 1) * window.strideH + (window.kernelH - 1) * window.dilationH + 1;
  const std::int64_t columns = (geometry.outWidth - 1) * window.strideW + (window.kernelW - 1) * window.dilationW + 1;
  m_height = (rows + m_stepRows - 1) / m_stepRows;
  m_width = (columns + m_stepColumns - 1) / m_stepColumns;
  const std::int64_t plane = m_height * m_width;
  const auto floats = static_cast<std::size_t>(count * m_stepRows * m_stepColumns * plane);
  if (m_planes.size() < floats)
    m_planes.resize(floats);
  m_data = m_planes.data();
  for (std::int64_t map = 0; map < count; ++map)
    for (std::int64_t row = 0; row < m_height * m_stepRows; ++row) {
      const std::int64_t y = row - window.padTop;
      const float* from = y < 0 || y >= geometry.height ? nullptr : maps + (map * geometry.height + y) * geometry.width;
      float* to = m_planes.data() +
                  ((map * m_stepRows + row % m_stepRows) * m_stepColumns * m_height + row / m_stepRows) * m_width;
      for (std::int64_t phase = 0; phase < m_stepColumns; ++phase)
        fillRow(from, geometry.width, window.padLeft, phase, to + phase * plane);
    }
}

/// Every m_stepColumns-th element of a padded row. `row`: null in the padding.
void InputPlanes::fillRow(const float* row, std::int64_t inputWidth, std::int64_t padding, std::int64_t phase,
                          float* to) const {
  const std::int64_t step = m_stepColumns;
  // Element j is at column j * step + phase - padding of the map.
  const std::int64_t before = std::max<std::int64_t>(0, padding - phase);
  const std::int64_t from = std::min(m_width, (before + step - 1) / step);
  const std::int64_t inside = std::max<std::int64_t>(0, inputWidth + padding - phase);
  const std::int64_t until = row == nullptr ? from : std::clamp((inside + step - 1) / step, from, m_width);
  std::fill(to, to + from, 0.0F);
  if (until > from) {
    const float* source = row + phase - padding;
    if (step == 1)
      std::copy(source + from, source + until, to + from);
    else
      for (std::int64_t j = from; j < until; ++j)
        to[j] = source[j * step];
  }
  std::fill(to + until, to + m_width, 0.0F);
}

}  // namespace effortlab::effort
