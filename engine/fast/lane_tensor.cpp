#include "fast/lane_tensor.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/lane_kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

namespace effortlab::fast {

namespace {

constexpr std::int64_t maxElements = std::int64_t{1} << 40;

std::int64_t tileOf(LaneUse use, std::int64_t size) {
  return use == LaneUse::Images ? size : (size + gridSide - 1) / gridSide;
}

/// Where the elements of one lane of a plane lie in its image: element (y, x) of the tile is (y + top, x + left) there.
struct LaneOrigin {
  std::int64_t image = 0;
  std::int64_t top = 0;
  std::int64_t left = 0;
};

LaneOrigin laneOrigin(const LaneMaps& maps, std::int64_t lane) {
  if (maps.use == LaneUse::Images)
    return {.image = lane};
  return {.top = lane / gridSide * maps.tileH, .left = lane % gridSide * maps.tileW};
}

/// All instruction sets move the same bits: the best one this processor has.
const LaneKernels& movers() {
  static const LaneKernels& kernels = laneKernels(supportedIsas().back());
  return kernels;
}

/// Elements of one axis of a tile with its halo that come from the same neighbouring tile and lie inside the image in
/// the same tiles.
struct HaloRun {
  std::int64_t target = 0, source = 0;  ///< first element
  std::int64_t count = 0;
  std::int64_t shift = 0;      ///< tiles towards the source
  std::uint32_t insideOf = 0;  ///< bit t: inside the image for tile t of the axis

  bool follows(const HaloRun& before) const noexcept {
    return before.shift == shift && before.insideOf == insideOf &&
           (insideOf == 0 || before.source + before.count == source);
  }
};
constexpr std::uint32_t insideOfAll = (1U << gridSide) - 1;

/// One axis as few runs: of a whole map in Images use, where every lane is at the same place.
std::vector<HaloRun> haloRuns(LaneUse use, std::int64_t before, std::int64_t tile, std::int64_t after,
                              std::int64_t size) {
  std::vector<HaloRun> runs;
  const std::int64_t held = use == LaneUse::Images ? size : std::min(size, gridSide * tile);
  for (std::int64_t i = -before; i < tile + after; ++i) {
    HaloRun run{.target = i, .source = 0, .count = 1};
    if (use == LaneUse::Images) {
      run.insideOf = i >= 0 && i < held ? insideOfAll : 0;
      run.source = run.insideOf != 0 ? i : 0;
    } else {
      run.shift = (i + gridSide * tile * before) / tile - gridSide * before;
      run.source = i - run.shift * tile;
      for (std::int64_t t = 0; t < gridSide; ++t)
        if (t * tile + i >= 0 && t * tile + i < held)
          run.insideOf |= 1U << t;
    }
    // A tile's own elements and its halo stay apart: only the latter must always be written.
    const bool joins = !runs.empty() && i != 0 && i != tile && run.follows(runs.back());
    if (joins)
      ++runs.back().count;
    else
      runs.push_back(run);
  }
  return runs;
}

/// Rows [begin, end) of a tile; with the first or the last, those of the halo beyond.
struct TileRows {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  HaloRun cut(HaloRun run, const LaneMaps& maps) const noexcept {
    const std::int64_t first = begin == 0 ? -maps.halo.top : begin;
    const std::int64_t last = end == maps.tileH ? maps.tileH + maps.halo.bottom : end;
    const std::int64_t skipped = std::max<std::int64_t>(0, first - run.target);
    run.count = std::min(run.target + run.count, last) - run.target - skipped;
    run.target += skipped;
    run.source += skipped;
    return run;
  }
};

/// What refills the halo of any plane, and pads what lies beyond the image within the tiles.
std::vector<LaneMove> haloMoves(const LaneMaps& maps, const TileRows& range) {
  std::vector<LaneMove> moves;
  if (maps.halo == Halo{} && maps.use == LaneUse::Images)
    return moves;
  const std::vector<HaloRun> columns = haloRuns(maps.use, maps.halo.left, maps.tileW, maps.halo.right, maps.width);
  for (const HaloRun& run : haloRuns(maps.use, maps.halo.top, maps.tileH, maps.halo.bottom, maps.height)) {
    const HaloRun y = range.cut(run, maps);
    if (y.count <= 0)
      continue;
    for (const HaloRun& x : columns) {
      const bool inTile = y.target >= 0 && y.target < maps.tileH && x.target >= 0 && x.target < maps.tileW;
      if (inTile && y.insideOf == insideOfAll && x.insideOf == insideOfAll)
        continue;
      LaneMove move{.source = y.source * maps.rowStride() + x.source * lanes,
                    .target = y.target * maps.rowStride() + x.target * lanes,
                    .rows = y.count,
                    .columns = x.count};
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        const std::int64_t row = lane / gridSide;
        const std::int64_t column = lane % gridSide;
        if ((y.insideOf >> row & x.insideOf >> column & 1U) == 0)
          continue;
        move.mask |= 1U << lane;
        move.from[lane] = static_cast<std::int32_t>((row + y.shift) * gridSide + column + x.shift);
      }
      if (move.mask == 0)  // The source may be no vector of this plane.
        move.source = move.target;
      moves.push_back(move);
    }
  }
  return moves;
}

void fillHaloRows(LaneTensor& tensor, PlaneRange range, std::uint32_t padding, const TileRows& rows) {
  const LaneMaps& maps = tensor.maps();
  const std::vector<LaneMove> moves = haloMoves(maps, rows);
  if (moves.empty())
    return;
  movers().moveLanes({.plane = tensor.plane(range.first),
                      .planes = range.count,
                      .planeStride = maps.planeStride(),
                      .rowStride = maps.rowStride(),
                      .moves = moves.data(),
                      .count = static_cast<std::int64_t>(moves.size()),
                      .padding = padding});
}

/// Calls work(rows) for all rows of a tile.
template <typename Work>
void forTileRows(const LaneMaps& maps, bool parallel, const Work& work) {
  const std::int64_t bands = parallel ? std::min(rowBands, maps.tileH) : 1;
  parallelFor(bands, parallel, [&](std::int64_t band) {
    work(TileRows{maps.tileH * band / bands, maps.tileH * (band + 1) / bands});
  });
}

/// The rows of a plane's lanes at row `y` of the tiles, in `count` images `imageStride` apart.
template <typename Element>
LaneRows<Element> laneRows(const LaneMaps& maps, std::int64_t y, Element* map, std::int64_t count,
                           std::int64_t imageStride) {
  LaneRows<Element> rows;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    const LaneOrigin origin = laneOrigin(maps, lane);
    const bool inside = origin.image < count && origin.top + y < maps.height && origin.left < maps.width;
    rows.at[lane] = inside ? map + origin.image * imageStride + (origin.top + y) * maps.width + origin.left : map;
    rows.counts[lane] = inside ? std::min(maps.tileW, maps.width - origin.left) : 0;
  }
  return rows;
}

/// Halo elements from rows and columns of the image that no tile holds.
void fillBeyondTiles(std::span<const float> image, LaneTensor& tensor) {
  const LaneMaps& maps = tensor.maps();
  const std::int64_t heldRows = gridSide * maps.tileH;
  const std::int64_t heldColumns = gridSide * maps.tileW;
  if (maps.use == LaneUse::Images || (heldRows >= maps.height && heldColumns >= maps.width))
    return;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    const LaneOrigin origin = laneOrigin(maps, lane);
    const std::int64_t rowsEnd = std::min(maps.height, origin.top + maps.tileH + maps.halo.bottom);
    const std::int64_t columnsEnd = std::min(maps.width, origin.left + maps.tileW + maps.halo.right);
    const std::int64_t leftmost = std::max<std::int64_t>(0, origin.left - maps.halo.left);
    for (std::int64_t y = std::max<std::int64_t>(0, origin.top - maps.halo.top); y < rowsEnd; ++y)
      for (std::int64_t x = y < heldRows ? std::max(leftmost, heldColumns) : leftmost; x < columnsEnd; ++x)
        for (std::int64_t channel = 0; channel < maps.channels; ++channel)
          tensor.plane(channel)[(y - origin.top) * maps.rowStride() + (x - origin.left) * lanes + lane] =
              image[static_cast<std::size_t>((channel * maps.height + y) * maps.width + x)];
  }
}

/// Lanes without an image hold zeros whatever the padding.
void clearAbsentLanes(LaneTensor& tensor, std::int64_t count) {
  for (std::int64_t i = 0; i < tensor.maps().elements(); ++i)
    if (i % lanes >= count)
      tensor.data()[i] = 0.0F;
}

}  // namespace

std::int64_t LaneMaps::planeStride() const noexcept {
  const std::int64_t size = rowStride() * (halo.top + tileH + halo.bottom);
  const bool packed = use == LaneUse::Images && halo == Halo{};
  // An odd number of cache lines: the same place of many planes then spreads over all sets of a cache.
  return !packed && size / lanes % 2 == 0 ? size + lanes : size;
}

LaneMaps laneMaps(LaneUse use, std::int64_t channels, std::int64_t height, std::int64_t width, const Halo& halo,
                  LaneType type) {
  LaneMaps maps{use, type, channels, height, width, tileOf(use, height), tileOf(use, width), halo};
  const double elements = static_cast<double>(channels) * static_cast<double>(halo.top + maps.tileH + halo.bottom) *
                          static_cast<double>(halo.left + maps.tileW + halo.right) * static_cast<double>(lanes);
  if (elements > static_cast<double>(maxElements))
    throw Error(ErrorCode::TooLarge, std::to_string(channels) + " maps of " + std::to_string(width) + " x " +
                                         std::to_string(height) + " are too large to compute");
  return maps;
}

LaneTensor::LaneTensor(const LaneMaps& maps) : m_maps(maps), m_data(static_cast<std::size_t>(maps.elements())) {}

void LaneTensor::reserve(std::int64_t elements) {
  if (static_cast<std::int64_t>(m_data.size()) < elements)
    m_data = FloatBuffer(static_cast<std::size_t>(elements));
}

void toLanes(std::span<const float> images, LaneTensor& tensor, float padding, bool parallel) {
  const LaneMaps& maps = tensor.maps();
  const std::int64_t map = maps.height * maps.width;
  const std::int64_t image = maps.channels * map;
  const auto count = static_cast<std::int64_t>(images.size()) / std::max<std::int64_t>(1, image);
  const PlaneRange all{0, maps.channels};
  const auto bits = std::bit_cast<std::uint32_t>(padding);
  forTileRows(maps, parallel, [&](const TileRows& rows) {
    for (std::int64_t channel = 0; channel < maps.channels; ++channel)
      for (std::int64_t y = rows.begin; y < rows.end; ++y)
        movers().rowsToLanes(laneRows(maps, y, images.data() + channel * map, count, image), maps.tileW,
                             tensor.plane(channel) + y * maps.rowStride());
    if (maps.use == LaneUse::Images)
      fillHaloRows(tensor, all, bits, rows);
  });
  if (maps.use == LaneUse::Tiles)
    fillHalo(tensor, all, bits, parallel);
  fillBeyondTiles(images, tensor);
  if (maps.use == LaneUse::Images && count < lanes && padding != 0.0F)
    clearAbsentLanes(tensor, count);
}

void fromLanes(const LaneTensor& tensor, PlaneRange range, std::span<float> images) {
  const LaneMaps& maps = tensor.maps();
  const std::int64_t map = maps.height * maps.width;
  const std::int64_t image = range.count * map;
  const auto count = static_cast<std::int64_t>(images.size()) / std::max<std::int64_t>(1, image);
  for (std::int64_t channel = 0; channel < range.count; ++channel)
    for (std::int64_t y = 0; y < maps.tileH; ++y)
      movers().lanesToRows(tensor.plane(range.first + channel) + y * maps.rowStride(), maps.tileW,
                           laneRows(maps, y, images.data() + channel * map, count, image));
}

void fillHalo(LaneTensor& tensor, PlaneRange range, std::uint32_t padding, bool parallel) {
  const LaneMaps& maps = tensor.maps();
  if (maps.halo == Halo{} && maps.use == LaneUse::Images)
    return;
  if (maps.use == LaneUse::Images) {
    forTileRows(maps, parallel, [&](const TileRows& rows) { fillHaloRows(tensor, range, padding, rows); });
    return;
  }
  // The halo of some rows is other rows of the plane: threads take whole planes.
  const std::int64_t parts = parallel ? std::min(range.count, partsOfAThread * foreignThreads()) : 1;
  parallelFor(parts, parallel, [&](std::int64_t part) {
    const std::int64_t first = range.count * part / parts;
    const std::int64_t end = range.count * (part + 1) / parts;
    fillHaloRows(tensor, {range.first + first, end - first}, padding, {0, maps.tileH});
  });
}

void retile(const LaneTensor& source, PlaneRange from, LaneTensor& target, std::int64_t to, std::uint32_t padding) {
  const LaneMaps& in = source.maps();
  const LaneMaps& out = target.maps();
  const bool sameTiles = in.tileH == out.tileH && in.tileW == out.tileW;
  const std::int64_t images = in.use == LaneUse::Images ? lanes : 1;
  const std::int64_t map = in.height * in.width;
  FloatBuffer rows(sameTiles ? 0 : static_cast<std::size_t>(images * map));
  for (std::int64_t i = 0; i < from.count; ++i) {
    const float* read = source.plane(from.first + i);
    float* write = target.plane(to + i);
    if (sameTiles) {
      for (std::int64_t y = 0; y < in.tileH; ++y)
        std::memcpy(write + y * out.rowStride(), read + y * in.rowStride(),
                    static_cast<std::size_t>(in.tileW * lanes) * sizeof(float));
      continue;
    }
    for (std::int64_t y = 0; y < in.tileH; ++y)
      movers().lanesToRows(read + y * in.rowStride(), in.tileW, laneRows(in, y, rows.data(), images, map));
    for (std::int64_t y = 0; y < out.tileH; ++y)
      movers().rowsToLanes(laneRows<const float>(out, y, rows.data(), images, map), out.tileW,
                           write + y * out.rowStride());
  }
  fillHalo(target, {to, from.count}, padding);
}

}  // namespace effortlab::fast
