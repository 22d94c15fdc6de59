#include "effort/sdss.h"

#include "effort/skip_kernels.h"

#include "nn/clones.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

/// Row-wise maximum, minimum and sum over one or two sampled rows, and over pairs of sampled columns.
class NeighbourScratch {
public:
  explicit NeighbourScratch(std::int64_t columns) : m_columns(static_cast<std::size_t>(columns)) {
    for (auto* buffer : {&m_max, &m_min, &m_sum, &m_pairMax, &m_pairMin, &m_pairSum})
      buffer->resize(m_columns);
  }

  void combineRows(const float* top, const float* bottom, int period) {
    for (std::size_t j = 0; j < m_columns; ++j) {
      const float a = top[j * static_cast<std::size_t>(period)];
      const float b = bottom[j * static_cast<std::size_t>(period)];
      m_max[j] = std::max(a, b);
      m_min[j] = std::min(a, b);
      m_sum[j] = a + b;
    }
  }
  void takeRow(const float* row, int period) {
    for (std::size_t j = 0; j < m_columns; ++j)
      m_max[j] = m_min[j] = m_sum[j] = row[j * static_cast<std::size_t>(period)];
  }
  void combineColumns() {
    for (std::size_t j = 0; j + 1 < m_columns; ++j) {
      m_pairMax[j] = std::max(m_max[j], m_max[j + 1]);
      m_pairMin[j] = std::min(m_min[j], m_min[j + 1]);
      m_pairSum[j] = m_sum[j] + m_sum[j + 1];
    }
    m_pairMax.back() = m_max.back();
    m_pairMin.back() = m_min.back();
    m_pairSum.back() = m_sum.back();
  }

  NeighbourRow::Cells onGrid(int rows) const { return {m_max, m_min, m_sum, rows, rows}; }
  NeighbourRow::Cells between(int rows) const { return {m_pairMax, m_pairMin, m_pairSum, 2 * rows, rows}; }

private:
  std::size_t m_columns;
  std::vector<float> m_max, m_min, m_sum, m_pairMax, m_pairMin, m_pairSum;
};

/// Decides on the candidates of one kind in a row and writes the averages.
class RowReplacer {
public:
  RowReplacer(const SdssKnob& knob, float* row, std::int32_t* executed, std::int64_t width)
      : m_knob(knob), m_row(row), m_executed(executed), m_width(width) {}

  /// Candidates at x = j * period + first ... j * period + last of each cell j.
  void replace(const NeighbourRow::Cells& cells, int first, int last, SdssOutcome& outcome) const {
    const auto maxBelow = static_cast<float>(m_knob.max);
    const auto deltaBelow = static_cast<float>(m_knob.delta);
    for (std::size_t j = 0; j < cells.maximum.size(); ++j) {
      const std::int64_t begin = static_cast<std::int64_t>(j) * m_knob.samplingPeriod + first;
      const std::int64_t end = std::min(m_width, static_cast<std::int64_t>(j) * m_knob.samplingPeriod + last + 1);
      if (begin >= end)
        continue;
      const int neighbours = j + 1 < cells.maximum.size() ? cells.fullCount : cells.lastCount;
      outcome.overheadOps += (end - begin) * sdssDecisionOps(neighbours);
      if (!(cells.maximum[j] < maxBelow && cells.maximum[j] - cells.minimum[j] < deltaBelow))
        continue;
      const float average = cells.sum[j] / static_cast<float>(neighbours);
      std::fill(m_row + begin, m_row + end, average);
      if (m_executed != nullptr)
        std::fill(m_executed + begin, m_executed + end, 0);
      outcome.replaced += end - begin;
      outcome.overheadOps += (end - begin) * sdssAverageOps(neighbours);
    }
  }

private:
  const SdssKnob& m_knob;
  float* m_row;
  std::int32_t* m_executed;
  std::int64_t m_width;
};

/// Period 2, one row: a cell j has the candidates at 2 j (on the grid, not in sampled rows) and 2 j + 1 (between).
struct PairRow {
  const float* top = nullptr;     ///< the sampled row above, or the row itself
  const float* bottom = nullptr;  ///< the sampled row below; `top` where there is none: averages stay the same
  float* row = nullptr;
  std::int32_t* executed = nullptr;  ///< may be null
  std::int64_t width = 0;
  bool sampled = false;
  float maxBelow = 0.0F;
  float deltaBelow = 0.0F;

  std::int64_t wholeCells() const noexcept { return (width - 1) / 2; }  ///< those with a sampled column to the right
};

struct PairCounts {
  std::int32_t onGrid = 0;  ///< replaced
  std::int32_t between = 0;
};

/// Whole cells, from one on, of a row that is not sampled, without a branch.
EFFORTLAB_CLONES
PairCounts replaceWholeCells(const PairRow& r, std::int64_t from) {
  const float* __restrict__ top = r.top;
  const float* __restrict__ bottom = r.bottom;
  float* __restrict__ row = r.row;
  std::int32_t* __restrict__ executed = r.executed;
  const float maxBelow = r.maxBelow;
  const float deltaBelow = r.deltaBelow;
  const std::int64_t cells = r.wholeCells();
  PairCounts counts;
  for (std::int64_t j = from; j < cells; ++j) {
    const float left = top[2 * j] + bottom[2 * j];
    const float right = top[2 * j + 2] + bottom[2 * j + 2];
    const float leftMax = std::max(top[2 * j], bottom[2 * j]);
    const float leftMin = std::min(top[2 * j], bottom[2 * j]);
    const float allMax = std::max(leftMax, std::max(top[2 * j + 2], bottom[2 * j + 2]));
    const float allMin = std::min(leftMin, std::min(top[2 * j + 2], bottom[2 * j + 2]));
    const bool onGrid = (leftMax < maxBelow) & (leftMax - leftMin < deltaBelow);
    const bool between = (allMax < maxBelow) & (allMax - allMin < deltaBelow);
    row[2 * j] = onGrid ? left * 0.5F : row[2 * j];
    row[2 * j + 1] = between ? (left + right) * 0.25F : row[2 * j + 1];
    if (executed != nullptr) {
      executed[2 * j] = onGrid ? 0 : executed[2 * j];
      executed[2 * j + 1] = between ? 0 : executed[2 * j + 1];
    }
    counts.onGrid += onGrid ? 1 : 0;
    counts.between += between ? 1 : 0;
  }
  return counts;
}

/// Whole cells of a sampled row.
EFFORTLAB_CLONES
PairCounts replaceBetweenSampled(const PairRow& r, std::int64_t from) {
  float* row = r.row;
  std::int32_t* executed = r.executed;
  const std::int64_t cells = r.wholeCells();
  PairCounts counts;
  for (std::int64_t j = from; j < cells; ++j) {
    const float left = row[2 * j];
    const float right = row[2 * j + 2];
    const float maximum = std::max(left, right);
    const bool quiet = (maximum < r.maxBelow) & (maximum - std::min(left, right) < r.deltaBelow);
    row[2 * j + 1] = quiet ? (left + right) * 0.5F : row[2 * j + 1];
    if (executed != nullptr)
      executed[2 * j + 1] = quiet ? 0 : executed[2 * j + 1];
    counts.between += quiet ? 1 : 0;
  }
  return counts;
}

/// The candidate at `x` with the sampled column `from` alone.
std::int32_t replaceAtEdge(const PairRow& r, std::int64_t from, std::int64_t x) {
  const float a = r.top[from];
  const float b = r.bottom[from];
  if (!(std::max(a, b) < r.maxBelow && std::max(a, b) - std::min(a, b) < r.deltaBelow))
    return 0;
  r.row[x] = (a + b) * 0.5F;
  if (r.executed != nullptr)
    r.executed[x] = 0;
  return 1;
}

/// Period 2: most maps by far are sampled so, and the loops over whole cells vectorise.
SdssOutcome applyToPairs(const SdssKnob& knob, float* values, std::int64_t height, std::int64_t width,
                         std::int32_t* executed) {
  SdssOutcome outcome;
  const auto add = [&](std::int64_t candidates, std::int64_t replaced, int neighbours) {
    outcome.replaced += replaced;
    outcome.overheadOps += candidates * sdssDecisionOps(neighbours) + replaced * sdssAverageOps(neighbours);
  };
  PairRow r{.width = width, .maxBelow = static_cast<float>(knob.max), .deltaBelow = static_cast<float>(knob.delta)};
  for (std::int64_t y = 0; y < height; ++y) {
    r.sampled = y % 2 == 0;
    r.row = values + y * width;
    r.executed = executed == nullptr ? nullptr : executed + y * width;
    r.top = r.sampled ? r.row : r.row - width;
    const bool hasBottom = !r.sampled && y + 1 < height;
    r.bottom = hasBottom ? r.row + width : r.top;
    const int rows = hasBottom ? 2 : 1;
    const std::int64_t cells = r.wholeCells();
    const PairsReplaced most =
        skipKernels().replacePairs({r.top, r.bottom, r.row, r.executed, r.sampled, r.maxBelow, r.deltaBelow}, cells);
    PairCounts counts = r.sampled ? replaceBetweenSampled(r, most.cells) : replaceWholeCells(r, most.cells);
    counts.onGrid += most.onGrid;
    counts.between += most.between;
    add(cells, counts.between, 2 * rows);
    if (!r.sampled)
      add(cells + 1, counts.onGrid + replaceAtEdge(r, 2 * cells, 2 * cells), rows);
    if (2 * cells + 1 < width)
      add(1, replaceAtEdge(r, 2 * cells, 2 * cells + 1), rows);
  }
  return outcome;
}

}  // namespace

std::int64_t sampledNeurons(std::int64_t height, std::int64_t width, int period) noexcept {
  return ((height + period - 1) / period) * ((width + period - 1) / period);
}

void visitNeighbours(const SampledMap& map, const std::function<void(const NeighbourRow&)>& visit) {
  const std::int64_t columns = (map.width + map.period - 1) / map.period;
  NeighbourScratch scratch(columns);
  for (std::int64_t y = 0; y < map.height; ++y) {
    const std::int64_t top = y - y % map.period;
    const bool sampled = top == y;
    const bool hasBottom = !sampled && top + map.period < map.height;
    if (hasBottom)
      scratch.combineRows(map.values + top * map.width, map.values + (top + map.period) * map.width, map.period);
    else
      scratch.takeRow(map.values + top * map.width, map.period);
    scratch.combineColumns();
    const int rows = hasBottom ? 2 : 1;
    visit({y, sampled, columns, scratch.onGrid(rows), scratch.between(rows)});
  }
}

SdssOutcome applySdss(const SdssKnob& knob, float* values, std::int64_t height, std::int64_t width,
                      std::int32_t* executed) {
  if (knob.samplingPeriod == 2)
    return applyToPairs(knob, values, height, width, executed);
  SdssOutcome outcome;
  // Only sampled rows are read and only other neurons are written, so the map may change while it is visited.
  visitNeighbours({values, height, width, knob.samplingPeriod}, [&](const NeighbourRow& row) {
    const RowReplacer replacer(knob, values + row.row * width,
                               executed == nullptr ? nullptr : executed + row.row * width, width);
    if (!row.rowIsSampled)
      replacer.replace(row.onGrid, 0, 0, outcome);
    replacer.replace(row.between, 1, knob.samplingPeriod - 1, outcome);
  });
  return outcome;
}

}  // namespace effortlab::effort
