#include "effort/lane_geometry.h"

#include "effort/sdss.h"
#include "fast/conv_kernel.h"

#include <algorithm>
#include <array>
#include <map>

namespace effortlab::effort {

using fast::gridSide;
using fast::LaneMaps;
using fast::lanes;
using fast::LaneUse;

namespace {

constexpr std::int64_t pairPeriod = 2;
/// Weights that an element of the input meets, from which on it is worth copying to other tiles for sums over a quarter
/// of the places.
constexpr std::int64_t ownTilesLeastWork = 256;

/// Where place `at` of a tile lies in the image, along one axis.
std::int64_t imageAt(LaneUse use, std::int64_t tile, std::int64_t at, std::int64_t lane, bool rows) {
  if (use == LaneUse::Images)
    return at;
  return (rows ? lane / gridSide : lane % gridSide) * tile + at;
}

/// Decisions on one map: each place that is not sampled, by how many neighbours it has.
std::int64_t decisionOpsOf(std::int64_t height, std::int64_t width) {
  const auto neighboursAt = [](std::int64_t at, std::int64_t size) {
    return at % pairPeriod == 0 ? 1 : (at + 1 < size ? 2 : 1);
  };
  std::int64_t ops = 0;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      if (y % pairPeriod != 0 || x % pairPeriod != 0)
        ops += sdssDecisionOps(neighboursAt(y, height) * neighboursAt(x, width));
  return ops;
}

}  // namespace

SampledAxis::SampledAxis(LaneUse use, std::int64_t tile, std::int64_t size, bool rows) {
  for (std::int64_t at = 0; at < tile; ++at) {
    bool anyOdd = false;
    bool anyEven = false;
    bool haveNext = true;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const std::int64_t place = imageAt(use, tile, at, lane, rows);
      const bool isInside = place < size;
      const bool isOdd = place % pairPeriod != 0;
      const bool hasNext = place + 1 < size;
      inside.push_back(isInside ? -1 : 0);
      odd.push_back(isOdd ? -1 : 0);
      nextExists.push_back(hasNext ? -1 : 0);
      neighbours.push_back(isOdd && hasNext ? 2 : 1);
      anyOdd = anyOdd || (isInside && isOdd);
      anyEven = anyEven || (isInside && !isOdd);
      haveNext = haveNext && (!isInside || hasNext);
    }
    modes.push_back(anyOdd && anyEven ? Mode::Mixed : (anyOdd ? Mode::Odd : Mode::Even));
    allHaveNext.push_back(haveNext ? 1 : 0);
  }
}

InputAxis::InputAxis(LaneUse use, std::int64_t tile, std::int64_t size, bool rows) {
  const std::int64_t tiles = use == LaneUse::Tiles ? gridSide : 1;
  const std::int64_t beyond = std::max<std::int64_t>(0, size - tiles * tile);
  for (std::int64_t at = 0; at < tile + beyond; ++at)
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const std::int64_t index = use == LaneUse::Images ? 0 : (rows ? lane / gridSide : lane % gridSide);
      const bool own = at < tile || index == tiles - 1;
      inside.push_back(own && index * tile + at < size ? -1 : 0);
    }
}

CaseVectors::CaseVectors(const BorderCases& borders, const LaneMaps& maps) {
  const auto columnCases = static_cast<std::int32_t>(borders.columnCases.size());
  std::map<std::array<std::int32_t, lanes>, std::int32_t> known;
  const auto caseAt = [](const std::vector<std::int32_t>& of, std::int64_t place) {
    return of[static_cast<std::size_t>(std::min(place, static_cast<std::int64_t>(of.size()) - 1))];
  };
  for (std::int64_t y = 0; y < maps.tileH; ++y)
    for (std::int64_t x = 0; x < maps.tileW; ++x) {
      std::array<std::int32_t, lanes> vector{};
      for (std::int64_t lane = 0; lane < lanes; ++lane)
        vector[static_cast<std::size_t>(lane)] =
            caseAt(borders.caseOfRow, imageAt(maps.use, maps.tileH, y, lane, true)) * columnCases +
            caseAt(borders.caseOfColumn, imageAt(maps.use, maps.tileW, x, lane, false));
      const auto [entry, isNew] = known.emplace(vector, static_cast<std::int32_t>(cases.size()));
      if (isNew)
        cases.insert(cases.end(), vector.begin(), vector.end());
      placeAt.push_back(entry->second);
    }
}

LaneGeometry::LaneGeometry(const MeasuredLayer& layer, const LaneMaps& in, const LaneMaps& out,
                           const model::Window2d& resolved)
    : input(in),
      output(out),
      window(resolved),
      pixels(out.height * out.width),
      cases(borderCases(window, in.height, in.width, out.height, out.width)),
      rows(out.use, out.tileH, out.height, true),
      columns(out.use, out.tileW, out.width, false),
      inputRows(in.use, in.tileH, in.height, true),
      inputColumns(in.use, in.tileW, in.width, false),
      caseVectors(cases, out) {
  const LayerKnobs& knobs = layer.knobs();
  const KnobGroup& group = layer.groups().front();
  if (group.sfma)
    tapSums = group.sfma->insideTapSums(window, cases);
  decisionOps = decisionOpsOf(out.height, out.width);
  sampled = sampledNeurons(out.height, out.width, pairPeriod);
  sampledOnly = group.spet.active() && knobs.sdss && !knobs.sdss->spetEverywhere;
  const auto hasMixed = [](const SampledAxis& axis) {
    return std::find(axis.modes.begin(), axis.modes.end(), SampledAxis::Mode::Mixed) != axis.modes.end();
  };
  const bool mixed = hasMixed(rows) || hasMixed(columns);
  sampledAlike = !mixed;
  lookedAround = {mixed ? 1 : 0, mixed ? 1 : 0, 1, 1};
  first = fast::laneMaps(out.use, group.matrix.outputs, out.height, out.width);
  firstWindow = window;
  if (!sampledOnly)
    return;
  const LaneMaps whole = first;
  ownTiles = mixed;
  sampleApart();
  if (!ownTiles) {
    first.tileH = (out.tileH + 1) / pairPeriod;
    first.tileW = (out.tileW + 1) / pairPeriod;
  } else if (group.matrix.outputs * group.matrix.tapsPerMap >= ownTilesLeastWork * window.strideH * window.strideW &&
             firstInput().coversImage() && input.coversImage()) {
    listSampledPlaces();
  } else {
    first = whole;
    firstWindow = window;
    sampledApart = ownTiles = false;
  }
}

void LaneGeometry::sampleApart() {
  sampledApart = true;
  first = fast::laneMaps(output.use, first.channels, (output.height + 1) / pairPeriod, (output.width + 1) / pairPeriod);
  firstWindow.strideH *= pairPeriod;
  firstWindow.strideW *= pairPeriod;
}

LaneMaps LaneGeometry::firstInput() const {
  LaneMaps maps = input;
  if (input.use == LaneUse::Tiles) {
    maps.tileH = ownTiles ? first.tileH * firstWindow.strideH : output.tileH * window.strideH;
    maps.tileW = ownTiles ? first.tileW * firstWindow.strideW : output.tileW * window.strideW;
  }
  maps.halo = fast::requiredHalo(firstWindow, maps, first);
  return maps;
}

LaneMaps LaneGeometry::wholeInput() const {
  LaneMaps maps = input;
  if (input.use == LaneUse::Tiles) {
    maps.tileH = output.tileH * window.strideH;
    maps.tileW = output.tileW * window.strideW;
  }
  maps.halo = fast::requiredHalo(window, maps, output);
  return maps;
}

/// By place of the sampled maps' tiles, then lane.
void LaneGeometry::listSampledPlaces() {
  const std::int64_t toRow = (output.tileW + pairPeriod) * lanes;
  for (std::int64_t i = 0; i < first.tileH * first.tileW * lanes; ++i) {
    const std::int64_t lane = i % lanes;
    const std::int64_t row = i / lanes / first.tileW;
    const std::int64_t column = i / lanes % first.tileW;
    const std::int64_t y = pairPeriod * imageAt(first.use, first.tileH, row, lane, true);
    const std::int64_t x = pairPeriod * imageAt(first.use, first.tileW, column, lane, false);
    if (y >= output.height || x >= output.width)
      continue;
    const std::int64_t toLane = y / output.tileH * gridSide + x / output.tileW;
    const auto rowCase = cases.caseOfRow[static_cast<std::size_t>(y)];
    const auto columnCase = cases.caseOfColumn[static_cast<std::size_t>(x)];
    sampledPlaces.push_back({static_cast<std::int32_t>(row * first.rowStride() + column * lanes + lane),
                             static_cast<std::int32_t>(y % output.tileH * toRow + x % output.tileW * lanes + toLane),
                             rowCase * static_cast<std::int32_t>(cases.columnCases.size()) + columnCase});
  }
}

bool LaneGeometry::fits(const LaneMaps& in, const LaneMaps& out) const noexcept {
  return in == input && out == output;
}

}  // namespace effortlab::effort
