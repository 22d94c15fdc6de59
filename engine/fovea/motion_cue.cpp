#include "fovea/motion_cue.h"

#include "core/error.h"
#include "nn/clones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace effortlab::fovea {

namespace {

constexpr int cueCell = 4;                 ///< pixels along a side
constexpr float cueNoiseTimes = 1.8F;      ///< the median cell's difference: what noise may do
constexpr float cueLeast = 1.5F;           ///< grey steps above that
constexpr float cueGradientShare = 0.35F;  ///< of the gradient: what a fraction of a pixel of unknown motion does
constexpr int cueReach = 2;                ///< cells between parts of one region
constexpr int cueLeastCells = 2;           ///< of a region
constexpr int shiftSteps = 16;             ///< a pixel's parts

/// Sums over rows of cells: |after - moved before| and |gradient of after|, for one row of pixels. `before` points at
/// the pixel that {fx, fy} sixteenths before comes to lie on the first of `after`.
EFFORTLAB_CLONES void addCueRow(const std::uint8_t* after, const std::uint8_t* before, int stride, int fx, int fy,
                                int count, std::uint16_t* difference, std::uint16_t* gradient) {
  for (int x = 0; x < count; ++x) {
    const int upper = before[x] * (shiftSteps - fx) + before[x + 1] * fx;
    const int lower = before[x + stride] * (shiftSteps - fx) + before[x + stride + 1] * fx;
    const int moved = (upper * (shiftSteps - fy) + lower * fy + 128) >> 8;
    const int far = after[x] - moved;
    const int slope = after[x + 1] - after[x], down = before[x + stride] - before[x];
    difference[x] = static_cast<std::uint16_t>(difference[x] + (far < 0 ? -far : far));
    gradient[x] = static_cast<std::uint16_t>(gradient[x] + (slope < 0 ? -slope : slope) + (down < 0 ? -down : down));
  }
}

struct CueCells {
  int columns = 0, rows = 0;
  std::vector<float> difference, gradient;  ///< mean a pixel; negative: not known
};

CueCells cellsOf(const GreyPlane& before, const GreyPlane& after, float shiftX, float shiftY) {
  CueCells cells;
  cells.columns = after.width / cueCell;
  cells.rows = after.height / cueCell;
  const auto count = static_cast<std::size_t>(cells.columns) * static_cast<std::size_t>(cells.rows);
  cells.difference.assign(count, -1.0F);
  cells.gradient.assign(count, 0.0F);
  // What lies on pixel x now was at x - shift.
  const int sixteenthsX = static_cast<int>(std::lround(-shiftX * shiftSteps));
  const int sixteenthsY = static_cast<int>(std::lround(-shiftY * shiftSteps));
  const int wholeX = sixteenthsX >> 4, wholeY = sixteenthsY >> 4;
  const int fx = sixteenthsX & 15, fy = sixteenthsY & 15;
  const int firstColumn = (std::max(0, -wholeX) + cueCell - 1) / cueCell;
  const int endColumn = std::min(after.width - 1, before.width - 1 - wholeX) / cueCell;
  const int firstRow = (std::max(0, -wholeY) + cueCell - 1) / cueCell;
  const int endRow = std::min(after.height, before.height - 1 - wholeY) / cueCell;
  if (endColumn <= firstColumn || endRow <= firstRow)
    return cells;
  const int left = firstColumn * cueCell, width = (endColumn - firstColumn) * cueCell;
  std::vector<std::uint16_t> difference(static_cast<std::size_t>(width)), gradient(difference.size());
  constexpr float cellShare = 1.0F / (cueCell * cueCell);
  for (int row = firstRow; row < endRow; ++row) {
    std::fill(difference.begin(), difference.end(), std::uint16_t{0});
    std::fill(gradient.begin(), gradient.end(), std::uint16_t{0});
    for (int y = row * cueCell; y < (row + 1) * cueCell; ++y)
      addCueRow(after.pixels.data() + static_cast<std::ptrdiff_t>(y) * after.width + left,
                before.pixels.data() + static_cast<std::ptrdiff_t>(y + wholeY) * before.width + left + wholeX,
                before.width, fx, fy, width, difference.data(), gradient.data());
    for (int column = firstColumn; column < endColumn; ++column) {
      const auto at = static_cast<std::size_t>((column - firstColumn) * cueCell);
      const auto cell = static_cast<std::size_t>(row * cells.columns + column);
      const auto sum = [at](const std::vector<std::uint16_t>& values) {
        return values[at] + values[at + 1] + values[at + 2] + values[at + 3];
      };
      cells.difference[cell] = static_cast<float>(sum(difference)) * cellShare;
      cells.gradient[cell] = static_cast<float>(sum(gradient)) * cellShare;
    }
  }
  return cells;
}

/// Cells changed beyond noise become positive, the others and those of known boxes 0. Returns the share changed.
float keepChanges(CueCells& cells, bool moving, std::span<const data::Box> known) {
  const float share = moving ? cueGradientShare : 0.0F;
  std::vector<float> sorted;
  sorted.reserve(cells.difference.size());
  for (const float value : cells.difference)
    if (value >= 0.0F)
      sorted.push_back(value);
  if (sorted.empty())
    return 0.0F;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const float noise = *middle * cueNoiseTimes + cueLeast;
  std::size_t changed = 0;
  constexpr float muchChanged = 24.0F;  // grey steps: another picture altogether
  for (std::size_t i = 0; i < cells.difference.size(); ++i) {
    changed += cells.difference[i] > muchChanged ? 1 : 0;
    cells.difference[i] = std::max(0.0F, cells.difference[i] - noise - share * cells.gradient[i]);
  }
  for (const data::Box& box : known) {
    const auto cellAt = [](float place, int most) {
      return static_cast<int>(std::clamp(place / cueCell, 0.0F, static_cast<float>(most)));
    };
    const int endColumn = std::min(cells.columns, cellAt(box.x + box.w, cells.columns) + 1);
    const int endRow = std::min(cells.rows, cellAt(box.y + box.h, cells.rows) + 1);
    for (int row = cellAt(box.y, cells.rows); row < endRow; ++row)
      for (int column = cellAt(box.x, cells.columns); column < endColumn; ++column)
        cells.difference[static_cast<std::size_t>(row * cells.columns + column)] = 0.0F;
  }
  return static_cast<float>(changed) / static_cast<float>(sorted.size());
}

/// Takes the region of a changed cell out of the cells.
MovingRegion takeRegion(CueCells& cells, int column, int row, int& count) {
  MovingRegion region;
  int left = column, right = column, top = row, bottom = row;
  std::vector<std::pair<int, int>> open{{column, row}};
  const auto take = [&cells](int x, int y) {
    float& cell = cells.difference[static_cast<std::size_t>(y * cells.columns + x)];
    return std::exchange(cell, 0.0F);
  };
  region.motion = take(column, row);
  count = 0;
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    ++count;
    left = std::min(left, x), right = std::max(right, x);
    top = std::min(top, y), bottom = std::max(bottom, y);
    for (int ny = std::max(0, y - cueReach); ny <= std::min(cells.rows - 1, y + cueReach); ++ny)
      for (int nx = std::max(0, x - cueReach); nx <= std::min(cells.columns - 1, x + cueReach); ++nx)
        if (const float motion = take(nx, ny); motion > 0.0F) {
          region.motion += motion;
          open.emplace_back(nx, ny);
        }
  }
  region.box = {static_cast<float>(left * cueCell), static_cast<float>(top * cueCell),
                static_cast<float>((right - left + 1) * cueCell), static_cast<float>((bottom - top + 1) * cueCell)};
  return region;
}

}  // namespace

MotionCueResult findMotion(const GreyPlane& before, const GreyPlane& after, float shiftX, float shiftY,
                           std::span<const data::Box> known) {
  if (before.width != after.width || before.height != after.height)
    throw Error{ErrorCode::ShapeMismatch, "a motion cue needs two pictures of the same size"};
  MotionCueResult result;
  CueCells cells = cellsOf(before, after, shiftX, shiftY);
  result.changedShare = keepChanges(cells, shiftX != 0.0F || shiftY != 0.0F, known);
  for (int row = 0; row < cells.rows; ++row)
    for (int column = 0; column < cells.columns; ++column) {
      if (cells.difference[static_cast<std::size_t>(row * cells.columns + column)] <= 0.0F)
        continue;
      int count = 0;
      MovingRegion region = takeRegion(cells, column, row, count);
      if (count >= cueLeastCells)
        result.regions.push_back(region);
    }
  std::stable_sort(result.regions.begin(), result.regions.end(),
                   [](const MovingRegion& a, const MovingRegion& b) { return a.motion > b.motion; });
  return result;
}

}  // namespace effortlab::fovea
