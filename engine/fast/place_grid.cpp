#include "fast/place_grid.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

constexpr std::int64_t placeGridColumns = 8;
constexpr std::int64_t placeGridRows = 4;

}  // namespace

PlaceGrid::PlaceGrid(const model::Window2d& window, const LaneMaps& input, const LaneMaps& output, std::int64_t maps,
                     std::int64_t sums)
    : m_height(output.tileH),
      m_width(output.tileW),
      m_inputRow(window.strideH * input.rowStride()),
      m_inputColumn(window.strideW * lanes),
      m_outputRow(output.rowStride()),
      m_windowStart(-window.padTop * input.rowStride() - window.padLeft * lanes) {
  const std::int64_t row = m_width * lanes;
  const bool pointwise = window.kernelH * window.kernelW == 1 && window.strideH == 1 && window.strideW == 1;
  if (pointwise && input.rowStride() == row && output.rowStride() == row) {
    m_width *= m_height;  // The maps are one row without gaps.
    m_height = 1;
  }
  m_parts = (m_width + placeGridColumns - 1) / placeGridColumns;
  const std::int64_t widest = (m_width + m_parts - 1) / m_parts;
  const std::int64_t tallest = std::clamp<std::int64_t>(sums / widest, 1, placeGridRows);
  m_bands = (m_height + tallest - 1) / tallest;
  m_tapAt.reserve(static_cast<std::size_t>(maps * window.kernelH * window.kernelW));
  for (std::int64_t c = 0; c < maps; ++c)
    for (std::int64_t r = 0; r < window.kernelH; ++r)
      for (std::int64_t s = 0; s < window.kernelW; ++s)
        m_tapAt.push_back(c * input.planeStride() + r * window.dilationH * input.rowStride() +
                          s * window.dilationW * lanes);
}

void PlaceGrid::place(std::int64_t rectangle, SparseBlock& block) const {
  const std::int64_t band = rectangle / m_parts;
  const std::int64_t part = rectangle % m_parts;
  const std::int64_t y = band * m_height / m_bands;
  const std::int64_t x = part * m_width / m_parts;
  block.input += m_windowStart + y * m_inputRow + x * m_inputColumn;
  block.output += y * m_outputRow + x * lanes;
  block.rows = (band + 1) * m_height / m_bands - y;
  block.columns = (part + 1) * m_width / m_parts - x;
  block.inputRow = m_inputRow;
  block.inputColumn = m_inputColumn;
  block.outputRow = m_outputRow;
}

}  // namespace effortlab::fast
