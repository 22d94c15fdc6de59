#include "fast/place_grid.h"

#include <algorithm>

namespace effortlab::fast {

namespace {

constexpr std::int64_t placeGridColumns = 8;
constexpr std::int64_t placeGridRows = 4;

}  // namespace

PlaceGrid::PlaceGrid(const model::Window2d& window, const LaneMaps& input, const LaneMaps& output, std::int64_t maps,
                     std::int64_t sums)
    : m_inputRow(window.strideH * input.rowStride()),
      m_inputColumn(window.strideW * lanes),
      m_outputRow(output.rowStride()) {
  std::int64_t height = output.tileH;
  std::int64_t width = output.tileW;
  const std::int64_t row = width * lanes;
  const bool pointwise = window.kernelH * window.kernelW == 1 && window.strideH == 1 && window.strideW == 1;
  if (pointwise && input.rowStride() == row && output.rowStride() == row) {
    width *= height;  // The maps are one row without gaps.
    height = 1;
  }
  const std::int64_t parts = (width + placeGridColumns - 1) / placeGridColumns;
  const std::int64_t widest = (width + parts - 1) / parts;
  const std::int64_t tallest = std::clamp<std::int64_t>(sums / widest, 1, placeGridRows);
  const std::int64_t bands = (height + tallest - 1) / tallest;
  const std::int64_t start = -window.padTop * input.rowStride() - window.padLeft * lanes;
  m_rectangles.reserve(static_cast<std::size_t>(bands * parts));
  for (std::int64_t band = 0; band < bands; ++band)
    for (std::int64_t part = 0; part < parts; ++part) {
      const std::int64_t y = band * height / bands;
      const std::int64_t x = part * width / parts;
      m_rectangles.push_back({.input = start + y * m_inputRow + x * m_inputColumn,
                              .output = y * m_outputRow + x * lanes,
                              .rows = (band + 1) * height / bands - y,
                              .columns = (part + 1) * width / parts - x});
    }
  m_tapAt.reserve(static_cast<std::size_t>(maps * window.kernelH * window.kernelW));
  for (std::int64_t c = 0; c < maps; ++c)
    for (std::int64_t r = 0; r < window.kernelH; ++r)
      for (std::int64_t s = 0; s < window.kernelW; ++s)
        m_tapAt.push_back(c * input.planeStride() + r * window.dilationH * input.rowStride() +
                          s * window.dilationW * lanes);
}

}  // namespace effortlab::fast
