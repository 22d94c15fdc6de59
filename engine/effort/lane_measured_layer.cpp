#include "effort/lane_measured_layer.h"

#include "core/parallel.h"
#include "effort/lane_pairs.h"
#include "effort/lane_passes.h"
#include "effort/lane_weights.h"
#include "effort/sdss.h"
#include "fast/lane_elementwise.h"
#include "nn/window.h"

#include <algorithm>

namespace effortlab::effort {

using fast::LaneMaps;
using fast::lanes;
using fast::LaneTensor;
using fast::LaneUse;

namespace {

constexpr std::int64_t pairPeriodOfLanes = 2;
constexpr std::size_t keptGeometries = 4;
constexpr std::size_t keptWeights = 4;
/// Floats of the maps that are finished together: in the second-level cache.
constexpr std::int64_t finishedFloats = std::int64_t{48} << 10;

/// Input maps in other tiles or with a halo of their own.
LaneTensor& laneInputScratch() {
  thread_local LaneTensor scratch;
  return scratch;
}
LaneTensor& laneFirstScratch() {
  thread_local LaneTensor scratch;
  return scratch;
}
/// Input maps without what is replaced, and what they contribute.
LaneTensor& lanePairScratch() {
  thread_local LaneTensor scratch;
  return scratch;
}
LaneTensor& lanePartScratch() {
  thread_local LaneTensor scratch;
  return scratch;
}

/// Of a thread, for some maps between the two passes.
struct FinishScratch {
  LaneTensor maps;
  LaneInts stops;
};
FinishScratch& finishScratch() {
  thread_local FinishScratch scratch;
  return scratch;
}

void spreadConstants(const CaseVectors& vectors, LaneUse use, const float* byCase, float* to) {
  for (std::size_t at = 0; at < vectors.cases.size(); at += lanes) {
    if (use == LaneUse::Images) {  // the same place of the map in all lanes
      std::copy_n(byCase + vectors.cases[at] * lanes, lanes, to + at);
      continue;
    }
    for (std::size_t lane = at; lane < at + lanes; ++lane)
      to[lane] = byCase[vectors.cases[lane] * lanes];
  }
}

/// SPET on sampled neurons in tiles of their own; returns how many stopped. `constants`: [cases][16], or null.
std::int32_t stopSampled(const LaneGeometry& geometry, const float* first, float low, const float* constants,
                         std::int32_t* stopped, float* to) {
  // Each place is listed, and stays unless the next overwrites it: no branch to mispredict.
  std::int32_t count = 0;
  for (const SampledPlace& place : geometry.sampledPlaces) {
    const float sum = first[place.from] + (constants == nullptr ? 0.0F : constants[place.borderCase * lanes]);
    stopped[count] = place.to;
    count += sum < low ? 1 : 0;
  }
  for (std::int32_t i = 0; i < count; ++i)
    to[stopped[i]] = 0.0F;
  return count;
}

LaneTensor& sized(LaneTensor& tensor, const LaneMaps& maps) {
  tensor.reserve(maps.elements());
  tensor.setMaps(maps);
  return tensor;
}

}  // namespace

struct LaneMeasuredLayer::Call {
  const fast::LaneStep& step;
  const fast::ConvCall& conv;
  fast::Isa isa;
  std::int64_t images;
  const LaneGeometry& geometry;
};

struct LaneMeasuredLayer::LaneSlice {
  LaneTensor& tensor;
  std::int64_t plane = 0;
};

struct LaneMeasuredLayer::Work {
  const std::vector<SfmaImage>& sfma;  ///< by image; empty without SFMA
  const FloatBuffer& means;            ///< [maps][16], of replaced maps; Images use
  bool replaces = false;               ///< any pair
  const LaneTensor* first = nullptr;
  bool adds = false;                ///< LaneWeights::adds
  std::vector<LaneTally>& tallies;  ///< by output map
};

bool LaneMeasuredLayer::covers(const MeasuredLayer& layer) {
  const EffortLayer& what = layer.layer();
  const LayerKnobs& knobs = layer.knobs();
  return what.convolution && layer.groups().size() == 1 && !what.hasTwoSidedSpet() &&
         !layer.groups().front().spet.exact() && (!knobs.sdss || knobs.sdss->samplingPeriod == pairPeriodOfLanes) &&
         !(knobs.spet && knobs.spet->high);
}

LaneMeasuredLayer::LaneMeasuredLayer(std::shared_ptr<const MeasuredLayer> layer)
    : m_layer(std::move(layer)), m_predictedInPairs(predictedInPairs(m_layer->groups().front())) {
  const KnobGroup& group = m_layer->groups().front();
  m_smallMaps.resize(static_cast<std::size_t>(group.matrix.outputs));
  for (std::int64_t m = 0; m < group.matrix.outputs; ++m)
    for (std::int64_t n = 0; n < group.matrix.maps && group.sfma; ++n)
      if (group.sfma->isSmall(m, n))
        m_smallMaps[static_cast<std::size_t>(m)].push_back(static_cast<std::int32_t>(n));
}
LaneMeasuredLayer::~LaneMeasuredLayer() = default;

std::shared_ptr<const LaneGeometry> LaneMeasuredLayer::geometryOf(const fast::ConvCall& call) const {
  const std::lock_guard lock(m_mutex);
  for (const auto& known : m_geometries)
    if (known->fits(call.input.maps(), call.output.maps()))
      return known;
  const LaneMaps& in = call.input.maps();
  const auto& params = std::get<model::ConvolutionParams>(m_layer->node().params);
  if (m_geometries.size() == keptGeometries)
    m_geometries.pop_back();
  m_geometries.insert(m_geometries.begin(),
                      std::make_shared<const LaneGeometry>(*m_layer, in, call.output.maps(),
                                                           nn::resolvedWindow(params.window, in.height, in.width)));
  return m_geometries.front();
}

std::shared_ptr<const LaneWeights> LaneMeasuredLayer::weightsOf(const Call& call, WeightPart part) const {
  const LaneWeightsKey key{std::string(call.step.kernel->name()),
                           call.isa,
                           call.geometry.window,
                           call.geometry.sampledApart,
                           call.geometry.first.tileH,
                           call.geometry.first.tileW,
                           part};
  {
    const std::lock_guard lock(m_mutex);
    const auto known =
        std::find_if(m_weights.begin(), m_weights.end(), [&](const auto& weights) { return weights->key == key; });
    if (known != m_weights.end()) {
      std::rotate(m_weights.begin(), known, known + 1);
      return m_weights.front();
    }
  }
  auto made = std::make_shared<const LaneWeights>(*m_layer, call.geometry, key);
  const std::lock_guard lock(m_mutex);
  m_weights.insert(m_weights.begin(), made);
  if (m_weights.size() > keptWeights)
    m_weights.pop_back();
  return made;
}

/// The call's input in the tiles and halo of `wanted`.
const LaneTensor& LaneMeasuredLayer::inputIn(const Call& call, const LaneMaps& wanted) {
  const LaneMaps& in = call.geometry.input;
  if (wanted.tileH == in.tileH && wanted.tileW == in.tileW && in.halo.covers(wanted.halo))
    return call.conv.input;
  LaneTensor& copy = sized(laneInputScratch(), wanted);
  if (wanted.coversImage()) {
    retile(call.conv.input, {0, in.channels}, copy, 0);
  } else {  // the last rows and columns lie in the halo alone
    FloatBuffer rows(static_cast<std::size_t>(call.images * in.channels * in.height * in.width));
    fromLanes(call.conv.input, {0, in.channels}, rows);
    toLanes(rows, copy);
  }
  return copy;
}

/// Adds what the small pairs that an image does not replace contribute.
void LaneMeasuredLayer::addUnreplaced(const Call& call, const fast::ConvKernel& kernel, const LaneMaps& inputMaps,
                                      std::span<const SfmaImage> sfma, LaneSlice sums) const {
  const KnobGroup& group = m_layer->groups().front();
  const LaneTensor& from = inputIn(call, inputMaps);
  LaneTensor& unreplaced = sized(lanePairScratch(), from.maps());
  copyUnreplaced(group, sfma, from, unreplaced);
  LaneMaps outMaps = sums.tensor.maps();
  outMaps.channels = group.matrix.outputs;
  LaneTensor& part = sized(lanePartScratch(), outMaps);
  kernel.run({unreplaced, part, 0, call.conv.parallel, call.conv.stop});
  const fast::LaneOperand operands[] = {{&sums.tensor, sums.plane}, {&part, 0}};
  sumLanes(operands, group.matrix.outputs, {}, sums.tensor, sums.plane);
}

/// The whole sums into the call's output, those over the prediction set into `first`.
void LaneMeasuredLayer::computeSums(const Call& call, std::span<const SfmaImage> sfma, Work& work,
                                    LaneTensor& first) const {
  const ReplacedPairs replaced = replacedOf(m_layer->groups().front(), sfma);
  const std::shared_ptr<const LaneWeights> weights =
      weightsOf(call, replaced == ReplacedPairs::None ? WeightPart::Whole : WeightPart::WithoutSmall);
  const LaneMaps firstMaps = call.geometry.firstInput();
  weights->whole->run(call.conv);
  work.adds = weights->adds;
  if (weights->first) {
    weights->first->run({weights->first->needsHalo() ? inputIn(call, firstMaps) : call.conv.input,
                         sized(first, call.geometry.first), 0, call.conv.parallel, call.conv.stop});
    work.first = &first;
  }
  if (replaced != ReplacedPairs::Some)
    return;
  const std::shared_ptr<const LaneWeights> small = weightsOf(call, WeightPart::Small);
  addUnreplaced(call, *small->whole, call.geometry.wholeInput(), sfma, {call.conv.output, call.conv.outputPlane});
  if (small->first)
    addUnreplaced(call, *small->first, firstMaps, sfma, {first, 0});
}

/// SFMA's constants of map `m`, [cases][16].
void LaneMeasuredLayer::sumConstants(const LaneGeometry& geometry, const Work& work, std::int64_t m,
                                     float* byCase) const {
  const TapMatrix& matrix = m_layer->groups().front().matrix;
  const std::int64_t cases = geometry.cases.count();
  if (geometry.output.use == LaneUse::Tiles) {  // one image: the same in all lanes
    const float* constants = work.sfma.front().constants.data() + m * cases;
    for (std::int64_t i = 0; i < cases; ++i)
      std::fill_n(byCase + i * lanes, lanes, constants[i]);
    return;
  }
  const std::vector<std::int32_t>& maps = m_smallMaps[static_cast<std::size_t>(m)];
  addMeans({.means = work.means.data(),
            .maps = maps.data(),
            .count = static_cast<std::int64_t>(maps.size()),
            .tapSums = geometry.tapSums.data() + m * cases,
            .mapStride = matrix.outputs * cases,
            .cases = cases,
            .byCase = byCase});
}

void LaneMeasuredLayer::finishMaps(const Call& call, const Work& work, std::int64_t firstMap, std::int64_t maps) const {
  const LaneGeometry& geometry = call.geometry;
  const KnobGroup& group = m_layer->groups().front();
  LaneTensor& output = call.conv.output;
  const LaneMaps& out = output.maps();
  const bool sdss = m_layer->knobs().sdss.has_value();
  const bool inPlace = !sdss || out.use == LaneUse::Images;  // with whole maps in a lane nothing lies behind a border
  const bool wantsStops = sdss && work.first != nullptr && !geometry.sampledOnly;
  const bool sampledAlone = sdss && geometry.sampledAlike && !wantsStops;
  FinishScratch& scratch = finishScratch();
  const std::int64_t stopsOfMap = out.tileH * out.tileW * lanes;
  if (!inPlace)
    sized(scratch.maps, fast::laneMaps(out.use, maps, out.height, out.width, geometry.lookedAround));
  if (wantsStops && static_cast<std::int64_t>(scratch.stops.size()) < maps * stopsOfMap)
    scratch.stops.resize(static_cast<std::size_t>(maps * stopsOfMap));
  const auto constantsOfMap = static_cast<std::int64_t>(geometry.caseVectors.cases.size());
  FloatBuffer constants(static_cast<std::size_t>(work.replaces ? maps * constantsOfMap : 0));
  FloatBuffer byCase(static_cast<std::size_t>(geometry.cases.count() * lanes));
  std::vector<std::int32_t> stopped(geometry.sampledPlaces.size() + 1);
  for (std::int64_t i = 0; i < maps; ++i) {
    const std::int64_t m = firstMap + i;
    float* sums = output.plane(call.conv.outputPlane + m);
    StopPlane plane{.sums = sums, .sumsRow = out.rowStride(), .adds = work.adds};
    if (work.first != nullptr && geometry.sampledPlaces.empty()) {
      plane.first = work.first->plane(m);
      plane.firstRow = work.first->maps().rowStride();
    }
    if (work.replaces) {
      sumConstants(geometry, work, m, byCase.data());
      spreadConstants(geometry.caseVectors, out.use, byCase.data(), constants.data() + i * constantsOfMap);
      plane.constants = constants.data() + i * constantsOfMap;
    }
    plane.low = group.spet.active() ? group.spet.low(m) : -std::numeric_limits<float>::infinity();
    plane.relu = m_layer->layer().activation.has_value();
    plane.to = inPlace ? sums : scratch.maps.plane(i);
    plane.toRow = inPlace ? out.rowStride() : scratch.maps.maps().rowStride();
    plane.stops = wantsStops ? scratch.stops.data() + i * stopsOfMap : nullptr;
    plane.sampledAlone = sampledAlone;
    LaneTally& tally = work.tallies[static_cast<std::size_t>(m)];
    finishPlane(geometry, plane, tally);
    if (work.first != nullptr && !geometry.sampledPlaces.empty())
      tally.stopped[0] += stopSampled(geometry, work.first->plane(m), plane.low,
                                      work.replaces ? byCase.data() : nullptr, stopped.data(), plane.to);
  }
  if (!sdss)
    return;
  if (!inPlace)
    fillHalo(scratch.maps, {0, maps});
  ReplacePlane plane{.toRow = out.rowStride(),
                     .maxBelow = static_cast<float>(m_layer->knobs().sdss->max),
                     .deltaBelow = static_cast<float>(m_layer->knobs().sdss->delta)};
  plane.relu = m_layer->layer().activation.has_value();
  plane.sumsRow = out.rowStride();
  plane.fromRow = inPlace ? plane.toRow : scratch.maps.maps().rowStride();
  for (std::int64_t i = 0; i < maps; ++i) {
    plane.to = output.plane(call.conv.outputPlane + firstMap + i);
    plane.from = inPlace ? plane.to : scratch.maps.plane(i);
    plane.stops = wantsStops ? scratch.stops.data() + i * stopsOfMap : nullptr;
    plane.sums = sampledAlone ? plane.to : nullptr;
    plane.constants = work.replaces ? constants.data() + i * constantsOfMap : nullptr;
    replacePlane(geometry, plane, work.tallies[static_cast<std::size_t>(firstMap + i)]);
  }
}

std::vector<LayerCounts> LaneMeasuredLayer::countWork(const Call& call, const Work& work) const {
  const LaneGeometry& geometry = call.geometry;
  const KnobGroup& group = m_layer->groups().front();
  const TapMatrix& matrix = group.matrix;
  const std::int64_t taps = matrix.taps();
  std::vector<LayerCounts> result(static_cast<std::size_t>(call.images));
  TapCounts tapsOf;
  for (std::int64_t image = 0; image < call.images; ++image) {
    LayerCounts& sum = result[static_cast<std::size_t>(image)];
    const SfmaImage* sfma = work.sfma.empty() ? nullptr : &work.sfma[static_cast<std::size_t>(image)];
    const bool asBefore =
        image > 0 && (sfma == nullptr || sfma->quiet == work.sfma[static_cast<std::size_t>(image) - 1].quiet);
    if (!asBefore)
      tapsOf = tapCounts(group, m_predictedInPairs, sfma);
    for (std::int64_t m = 0; m < matrix.outputs; ++m) {
      const std::int64_t kept = tapsOf.kept[static_cast<std::size_t>(m)];
      const std::int64_t predicted = tapsOf.predicted[static_cast<std::size_t>(m)];
      const LaneTally& tally = work.tallies[static_cast<std::size_t>(m)];
      std::int64_t stopped = 0, replaced = 0, averageOps = 0;
      const bool tiles = call.geometry.output.use == LaneUse::Tiles;
      for (std::int64_t lane = tiles ? 0 : image; lane < (tiles ? lanes : image + 1); ++lane) {
        stopped += tally.stopped[lane];
        replaced += tally.replaced[lane];
        averageOps += tally.averageOps[lane];
      }
      const std::int64_t evaluated = geometry.pixels - replaced;
      const std::int64_t savedSpet = (kept - predicted) * stopped;
      sum.macsDense += taps * geometry.pixels;
      sum.savedSdss += taps * replaced;
      sum.savedSfma += (taps - kept) * evaluated;
      sum.savedSpet += savedSpet;
      sum.macsExecuted += kept * evaluated - savedSpet;
      if (m_layer->knobs().sdss)
        sum.overheadOps += geometry.decisionOps + averageOps;
      if (sfma != nullptr && sfma->replacedOf[static_cast<std::size_t>(m)] > 0)
        sum.overheadOps += evaluated;
      if (group.spet.active())
        sum.overheadOps += (geometry.sampledOnly ? geometry.sampled : evaluated) * group.spet.comparisonsPerNeuron();
    }
    if (sfma != nullptr) {
      const std::int64_t macs = sfma->pairs * geometry.cases.count();
      sum.macsExecuted += macs;
      sum.savedSfma -= macs;
      sum.overheadOps += sfma->overheadOps;
    }
  }
  return result;
}

std::vector<LayerCounts> LaneMeasuredLayer::run(const fast::LaneStep& step, const fast::ConvCall& conv, fast::Isa isa,
                                                std::int64_t images) const {
  const std::shared_ptr<const LaneGeometry> geometry = geometryOf(conv);
  const Call call{step, conv, isa, images, *geometry};
  const KnobGroup& group = m_layer->groups().front();
  const std::vector<SfmaImage> sfma = replacedPairs(group, *geometry, conv, images);
  std::vector<LaneTally> tallies(static_cast<std::size_t>(group.matrix.outputs));
  const bool replaces = std::any_of(sfma.begin(), sfma.end(), [](const SfmaImage& image) { return image.pairs > 0; });
  const FloatBuffer means = geometry->output.use == LaneUse::Images ? replacedMeans(group, sfma) : FloatBuffer();
  Work work{.sfma = sfma, .means = means, .replaces = replaces, .tallies = tallies};
  computeSums(call, sfma, work, laneFirstScratch());
  const std::int64_t mapFloats =
      fast::laneMaps(geometry->output.use, 1, geometry->output.height, geometry->output.width, geometry->lookedAround)
          .planeStride();
  const std::int64_t together = std::clamp<std::int64_t>(finishedFloats / mapFloats, 1, group.matrix.outputs);
  const std::int64_t blocks = (group.matrix.outputs + together - 1) / together;
  parallelFor(blocks, conv.parallel, [&](std::int64_t block) {
    if (!conv.stop.stop_requested())
      finishMaps(call, work, block * together, std::min(together, group.matrix.outputs - block * together));
  });
  std::vector<LayerCounts> counts = countWork(call, work);
  const bool applied =
      step.role.epilogue.identity() || (step.role.epilogue.relu() && m_layer->layer().activation.has_value());
  if (!applied)
    applyEpilogue(conv.output, {conv.outputPlane, group.matrix.outputs}, step.role.epilogue, conv.output,
                  conv.outputPlane);
  return counts;
}

}  // namespace effortlab::effort
