#pragma once

#include "effort/convolution_geometry.h"
#include "effort/input_planes.h"

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// Output pixels in the order they are computed, cut into blocks: all of a map, or those at some rows and columns.
class PixelSet {
public:
  enum class Which {
    All,      ///< row-major
    Sampled,  ///< rows and columns that are multiples of the sampling period
    Others,   ///< the rest, one offset from the sampled ones after the other
  };
  PixelSet(const ConvolutionGeometry& geometry, std::int64_t taps, Which which, int period);

  bool isAll() const noexcept { return m_which == Which::All; }
  bool isCandidates() const noexcept { return m_which == Which::Others; }
  std::int64_t count() const noexcept { return m_count; }
  std::int64_t blocks() const noexcept { return m_cut.blocks; }
  std::int64_t blockPixels() const noexcept { return m_cut.blockPixels; }

  /// Row-major index in the output map, by place.
  const std::int32_t* pixelOf() const noexcept { return m_pixelOf.data(); }
  /// Border case, by place.
  const std::int32_t* caseOf() const noexcept { return m_caseOf.data(); }

  /// Unfolds places [begin, begin + count) of `maps` input maps into columns [taps][stride], taps in channel-major
  /// order. `planes` were filled with this period.
  void unfold(const ConvolutionGeometry& geometry, const InputPlanes& planes, std::int64_t maps, std::int64_t begin,
              std::int64_t count, float* columns, std::int64_t stride) const;

private:
  /// Pixels at rows row, row + period ... and columns column, column + period ...
  struct Lattice {
    std::int64_t row = 0, column = 0;
    std::int64_t columns = 0;  ///< how many of them
    std::int64_t begin = 0, end = 0;
  };
  void addLattice(const ConvolutionGeometry& geometry, std::int64_t row, std::int64_t column);

  Which m_which;
  std::int64_t m_period;
  std::int64_t m_count = 0;
  PixelBlocks m_cut;
  std::vector<Lattice> m_lattices;
  std::vector<std::int32_t> m_pixelOf, m_caseOf;
};

}  // namespace effortlab::effort
