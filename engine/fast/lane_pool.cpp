#include "fast/lane_pool.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/conv_kernel.h"
#include "fast/lane_kernels.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace effortlab::fast {

namespace {

model::Window2d lanePoolWindow(const nn::PoolGeometry& geometry) {
  const nn::WindowAxis& v = geometry.vertical;
  const nn::WindowAxis& h = geometry.horizontal;
  return {.kernelH = v.kernel,
          .kernelW = h.kernel,
          .strideH = v.stride,
          .strideW = h.stride,
          .padTop = v.padBefore,
          .padLeft = h.padBefore,
          .padBottom = v.padAfter,
          .padRight = h.padAfter,
          .dilationH = v.dilation,
          .dilationW = h.dilation};
}

/// The output position of element `i` of a lane's tile along one axis.
std::int64_t lanePosition(LaneUse use, std::int64_t lane, bool vertical, std::int64_t tile, std::int64_t i) {
  if (use == LaneUse::Images)
    return i;
  return (vertical ? lane / gridSide : lane % gridSide) * tile + i;
}

/// [tile][16]: what the windows of one axis count towards the divisor, at least 1: where nothing counts the sum is 0.
FloatBuffer axisDivisors(const nn::PoolGeometry& geometry, const LaneMaps& output, bool vertical) {
  // The other axis counts 1 everywhere.
  nn::PoolGeometry axis = geometry;
  (vertical ? axis.horizontal : axis.vertical) = nn::WindowAxis{.size = 1};
  const std::int64_t tile = vertical ? output.tileH : output.tileW;
  const std::int64_t size = vertical ? geometry.outHeight : geometry.outWidth;
  FloatBuffer divisors(static_cast<std::size_t>(tile * lanes), 1.0F);
  for (std::int64_t i = 0; i < tile; ++i)
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const std::int64_t position = lanePosition(output.use, lane, vertical, tile, i);
      if (position >= size)
        continue;
      const std::int64_t count = vertical ? axis.divisorAt(position, 0) : axis.divisorAt(0, position);
      divisors[static_cast<std::size_t>(i * lanes + lane)] = static_cast<float>(std::max<std::int64_t>(1, count));
    }
  return divisors;
}

/// Without gaps between taps only the first and the last window of an axis can miss the map.
bool lanePoolMayMiss(const nn::WindowAxis& axis, std::int64_t positions) {
  return axis.dilation > 1 || axis.kernel <= axis.padBefore || axis.start(positions - 1) >= axis.size;
}

/// Elements of a tile [i][16 lanes] along one axis whose windows hold nothing of the map; empty where there is none.
std::vector<std::uint32_t> laneOutsideMasks(const nn::WindowAxis& axis, std::int64_t positions, const LaneMaps& output,
                                            bool vertical) {
  if (!lanePoolMayMiss(axis, positions))
    return {};
  const std::int64_t tile = vertical ? output.tileH : output.tileW;
  std::vector<std::uint32_t> masks(static_cast<std::size_t>(tile), 0);
  bool any = false;
  for (std::int64_t i = 0; i < tile; ++i)
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const std::int64_t position = lanePosition(output.use, lane, vertical, tile, i);
      if (position < positions && axis.tapsWithin(position, 0, axis.size) == 0) {
        masks[static_cast<std::size_t>(i)] |= 1U << lane;
        any = true;
      }
    }
  return any ? masks : std::vector<std::uint32_t>();
}

/// Zeros where a window lies in the padding alone.
class OutsideWindows {
public:
  OutsideWindows(const nn::PoolGeometry& geometry, const LaneMaps& output)
      : m_maps(output),
        m_rows(laneOutsideMasks(geometry.vertical, geometry.outHeight, output, true)),
        m_columns(laneOutsideMasks(geometry.horizontal, geometry.outWidth, output, false)) {}

  /// In rows [begin, end) of a plane.
  void clear(float* plane, std::int64_t begin, std::int64_t end) const {
    if (m_rows.empty() && m_columns.empty())
      return;
    for (std::int64_t y = begin; y < end; ++y)
      for (std::int64_t x = 0; x < m_maps.tileW; ++x) {
        const std::uint32_t mask = (m_rows.empty() ? 0 : m_rows[static_cast<std::size_t>(y)]) |
                                   (m_columns.empty() ? 0 : m_columns[static_cast<std::size_t>(x)]);
        for (std::int64_t lane = 0; lane < lanes; ++lane)
          if ((mask >> lane & 1U) != 0)
            plane[y * m_maps.rowStride() + x * lanes + lane] = 0.0F;
      }
  }

private:
  const LaneMaps& m_maps;
  std::vector<std::uint32_t> m_rows, m_columns;
};

/// Lanes whose element `i` along one axis lies inside the image.
std::vector<std::uint32_t> laneInsideMasks(const LaneMaps& maps, bool vertical) {
  const std::int64_t tile = vertical ? maps.tileH : maps.tileW;
  std::vector<std::uint32_t> masks(static_cast<std::size_t>(tile), 0);
  for (std::int64_t i = 0; i < tile; ++i)
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      if (lanePosition(maps.use, lane, vertical, tile, i) < (vertical ? maps.height : maps.width))
        masks[static_cast<std::size_t>(i)] |= 1U << lane;
  return masks;
}

}  // namespace

Halo requiredPoolHalo(const nn::PoolGeometry& geometry, const LaneMaps& input, const LaneMaps& output) {
  return requiredHalo(lanePoolWindow(geometry), input, output);
}

void poolLanes(const nn::PoolGeometry& geometry, const LaneTensor& input, LaneTensor& output, std::int64_t outputPlane,
               Isa isa, bool parallel) {
  const LaneMaps& in = input.maps();
  const LaneMaps& out = output.maps();
  const bool average = geometry.kind == model::PoolKind::Average;
  const bool bytes = in.type == LaneType::U8;
  if (average && bytes)
    throw Error(ErrorCode::Unsupported, "averages of 8-bit maps are not computed");
  const nn::WindowAxis& v = geometry.vertical;
  const nn::WindowAxis& h = geometry.horizontal;
  PoolPlane plane{.columns = out.tileW,
                  .inputRow = v.stride * in.rowStride(),
                  .inputColumn = h.stride * lanes,
                  .outputRow = out.rowStride(),
                  .kernelRows = v.kernel,
                  .kernelColumns = h.kernel,
                  .tapRow = v.dilation * in.rowStride(),
                  .tapColumn = h.dilation * lanes};
  FloatBuffer rowDivisors, columnDivisors;
  if (average) {
    rowDivisors = axisDivisors(geometry, out, true);
    columnDivisors = axisDivisors(geometry, out, false);
    plane.rowDivisors = rowDivisors.data();
    plane.columnDivisors = columnDivisors.data();
  }
  const OutsideWindows outside(geometry, out);
  const LaneKernels& kernels = laneKernels(isa);
  const auto pool = average ? kernels.poolSum : bytes ? kernels.poolMaximumBytes : kernels.poolMaximum;
  const std::int64_t bands = parallel ? std::min(rowBands, out.tileH) : 1;
  const std::int64_t wanted = parallel ? partsOfAThread * foreignThreads() : 1;
  const std::int64_t groups = std::min(in.planes(), (wanted + bands - 1) / bands);
  parallelFor(bands * groups, parallel, [&](std::int64_t part) {
    const std::int64_t band = part / groups;
    const std::int64_t group = part % groups;
    const std::int64_t top = out.tileH * band / bands;
    const std::int64_t bottom = out.tileH * (band + 1) / bands;
    PoolPlane own = plane;
    own.rows = bottom - top;
    if (average)
      own.rowDivisors += top * lanes;
    for (std::int64_t i = in.planes() * group / groups; i < in.planes() * (group + 1) / groups; ++i) {
      own.input = input.plane(i) + top * plane.inputRow - v.padBefore * in.rowStride() - h.padBefore * lanes;
      own.output = output.plane(outputPlane + i) + top * out.rowStride();
      pool(own);
      outside.clear(output.plane(outputPlane + i), top, bottom);
    }
  });
}

void poolWholeMaps(model::PoolKind kind, const LaneTensor& input, PlaneRange range, std::span<float> result, Isa isa) {
  const LaneMaps& maps = input.maps();
  const bool average = kind == model::PoolKind::Average;
  const std::vector<std::uint32_t> rows = laneInsideMasks(maps, true);
  const std::vector<std::uint32_t> columns = laneInsideMasks(maps, false);
  const LaneKernels& kernels = laneKernels(isa);
  const auto fold = average ? kernels.foldSum : kernels.foldMaximum;
  const float start = average ? 0.0F : -std::numeric_limits<float>::infinity();
  const auto size = static_cast<float>(maps.height * maps.width);
  const auto images = static_cast<std::int64_t>(result.size()) / std::max<std::int64_t>(1, range.count);
  alignas(64) std::array<float, lanes> folded;
  for (std::int64_t i = 0; i < range.count; ++i) {
    folded.fill(start);
    fold({.input = input.plane(range.first + i),
          .rows = maps.tileH,
          .columns = maps.tileW,
          .inputRow = maps.rowStride()},
         rows.data(), columns.data(), folded.data());
    if (maps.use == LaneUse::Tiles) {
      float all = start;
      for (const float lane : folded)
        all = average ? all + lane : std::max(all, lane);
      result[static_cast<std::size_t>(i)] = average ? all / size : all;
      continue;
    }
    for (std::int64_t image = 0; image < std::min(images, lanes); ++image) {
      const float value = folded[static_cast<std::size_t>(image)];
      result[static_cast<std::size_t>(image * range.count + i)] = average ? value / size : value;
    }
  }
}

}  // namespace effortlab::fast
