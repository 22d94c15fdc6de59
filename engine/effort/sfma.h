#pragma once

#include "effort/knobs.h"
#include "effort/tap_order.h"
#include "model/layer_params.h"

#include <cstdint>
#include <span>
#include <vector>

namespace effortlab::effort {

struct MapStatistics {
  float mean = 0.0F;
  float variance = 0.0F;  ///< of the whole map, divided by the number of elements
};

MapStatistics mapStatistics(std::span<const float> map);
/// Scalar operations for one element's part in mean and variance: two additions and a multiplication.
constexpr std::int64_t statisticsOpsPerElement = 3;

/// sum |w| of each (output, input map) kernel, [outputs][maps].
std::vector<float> kernelMagnitudes(const TapMatrix& matrix);

/// Output positions share a border case when the same kernel rows and columns fall inside the map.
struct BorderCases {
  struct Span {
    std::int64_t first = 0;  ///< kernel rows (or columns) [first, last) lie inside
    std::int64_t last = 0;
  };
  std::vector<Span> rowCases, columnCases;
  std::vector<std::int32_t> caseOfRow, caseOfColumn;  ///< by output row, column
  std::int64_t count() const noexcept { return static_cast<std::int64_t>(rowCases.size() * columnCases.size()); }
};

BorderCases borderCases(const model::Window2d& window, std::int64_t height, std::int64_t width,
                        std::int64_t outputHeight, std::int64_t outputWidth);

/// What SFMA does to one image. A pair is replaced when its kernel is small and its map quiet.
struct SfmaImage {
  std::vector<std::uint8_t> quiet;       ///< by map: has small kernels, and its variance is below the threshold
  std::vector<float> means;              ///< by map, of quiet ones
  std::vector<std::uint8_t> zero;        ///< by map: has small kernels, and nothing but zeros in it
  std::vector<std::int32_t> replacedOf;  ///< replaced pairs of each output
  std::vector<float> constants;          ///< [outputs][cases]: sum of mu_n * inside taps over the replaced pairs
  std::int64_t pairs = 0;                ///< all replaced pairs
  std::int64_t overheadOps = 0;          ///< means, variances and their comparisons
};

/// Prepared once for a layer group and a setting. Source: thesis 2.2.3; algorithms 1.3.
class SfmaPlan {
public:
  SfmaPlan(const SfmaKnob& knob, const TapMatrix& matrix);

  /// The pair's sum |w| is below the threshold.
  bool isSmall(std::int64_t output, std::int64_t map) const noexcept {
    return m_small[static_cast<std::size_t>(map * m_matrix.outputs + output)] != 0;
  }
  /// isSmall() of all outputs.
  std::span<const std::uint8_t> smallOf(std::int64_t map) const noexcept {
    return std::span(m_small).subspan(static_cast<std::size_t>(map * m_matrix.outputs),
                                      static_cast<std::size_t>(m_matrix.outputs));
  }

  /// Sums of the taps that lie inside the map, [maps][outputs][cases], zero for pairs that are not small; case = row
  /// case * column cases + column case.
  std::vector<float> insideTapSums(const model::Window2d& window, const BorderCases& cases) const;

  /// `image`: the group's input maps, [maps][height * width]; `sums`: insideTapSums() for `cases`.
  SfmaImage prepare(std::span<const float> image, const BorderCases& cases, std::span<const float> sums) const;
  /// The same from statistics of the maps; those of maps without small kernels are not looked at.
  /// No constants without `sums`.
  SfmaImage prepare(std::span<const MapStatistics> maps, std::int64_t mapSize, std::int64_t cases,
                    std::span<const float> sums) const;
  /// Maps with small kernels: only these need a variance.
  bool hasSmall(std::int64_t map) const noexcept { return m_anySmall[static_cast<std::size_t>(map)] != 0; }

private:
  float m_variance;
  TapMatrix m_matrix;
  std::vector<std::uint8_t> m_small;     ///< [maps][outputs]
  std::vector<std::uint8_t> m_anySmall;  ///< by map: only these need a variance
};

}  // namespace effortlab::effort
