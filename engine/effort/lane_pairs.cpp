#include "effort/lane_pairs.h"

#include "core/parallel.h"
#include "effort/lane_passes.h"

#include <algorithm>
#include <cmath>

namespace effortlab::effort {

using fast::LaneMaps;
using fast::lanes;
using fast::LaneUse;

std::vector<SfmaImage> replacedPairs(const KnobGroup& group, const LaneGeometry& geometry, const fast::ConvCall& call,
                                     std::int64_t images) {
  if (!group.sfma)
    return {};
  const LaneMaps& in = call.input.maps();
  const InputAxis& rows = geometry.inputRows;
  const InputAxis& columns = geometry.inputColumns;
  std::vector<std::vector<MapStatistics>> statistics(
      static_cast<std::size_t>(images), std::vector<MapStatistics>(static_cast<std::size_t>(group.matrix.maps)));
  const auto count = static_cast<double>(in.height * in.width);
  parallelFor(group.matrix.maps, call.parallel, [&](std::int64_t n) {
    if (!group.sfma->hasSmall(n))
      return;
    LaneSums sums;
    addUpPlane(
        {call.input.plane(n), in.rowStride(), rows.count(), columns.count(), rows.inside.data(), columns.inside.data()},
        sums);
    for (std::int64_t lane = 1; lane < lanes && in.use == LaneUse::Tiles; ++lane) {
      sums.values[0] += sums.values[lane];
      sums.squares[0] += sums.squares[lane];
    }
    for (std::int64_t image = 0; image < images; ++image) {
      const double mean = sums.values[image] / count;
      statistics[static_cast<std::size_t>(image)][static_cast<std::size_t>(n)] = {
          static_cast<float>(mean), static_cast<float>(std::max(0.0, sums.squares[image] / count - mean * mean))};
    }
  });
  std::vector<SfmaImage> result(static_cast<std::size_t>(images));
  for (std::size_t image = 0; image < result.size(); ++image) {
    result[image] = group.sfma->prepare(
        statistics[image], in.height * in.width, geometry.cases.count(),
        in.use == LaneUse::Tiles ? std::span<const float>(geometry.tapSums) : std::span<const float>{});
  }
  return result;
}

FloatBuffer replacedMeans(const KnobGroup& group, std::span<const SfmaImage> images) {
  FloatBuffer means(images.empty() ? 0 : static_cast<std::size_t>(group.matrix.maps * lanes), 0.0F);
  for (std::size_t n = 0; n * lanes < means.size(); ++n)
    for (std::size_t image = 0; image < images.size(); ++image)
      if (images[image].quiet[n] != 0)
        means[n * lanes + image] = images[image].means[n];
  return means;
}

ReplacedPairs replacedOf(const KnobGroup& group, std::span<const SfmaImage> images) {
  bool any = false;
  bool all = !images.empty();
  for (const SfmaImage& image : images)
    for (std::int64_t n = 0; n < group.matrix.maps; ++n) {
      const auto map = static_cast<std::size_t>(n);
      if (!group.sfma->hasSmall(n) || image.zero[map] != 0)
        continue;
      any = any || image.quiet[map] != 0;
      all = all && image.quiet[map] != 0;
    }
  return !any ? ReplacedPairs::None : (all ? ReplacedPairs::All : ReplacedPairs::Some);
}

void copyUnreplaced(const KnobGroup& group, std::span<const SfmaImage> images, const fast::LaneTensor& from,
                    fast::LaneTensor& to) {
  const LaneMaps& maps = from.maps();
  const bool tiles = maps.use == LaneUse::Tiles;
  for (std::int64_t n = 0; n < group.matrix.maps; ++n) {
    if (!group.sfma->hasSmall(n))
      continue;
    const auto map = static_cast<std::size_t>(n);
    LaneInts keep;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const std::size_t image = tiles ? 0 : static_cast<std::size_t>(lane);
      keep.push_back(image < images.size() && images[image].quiet[map] == 0 ? -1 : 0);
    }
    keepLanes(from.data() + n * maps.planeStride(), keep.data(), maps.planeStride() / lanes,
              to.data() + n * maps.planeStride());
  }
}

std::vector<std::int32_t> predictedInPairs(const KnobGroup& group) {
  const TapMatrix& matrix = group.matrix;
  std::vector<std::int32_t> result(static_cast<std::size_t>(group.sfma ? matrix.maps * matrix.outputs : 0), 0);
  for (std::int64_t n = 0; n < matrix.maps && group.sfma; ++n)
    for (std::int64_t m = 0; m < matrix.outputs; ++m)
      for (std::int64_t tap = n * matrix.tapsPerMap; group.sfma->isSmall(m, n) && tap < (n + 1) * matrix.tapsPerMap;
           ++tap)
        result[static_cast<std::size_t>(n * matrix.outputs + m)] += group.spet.inPredictionSet(m, tap) ? 1 : 0;
  return result;
}

TapCounts tapCounts(const KnobGroup& group, std::span<const std::int32_t> predictedIn, const SfmaImage* image) {
  const TapMatrix& matrix = group.matrix;
  TapCounts counts;
  for (std::int64_t m = 0; m < matrix.outputs; ++m) {
    const std::int64_t predicted = group.spet.active() ? group.spet.predictionTapsOf(m) : matrix.taps();
    counts.kept.push_back(static_cast<std::int32_t>(matrix.taps()));
    counts.predicted.push_back(static_cast<std::int32_t>(predicted));
  }
  const auto tapsPerMap = static_cast<std::int32_t>(matrix.tapsPerMap);
  for (std::int64_t n = 0; image != nullptr && n < matrix.maps; ++n) {
    if (image->quiet[static_cast<std::size_t>(n)] == 0)
      continue;
    const std::span<const std::uint8_t> small = group.sfma->smallOf(n);
    const std::int32_t* predicted = predictedIn.data() + n * matrix.outputs;
    for (std::size_t m = 0; m < small.size(); ++m) {
      counts.kept[m] -= small[m] * tapsPerMap;
      counts.predicted[m] -= predicted[m];
    }
  }
  return counts;
}

}  // namespace effortlab::effort
