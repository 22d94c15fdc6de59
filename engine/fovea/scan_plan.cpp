#include "fovea/scan_plan.h"

#include <algorithm>
#include <numeric>

namespace effortlab::fovea {

namespace {

float seenShare(const Box& cell, const Box& region) {
  const float width = std::min(cell.x + cell.w, region.x + region.w) - std::max(cell.x, region.x);
  const float height = std::min(cell.y + cell.h, region.y + region.h) - std::max(cell.y, region.y);
  return width > 0.0F && height > 0.0F ? width * height / (cell.w * cell.h) : 0.0F;
}

}  // namespace

ScanPlan::ScanPlan(const ScanOptions& options) : m_options(options) {
  addGrid();
  if (options.edge > 0.0F)
    addEdges();
  restart();
}

void ScanPlan::addGrid() {
  const auto edge = [](std::int64_t side, int at, int parts) {
    return static_cast<float>(side * at) / static_cast<float>(parts);
  };
  const int columns = m_options.columns, rows = m_options.rows;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const float left = edge(m_options.frame.width, column, columns), top = edge(m_options.frame.height, row, rows);
      const float right = edge(m_options.frame.width, column + 1, columns);
      const float bottom = edge(m_options.frame.height, row + 1, rows);
      const float across = m_options.overlap * (right - left), down = m_options.overlap * (bottom - top);
      m_cells.push_back(
          {.box = wholeBox({left - across, top - down, right - left + 2 * across, bottom - top + 2 * down},
                           m_options.frame)});
    }
}

void ScanPlan::addEdges() {
  const auto width = static_cast<float>(m_options.frame.width), height = static_cast<float>(m_options.frame.height);
  const float depth = m_options.edge * std::min(width, height);
  const auto add = [this](const Box& box, float x, float y) {
    m_cells.push_back(
        {.box = wholeBox(box, m_options.frame), .rate = m_options.edgeRate, .uncoveredX = x, .uncoveredY = y});
  };
  const float halfWidth = width * (1 + m_options.overlap) / 2, halfHeight = height * (1 + m_options.overlap) / 2;
  for (const float start : {0.0F, 1.0F}) {
    const float left = start * (width - halfWidth), top = start * (height - halfHeight);
    add({left, 0, halfWidth, depth}, 0, 1);
    add({left, height - depth, halfWidth, depth}, 0, -1);
    add({0, top, depth, halfHeight}, 1, 0);
    add({width - depth, top, depth, halfHeight}, -1, 0);
  }
}

void ScanPlan::advance(float motionX, float motionY) {
  for (Cell& cell : m_cells)
    cell.changed += cell.rate * (1 + std::max(0.0F, cell.uncoveredX * motionX + cell.uncoveredY * motionY));
}

void ScanPlan::looked(const Box& region) {
  constexpr float mostOfIt = 0.8F;
  for (Cell& cell : m_cells)
    if (seenShare(cell.box, region) >= mostOfIt)
      cell.changed = 0.0F;
}

std::vector<Box> ScanPlan::next(std::size_t count) const {
  std::vector<std::size_t> order(m_cells.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [this](std::size_t a, std::size_t b) { return m_cells[a].changed > m_cells[b].changed; });
  std::vector<Box> chosen;
  for (const std::size_t i : order) {
    if (chosen.size() == count || m_cells[i].changed <= 0.0F)
      break;
    chosen.push_back(m_cells[i].box);
  }
  return chosen;
}

void ScanPlan::restart() {
  for (Cell& cell : m_cells)
    cell.changed = 1.0F;
}

void FoveaTrust::add(BoxOrigin look, bool found) {
  constexpr double kept = 0.99;  // of what was counted before: about the last hundred tries decide
  Tally& tally = look == BoxOrigin::Full ? m_full : m_fovea;
  tally.tries = kept * tally.tries + 1.0;
  tally.hits = kept * tally.hits + (found ? 1.0 : 0.0);
}

bool FoveaTrust::lost() const {
  constexpr double enoughFull = 12.0, enoughFoveas = 30.0, clearlyLess = 0.12;
  return m_full.tries >= enoughFull && m_fovea.tries >= enoughFoveas &&
         m_full.hits / m_full.tries - m_fovea.hits / m_fovea.tries > clearlyLess;
}

}  // namespace effortlab::fovea
