#include "effort/sdss.h"

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
    const std::size_t whole = first == last ? replaceSingles(cells, first, outcome) : 0;
    for (std::size_t j = whole; j < cells.maximum.size(); ++j) {
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
  /// All cells but the last where each has one candidate (period 2): without a branch. Returns how many cells that
  /// were.
  std::size_t replaceSingles(const NeighbourRow::Cells& cells, int offset, SdssOutcome& outcome) const {
    const std::size_t count = cells.maximum.size() - 1;
    const auto maxBelow = static_cast<float>(m_knob.max);
    const auto deltaBelow = static_cast<float>(m_knob.delta);
    const float share = 1.0F / static_cast<float>(cells.fullCount);  // one, two or four neighbours: exact
    std::int64_t replaced = 0;
    for (std::size_t j = 0; j < count; ++j) {
      const auto x = static_cast<std::int64_t>(j) * m_knob.samplingPeriod + offset;
      const bool quiet = (cells.maximum[j] < maxBelow) & (cells.maximum[j] - cells.minimum[j] < deltaBelow);
      m_row[x] = quiet ? cells.sum[j] * share : m_row[x];
      if (m_executed != nullptr)
        m_executed[x] = quiet ? 0 : m_executed[x];
      replaced += quiet ? 1 : 0;
    }
    outcome.replaced += replaced;
    outcome.overheadOps += static_cast<std::int64_t>(count) * sdssDecisionOps(cells.fullCount) +
                           replaced * sdssAverageOps(cells.fullCount);
    return count;
  }

  const SdssKnob& m_knob;
  float* m_row;
  std::int32_t* m_executed;
  std::int64_t m_width;
};

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
