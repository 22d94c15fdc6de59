#include "fovea/optical_flow.h"

#include "nn/clones.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::fovea {

namespace {

constexpr int flowWindow = 12;             ///< pixels across
constexpr int flowRim = flowWindow + 2;    ///< with a pixel around for gradients
constexpr int flowLanes = 16;              ///< computed of a row, whole vectors: those beyond the window weigh nothing
constexpr int flowStride = flowLanes + 8;  ///< of rows with a rim in memory
constexpr float flowReach = 0.5F * (flowWindow - 1);

/// A window of the first picture with its gradients; its Hessian and what it makes of an error.
struct FlowTemplate {
  alignas(64) std::array<float, flowWindow * flowLanes> value, dx, dy;
  float xx = 0.0F, xy = 0.0F, yy = 0.0F;
};

/// The part of a plane under a window at a fractional place.
struct FlowSpot {
  const std::uint8_t* corner = nullptr;
  int stride = 0;
  float fx = 0.0F, fy = 0.0F;
};

/// Of `rows` rows of lanes, its first pixel at {x, y}; false where it leaves the plane.
bool flowSpotAt(const GreyPlane& plane, float x, float y, int rows, FlowSpot& spot) {
  // Written so that a NaN leaves, too.
  if (!(x >= 0.0F && y >= 0.0F && x < static_cast<float>(plane.width - flowLanes) &&
        y < static_cast<float>(plane.height - rows)))
    return false;
  const auto left = static_cast<int>(x), top = static_cast<int>(y);
  spot = {plane.pixels.data() + static_cast<std::ptrdiff_t>(top) * plane.width + left, plane.width,
          x - static_cast<float>(left), y - static_cast<float>(top)};
  return true;
}

EFFORTLAB_CLONES void readFlowTemplate(const std::uint8_t* corner, int stride, float fx, float fy, FlowTemplate& into) {
  std::array<float, flowLanes> upper{}, lower{};  // interpolated along rows
  std::array<float, flowRim * flowStride> smooth;
  for (int y = 0; y <= flowRim; ++y) {
    const std::uint8_t* row = corner + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < flowLanes; ++x) {
      const auto i = static_cast<std::size_t>(x);
      lower[i] = static_cast<float>(row[x]) + fx * static_cast<float>(row[x + 1] - row[x]);
    }
    if (y > 0) {
      float* to = smooth.data() + (y - 1) * flowStride;
      for (int x = 0; x < flowLanes; ++x) {
        const auto i = static_cast<std::size_t>(x);
        to[x] = upper[i] + fy * (lower[i] - upper[i]);
      }
      for (int x = flowLanes; x < flowStride; ++x)
        to[x] = 0.0F;
    }
    upper = lower;
  }
  std::array<float, flowLanes> xx{}, xy{}, yy{};
  for (int y = 0; y < flowWindow; ++y) {
    const float* middle = smooth.data() + (y + 1) * flowStride + 1;
    float* value = into.value.data() + y * flowLanes;
    float* dx = into.dx.data() + y * flowLanes;
    float* dy = into.dy.data() + y * flowLanes;
    for (int x = 0; x < flowLanes; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float weight = x < flowWindow ? 0.5F : 0.0F;
      value[x] = middle[x];
      dx[x] = weight * (middle[x + 1] - middle[x - 1]);
      dy[x] = weight * (middle[x + flowStride] - middle[x - flowStride]);
      xx[i] += dx[x] * dx[x];
      xy[i] += dx[x] * dy[x];
      yy[i] += dy[x] * dy[x];
    }
  }
  into.xx = into.xy = into.yy = 0.0F;
  for (std::size_t i = 0; i < xx.size(); ++i) {
    into.xx += xx[i];
    into.xy += xy[i];
    into.yy += yy[i];
  }
}

/// Sums of the error under the window times the gradients.
EFFORTLAB_CLONES void flowErrors(const std::uint8_t* corner, int stride, float fx, float fy, const FlowTemplate& seen,
                                 float& alongX, float& alongY) {
  std::array<float, flowLanes> upper, sumX{}, sumY{};
  for (int x = 0; x < flowLanes; ++x)
    upper[static_cast<std::size_t>(x)] =
        static_cast<float>(corner[x]) + fx * static_cast<float>(corner[x + 1] - corner[x]);
  for (int y = 0; y < flowWindow; ++y) {
    const std::uint8_t* row = corner + static_cast<std::ptrdiff_t>(y + 1) * stride;
    const float* value = seen.value.data() + y * flowLanes;
    const float* dx = seen.dx.data() + y * flowLanes;
    const float* dy = seen.dy.data() + y * flowLanes;
    for (int x = 0; x < flowLanes; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float lower = static_cast<float>(row[x]) + fx * static_cast<float>(row[x + 1] - row[x]);
      const float error = upper[i] + fy * (lower - upper[i]) - value[x];
      sumX[i] += error * dx[x];
      sumY[i] += error * dy[x];
      upper[i] = lower;
    }
  }
  alongX = alongY = 0.0F;
  for (std::size_t i = 0; i < sumX.size(); ++i) {
    alongX += sumX[i];
    alongY += sumY[i];
  }
}

/// One level: moves `to` (pixels of the level) towards where the window around `from` went.
bool settleAtLevel(const GreyPlane& before, const GreyPlane& after, FlowPoint from, FlowPoint& to,
                   const FlowOptions& options) {
  FlowSpot spot;
  if (!flowSpotAt(before, from.x - flowReach - 1.0F, from.y - flowReach - 1.0F, flowRim, spot))
    return false;
  FlowTemplate seen;
  readFlowTemplate(spot.corner, spot.stride, spot.fx, spot.fy, seen);
  const float determinant = seen.xx * seen.yy - seen.xy * seen.xy;
  const float trace = seen.xx + seen.yy;
  const float half = std::sqrt(std::max(0.0F, 0.25F * trace * trace - determinant));
  if (!(0.5F * trace - half > options.leastTexture * flowWindow * flowWindow))
    return false;
  for (int i = 0; i < options.iterations; ++i) {
    if (!flowSpotAt(after, to.x - flowReach, to.y - flowReach, flowWindow, spot))
      return false;
    float alongX = 0.0F, alongY = 0.0F;
    flowErrors(spot.corner, spot.stride, spot.fx, spot.fy, seen, alongX, alongY);
    const float stepX = (seen.yy * alongX - seen.xy * alongY) / determinant;
    const float stepY = (seen.xx * alongY - seen.xy * alongX) / determinant;
    to.x -= stepX;
    to.y -= stepY;
    if (stepX * stepX + stepY * stepY < options.settled * options.settled)
      break;
  }
  return true;
}

float levelScale(int level) {
  return 1.0F / static_cast<float>(1 << level);
}

/// Middles of pixels: 2x + 0.5 of a level is x of the coarser one.
FlowPoint atLevel(FlowPoint point, int level) {
  const float scale = levelScale(level);
  return {(point.x + 0.5F) * scale - 0.5F, (point.y + 0.5F) * scale - 0.5F};
}

FlowPoint fromLevel(FlowPoint point, int level) {
  const auto scale = static_cast<float>(1 << level);
  return {(point.x + 0.5F) * scale - 0.5F, (point.y + 0.5F) * scale - 0.5F};
}

/// Coarse levels may fail (a window over the edge, no texture left): the finest must not.
bool followPoint(const GreyFrame& before, const GreyFrame& after, FlowPoint from, FlowPoint& to, int coarsest,
                 const FlowOptions& options) {
  for (int level = coarsest; level > 0; --level) {
    FlowPoint place = atLevel(to, level);
    if (settleAtLevel(before.level(level), after.level(level), atLevel(from, level), place, options))
      to = fromLevel(place, level);
  }
  return settleAtLevel(before.level(0), after.level(0), from, to, options);
}

}  // namespace

void followPoints(const GreyFrame& before, const GreyFrame& after, std::span<FlowTask> points,
                  const FlowOptions& options) {
  for (FlowTask& point : points) {
    const FlowPoint expected = point.to;
    point.found = followPoint(before, after, point.from, point.to, options.coarsest, options);
    if (!point.found)
      continue;
    // Back from there by the expected way, not by the one just found: else the way back would hardly be a check.
    FlowPoint back{point.to.x - (expected.x - point.from.x), point.to.y - (expected.y - point.from.y)};
    point.found = followPoint(after, before, point.to, back, 0, options);
    point.returnError = std::hypot(back.x - point.from.x, back.y - point.from.y);
    point.found = point.found && point.returnError <= options.mostReturnError;
  }
}

}  // namespace effortlab::fovea
