#pragma once

#include "fast/lane_kernels.h"
#include "fast/lane_tensor.h"
#include "model/layer_params.h"

#include <cstdint>
#include <vector>

namespace effortlab::fast {

/// The places of an output map cut into rectangles whose sums fit the registers, and where the taps of `maps` input
/// maps lie from the start of a window.
class PlaceGrid {
public:
  PlaceGrid(const model::Window2d& window, const LaneMaps& input, const LaneMaps& output, std::int64_t maps,
            std::int64_t sums);

  std::int64_t rectangles() const noexcept { return static_cast<std::int64_t>(m_rectangles.size()); }
  const std::int64_t* tapAt() const noexcept { return m_tapAt.data(); }
  /// Moves `block`, whose input and output are at element (0, 0), to a rectangle and fills in its geometry.
  void place(std::int64_t rectangle, SparseBlock& block) const noexcept {
    const Rectangle& at = m_rectangles[static_cast<std::size_t>(rectangle)];
    block.input += at.input;
    block.output += at.output;
    block.rows = at.rows;
    block.columns = at.columns;
    block.inputRow = m_inputRow;
    block.inputColumn = m_inputColumn;
    block.outputRow = m_outputRow;
  }

private:
  struct Rectangle {
    std::int64_t input = 0, output = 0;  ///< from element (0, 0), in floats
    std::int64_t rows = 0, columns = 0;
  };

  std::int64_t m_inputRow, m_inputColumn, m_outputRow;
  std::vector<Rectangle> m_rectangles;
  std::vector<std::int64_t> m_tapAt;  ///< [maps][R][S]
};

}  // namespace effortlab::fast
