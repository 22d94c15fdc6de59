#pragma once

#include "effort/knobs.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace effortlab::effort {

/// Sampled neighbours of the candidates in one row of an output map. A candidate at column x belongs to the cell
/// j = x / period; `onGrid` describes those with x a multiple of the period (only in rows that are not sampled),
/// `between` the others.
struct NeighbourRow {
  struct Cells {
    std::span<const float> maximum;
    std::span<const float> minimum;
    std::span<const float> sum;
    int fullCount = 0;  ///< neighbours of a cell whose right column exists (all cells of `onGrid`)
    int lastCount = 0;  ///< neighbours of the last cell when its right column does not exist
  };
  std::int64_t row = 0;
  bool rowIsSampled = false;
  std::int64_t columns = 0;  ///< sampled columns
  Cells onGrid;
  Cells between;
};

/// One output map after the activation, [height, width]; only its sampled neurons are read.
struct SampledMap {
  const float* values = nullptr;
  std::int64_t height = 0;
  std::int64_t width = 0;
  int period = 2;
};

/// Number of neurons with row and column a multiple of the period.
std::int64_t sampledNeurons(std::int64_t height, std::int64_t width, int period) noexcept;

/// Visits the rows of a map with what its sampled neurons say about the others: the axial or diagonal neighbours at
/// period 2, the corners of the sampling cell beyond. Source: thesis 2.2.2; algorithms 1.2 step 2.
void visitNeighbours(const SampledMap& map, const std::function<void(const NeighbourRow&)>& visit);

/// Scalar operations to decide on one candidate with this many neighbours: maximum, minimum, range, two thresholds.
constexpr std::int64_t sdssDecisionOps(int neighbours) noexcept {
  return 2 * (neighbours - 1) + 3;
}
/// ... and to average them.
constexpr std::int64_t sdssAverageOps(int neighbours) noexcept {
  return neighbours > 1 ? neighbours : 0;
}

struct SdssOutcome {
  std::int64_t replaced = 0;  ///< neurons not evaluated
  std::int64_t overheadOps = 0;
};

/// Replaces the insignificant neurons of one map by their neighbours' average, in place. `executed`, where given, is
/// [height * width]: the taps each neuron took; replaced ones become 0.
SdssOutcome applySdss(const SdssKnob& knob, float* values, std::int64_t height, std::int64_t width,
                      std::int32_t* executed);

}  // namespace effortlab::effort
