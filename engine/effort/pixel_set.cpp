#include "effort/pixel_set.h"

#include <algorithm>

namespace effortlab::effort {

PixelSet::PixelSet(const ConvolutionGeometry& geometry, std::int64_t taps, Which which, int period)
    : m_which(which), m_period(which == Which::All ? 1 : period) {
  for (std::int64_t row = 0; row < m_period; ++row)
    for (std::int64_t column = 0; column < m_period; ++column)
      if ((row == 0 && column == 0) != (which == Which::Others))
        addLattice(geometry, row, column);
  m_cut = pixelBlocks(m_count, taps);
}

void PixelSet::addLattice(const ConvolutionGeometry& geometry, std::int64_t row, std::int64_t column) {
  if (row >= geometry.outHeight || column >= geometry.outWidth)
    return;
  const std::int64_t begin = m_count;
  for (std::int64_t y = row; y < geometry.outHeight; y += m_period)
    for (std::int64_t x = column; x < geometry.outWidth; x += m_period) {
      const std::int64_t pixel = y * geometry.outWidth + x;
      m_pixelOf.push_back(static_cast<std::int32_t>(pixel));
      m_caseOf.push_back(geometry.caseOf[static_cast<std::size_t>(pixel)]);
      ++m_count;
    }
  m_lattices.push_back({row, column, (geometry.outWidth - column + m_period - 1) / m_period, begin, m_count});
}

void PixelSet::unfold(const ConvolutionGeometry& geometry, const InputPlanes& planes, std::int64_t maps,
                      std::int64_t begin, std::int64_t count, float* columns, std::int64_t stride) const {
  const model::Window2d& window = geometry.window;
  thread_local std::vector<CopyRun> runs;
  thread_local std::vector<std::int64_t> taps;
  for (const Lattice& lattice : m_lattices) {
    const std::int64_t to = std::min(begin + count, lattice.end);
    runs.clear();
    for (std::int64_t place = std::max(begin, lattice.begin); place < to;) {
      const std::int64_t y = (place - lattice.begin) / lattice.columns;
      const std::int64_t x = (place - lattice.begin) % lattice.columns;
      const std::int64_t rest = planes.width() == lattice.columns ? to - place : lattice.columns - x;
      runs.push_back({y * planes.width() + x, place - begin, std::min(rest, to - place)});
      place += runs.back().length;
    }
    if (runs.empty())
      continue;
    taps.clear();
    for (std::int64_t r = 0; r < window.kernelH; ++r)
      for (std::int64_t s = 0; s < window.kernelW; ++s)
        taps.push_back(planes.offset(lattice.row * window.strideH + r * window.dilationH,
                                     lattice.column * window.strideW + s * window.dilationW));
    const auto tapsPerMap = static_cast<std::int64_t>(taps.size());
    for (std::int64_t map = 0; map < maps; ++map)
      tapKernels().copyRows({planes.map(map), taps.data(), tapsPerMap, columns + map * tapsPerMap * stride, stride,
                             runs.data(), static_cast<std::int64_t>(runs.size())});
  }
}

}  // namespace effortlab::effort
