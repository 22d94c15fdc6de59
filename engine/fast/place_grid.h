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

  std::int64_t rectangles() const noexcept { return m_bands * m_parts; }
  const std::int64_t* tapAt() const noexcept { return m_tapAt.data(); }
  /// Moves `block`, whose input and output are at element (0, 0), to a rectangle and fills in its geometry.
  void place(std::int64_t rectangle, SparseBlock& block) const;

private:
  std::int64_t m_height, m_width;  ///< places of a map
  std::int64_t m_inputRow, m_inputColumn, m_outputRow;
  std::int64_t m_windowStart;  ///< from element (0, 0)
  std::int64_t m_bands = 0, m_parts = 0;
  std::vector<std::int64_t> m_tapAt;  ///< [maps][R][S]
};

}  // namespace effortlab::fast
