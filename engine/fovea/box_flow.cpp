#include "fovea/box_flow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace effortlab::fovea {

namespace {

constexpr int boxGrid = 3;           ///< points along a side, at most
constexpr float boxPointGap = 5.0F;  ///< pixels between them, at least
constexpr float innerShare = 0.6F;   ///< of a side: further out the background shows
constexpr float gateMotion = 0.7F;   ///< pixels against the background from which on points are gated
constexpr float gateShare = 0.35F;   ///< of that motion: closer to the background's is background
constexpr int leastBoxPoints = 3;
constexpr int farLevel = 2;  ///< of GreyFrame: where the flow begins that may go far
constexpr int groundColumns = 6, groundRows = 4;
constexpr float groundTexture = 0.5F;  ///< smaller eigenvalue of the mean gradient matrix
constexpr int leastGroundPoints = 8;
constexpr float groundReach = 0.25F;    ///< pixels from the median, at least, within which points are background
constexpr float groundReturn = 0.2F;    ///< pixels: error of the way there and back
constexpr float groundAgrees = 0.35F;   ///< pixels: median distance from the median, at most
constexpr float leastAgreeing = 0.45F;  ///< of the points found

float flowMedian(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median by axis of the points found, then the mean of those within `reach` of it.
PictureMotion commonMotion(std::span<const FlowTask> tasks, float leastReach) {
  std::vector<float> values;
  values.reserve(tasks.size());
  const auto medianOf = [&](auto&& value) {
    values.clear();
    for (const FlowTask& task : tasks)
      if (task.found)
        values.push_back(value(task));
    return values.empty() ? 0.0F : flowMedian(values);
  };
  PictureMotion motion;
  motion.x = medianOf([](const FlowTask& task) { return task.to.x - task.from.x; });
  motion.y = medianOf([](const FlowTask& task) { return task.to.y - task.from.y; });
  const auto distance = [&motion](const FlowTask& task) {
    return std::hypot(task.to.x - task.from.x - motion.x, task.to.y - task.from.y - motion.y);
  };
  motion.spread = medianOf(distance);
  const float reach = std::max(leastReach, 2.0F * motion.spread);
  float sumX = 0.0F, sumY = 0.0F;
  for (const FlowTask& task : tasks)
    if (task.found && distance(task) <= reach) {
      sumX += task.to.x - task.from.x;
      sumY += task.to.y - task.from.y;
      ++motion.points;
    }
  if (motion.points > 0) {
    motion.x = sumX / static_cast<float>(motion.points);
    motion.y = sumY / static_cast<float>(motion.points);
  }
  return motion;
}

/// Smaller eigenvalue of the gradients' matrix in 3 x 3 pixels around {x, y}: how well flow can hold on there.
float cornerAt(const GreyPlane& plane, int x, int y) {
  int xx = 0, xy = 0, yy = 0;
  for (int row = y - 1; row <= y + 1; ++row) {
    const std::uint8_t* middle = plane.pixels.data() + static_cast<std::ptrdiff_t>(row) * plane.width + x;
    for (int column = -1; column <= 1; ++column) {
      const int dx = middle[column + 1] - middle[column - 1];
      const int dy = middle[column + plane.width] - middle[column - plane.width];
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
  }
  const auto trace = static_cast<float>(xx + yy), difference = static_cast<float>(xx - yy);
  const auto mixed = static_cast<float>(xy);
  return trace - std::sqrt(difference * difference + 4.0F * mixed * mixed);
}

/// The place in a cell of the background's grid that flow can hold on to best; none where objects hide the cell.
std::optional<FlowPoint> bestPlace(const GreyFrame& frame, int column, int row, std::span<const data::Box> objects) {
  const GreyPlane& plane = frame.level(farLevel);
  constexpr int rim = 3, step = 3, factor = 1 << farLevel;
  const auto start = [](int at, int parts, int side) { return rim + (side - 2 * rim) * at / parts; };
  std::optional<FlowPoint> best;
  float most = 0.0F;
  for (int y = start(row, groundRows, plane.height); y < start(row + 1, groundRows, plane.height); y += step)
    for (int x = start(column, groundColumns, plane.width); x < start(column + 1, groundColumns, plane.width);
         x += step) {
      const FlowPoint place{(static_cast<float>(x) + 0.5F) * factor - 0.5F,
                            (static_cast<float>(y) + 0.5F) * factor - 0.5F};
      const float corner = cornerAt(plane, x, y);
      if (corner > most && std::none_of(objects.begin(), objects.end(), [&place](const data::Box& box) {
            return place.x >= box.x && place.y >= box.y && place.x < box.x + box.w && place.y < box.y + box.h;
          })) {
        most = corner;
        best = place;
      }
    }
  return best;
}

int gridOf(float side) {
  return std::clamp(static_cast<int>(side * innerShare / boxPointGap) + 1, 2, boxGrid);
}

}  // namespace

std::optional<PictureMotion> followBox(const GreyFrame& before, const GreyFrame& after, const data::Box& box,
                                       const BoxExpectation& expectation) {
  const auto& [expected, background, sure] = expectation;
  std::array<FlowTask, boxGrid * boxGrid> tasks;
  std::size_t count = 0;
  const int columns = gridOf(box.w), rows = gridOf(box.h);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      FlowTask& task = tasks[count++];
      const float alongX = (static_cast<float>(column) + 0.5F) / static_cast<float>(columns) - 0.5F;
      const float alongY = (static_cast<float>(row) + 0.5F) / static_cast<float>(rows) - 0.5F;
      task.from = {box.x + box.w * (0.5F + innerShare * alongX), box.y + box.h * (0.5F + innerShare * alongY)};
      task.to = {task.from.x + expected.x, task.from.y + expected.y};
    }
  const std::span<FlowTask> used(tasks.data(), count);
  followPoints(before, after, used, {.coarsest = sure ? 1 : farLevel});
  const float against = std::hypot(expected.x - background.x, expected.y - background.y);
  if (against > gateMotion)
    for (FlowTask& task : used)
      if (std::hypot(task.to.x - task.from.x - background.x, task.to.y - task.from.y - background.y) <
          gateShare * against)
        task.found = false;
  const PictureMotion motion = commonMotion(used, 0.5F);
  if (motion.points < leastBoxPoints)
    return std::nullopt;
  return motion;
}

std::optional<PictureMotion> followBackground(const GreyFrame& before, const GreyFrame& after,
                                              std::span<const data::Box> objects, FlowPoint expected) {
  std::array<FlowTask, groundColumns * groundRows> tasks;
  std::size_t count = 0;
  for (int row = 0; row < groundRows; ++row)
    for (int column = 0; column < groundColumns; ++column)
      if (const std::optional<FlowPoint> place = bestPlace(before, column, row, objects))
        tasks[count++] = {.from = *place, .to = {place->x + expected.x, place->y + expected.y}};
  const std::span<FlowTask> used(tasks.data(), count);
  followPoints(before, after, used,
               {.coarsest = farLevel, .leastTexture = groundTexture, .mostReturnError = groundReturn});
  const auto found = std::count_if(used.begin(), used.end(), [](const FlowTask& task) { return task.found; });
  const PictureMotion motion = commonMotion(used, groundReach);
  if (motion.points < leastGroundPoints || motion.spread > groundAgrees ||
      static_cast<float>(motion.points) < leastAgreeing * static_cast<float>(found))
    return std::nullopt;
  return motion;
}

}  // namespace effortlab::fovea
