#pragma once

#include "core/tensor.h"
#include "effort/convolution_geometry.h"

#include <cstdint>

namespace effortlab::effort {

/// Input maps with their padding, taken apart by row and column modulo the step between two output pixels, so that what
/// one tap reads for a row of output pixels lies side by side. Step: the stride, times SDSS's sampling period.
class InputPlanes {
public:
  /// `maps`: [count, geometry.height, geometry.width], and must outlive the use: without padding and steps they are the
  /// planes. Keeps its memory from call to call.
  void fill(const ConvolutionGeometry& geometry, const float* maps, std::int64_t count, std::int64_t period);

  /// Offset in a map's planes of what a tap reads for the output pixel (row, column), in padded coordinates; `step`
  /// pixels further it is the next element (row).
  std::int64_t offset(std::int64_t paddedRow, std::int64_t paddedColumn) const noexcept {
    const std::int64_t plane = paddedRow % m_stepRows * m_stepColumns + paddedColumn % m_stepColumns;
    return (plane * m_height + paddedRow / m_stepRows) * m_width + paddedColumn / m_stepColumns;
  }
  /// Planes of one input map.
  const float* map(std::int64_t index) const noexcept {
    return m_data + index * m_stepRows * m_stepColumns * m_height * m_width;
  }
  /// From row to row of a plane.
  std::int64_t width() const noexcept { return m_width; }

private:
  void fillRow(const float* row, std::int64_t inputWidth, std::int64_t padding, std::int64_t phase, float* to) const;

  std::int64_t m_stepRows = 1, m_stepColumns = 1;
  std::int64_t m_height = 0, m_width = 0;  ///< of a plane
  const float* m_data = nullptr;
  FloatBuffer m_planes;
};

}  // namespace effortlab::effort
