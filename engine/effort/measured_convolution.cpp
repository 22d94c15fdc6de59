#include "effort/measured_layer.h"

#include "core/parallel.h"
#include "effort/sdss.h"
#include "nn/im2col.h"
#include "nn/layer_checks.h"
#include "nn/matrix_product.h"

#include <algorithm>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr std::int64_t columnFloats = std::int64_t{48} << 10;  ///< unfolded columns a block: stays in the L2 cache
constexpr std::int64_t minColumns = 64;
constexpr std::int64_t maxColumns = 1024;
constexpr std::int64_t columnStep = 16;

/// Shapes of one call, and what depends on them alone.
struct Geometry {
  explicit Geometry(const MeasuredCall& call)
      : window(std::get<model::ConvolutionParams>(call.node.params).window),
        height(call.input.shape()[2]),
        width(call.input.shape()[3]),
        outHeight(call.output.shape()[2]),
        outWidth(call.output.shape()[3]),
        pixels(outHeight * outWidth),
        cases(borderCases(window, height, width, outHeight, outWidth)) {
    const std::int64_t wanted = std::clamp(columnFloats / call.layer.taps, minColumns, maxColumns);
    blockPixels = std::min(pixels, (wanted + columnStep - 1) / columnStep * columnStep);
    blocks = (pixels + blockPixels - 1) / blockPixels;
  }

  model::Window2d window;
  std::int64_t height, width, outHeight, outWidth, pixels;
  BorderCases cases;
  std::int64_t blockPixels = 1;
  std::int64_t blocks = 1;
};

/// One group of one image: its weights after SFMA and the taps its neurons take.
struct GroupWork {
  const MeasuredGroup* group = nullptr;
  std::int64_t firstOutput = 0;
  const float* maps = nullptr;  ///< input maps
  std::optional<SfmaImage> sfma;
  SplitWeights own;  ///< with replaced pairs zeroed; unused where SFMA replaces none
  const SplitWeights* weights = nullptr;
  std::vector<std::int32_t> kept;                ///< taps of an evaluated neuron, by output
  std::vector<std::int32_t> predicted;           ///< taps of a stopped neuron, by output
  std::vector<std::vector<std::int32_t>> tails;  ///< exact order, by output

  bool replacesPairs() const noexcept { return sfma && sfma->pairs > 0; }
};

struct Scratch {
  FloatBuffer columns, ordered, first, second;
  std::vector<std::int32_t> caseOf;
  std::vector<std::int32_t> executed;
};

float* sized(FloatBuffer& buffer, std::int64_t count) {
  if (static_cast<std::int64_t>(buffer.size()) < count)
    buffer.resize(static_cast<std::size_t>(count));
  return buffer.data();
}

/// Computes one image.
class ImageRun {
public:
  ImageRun(const MeasuredCall& call, const Geometry& geometry, std::span<const std::vector<float>> tapSums,
           std::span<const std::uint8_t> subject, std::int64_t image)
      : m_call(call), m_geometry(geometry), m_subject(subject), m_image(image) {
    if (hasSpet())
      m_executed.resize(static_cast<std::size_t>(call.layer.outputs * geometry.pixels));
    for (std::size_t g = 0; g < call.groups.size(); ++g)
      m_work.push_back(prepare(static_cast<std::int64_t>(g), tapSums.empty() ? std::span<const float>{} : tapSums[g]));
  }

  LayerCounts run() {
    const auto groups = static_cast<std::int64_t>(m_work.size());
    parallelFor(groups * m_geometry.blocks, m_call.context.parallel, [&](std::int64_t index) {
      if (!m_call.context.stop.stop_requested())
        computeBlock(m_work[static_cast<std::size_t>(index / m_geometry.blocks)], index % m_geometry.blocks);
    });
    std::vector<LayerCounts> counts(static_cast<std::size_t>(m_call.layer.outputs));
    parallelFor(m_call.layer.outputs, m_call.context.parallel, [&](std::int64_t output) {
      if (!m_call.context.stop.stop_requested())
        counts[static_cast<std::size_t>(output)] = finishMap(output);
    });
    LayerCounts sum;
    for (const LayerCounts& map : counts)
      sum += map;
    for (const GroupWork& work : m_work)
      addPairCosts(work, sum);
    return sum;
  }

private:
  bool hasSpet() const noexcept { return m_call.groups.front().spet.active(); }
  bool exact() const noexcept { return m_call.groups.front().spet.exact(); }

  GroupWork prepare(std::int64_t g, std::span<const float> tapSums) const {
    const MeasuredGroup& group = m_call.groups[static_cast<std::size_t>(g)];
    const TapMatrix& matrix = group.matrix;
    const std::int64_t groupFloats = matrix.maps * m_geometry.height * m_geometry.width;
    GroupWork work;
    work.group = &group;
    work.firstOutput = g * matrix.outputs;
    const std::span<const float> maps = m_call.input.image(m_image).subspan(static_cast<std::size_t>(g * groupFloats),
                                                                            static_cast<std::size_t>(groupFloats));
    work.maps = maps.data();
    if (group.sfma)
      work.sfma = group.sfma->prepare(maps, m_geometry.cases, tapSums);
    work.weights = &group.weights;
    if (work.replacesPairs()) {
      work.own = group.spet.without(group.weights, work.sfma->replaced);
      work.weights = nullptr;  // `own` moves with the object; resolved by weightsOf()
    }
    for (std::int64_t m = 0; m < matrix.outputs; ++m) {
      const std::uint8_t* replaced = work.replacesPairs() ? work.sfma->replaced.data() + m * matrix.maps : nullptr;
      const std::int64_t removed =
          replaced != nullptr ? work.sfma->replacedOf[static_cast<std::size_t>(m)] * matrix.tapsPerMap : 0;
      work.kept.push_back(static_cast<std::int32_t>(matrix.taps() - removed));
      work.predicted.push_back(group.spet.active() ? static_cast<std::int32_t>(group.spet.predictionTapsOf(m, replaced))
                                                   : work.kept.back());
      if (group.spet.exact())
        work.tails.push_back(group.spet.tailOf(m, replaced));
    }
    return work;
  }

  static const SplitWeights& weightsOf(const GroupWork& work) noexcept {
    return work.weights != nullptr ? *work.weights : work.own;
  }

  void computeBlock(const GroupWork& work, std::int64_t block) {
    thread_local Scratch scratch;
    const std::int64_t begin = block * m_geometry.blockPixels;
    const std::int64_t count = std::min(m_geometry.blockPixels, m_geometry.pixels - begin);
    const TapMatrix& matrix = work.group->matrix;
    const SpetPlan& spet = work.group->spet;
    const SplitWeights& weights = weightsOf(work);
    float* natural = sized(scratch.columns, matrix.taps() * count);
    nn::im2col({work.maps, matrix.maps, m_geometry.height, m_geometry.width, m_geometry.window, m_geometry.outWidth},
               begin, count, natural, count);
    const float* columns = natural;
    if (!spet.rowOrder().empty()) {
      float* ordered = sized(scratch.ordered, matrix.taps() * count);
      for (std::size_t i = 0; i < spet.rowOrder().size(); ++i)
        std::copy_n(natural + spet.rowOrder()[i] * count, count, ordered + static_cast<std::int64_t>(i) * count);
      columns = ordered;
    }
    float* first = sized(scratch.first, matrix.outputs * count);
    nn::multiply({matrix.outputs,
                  count,
                  weights.firstTaps,
                  {weights.first.data(), weights.firstTaps},
                  {columns, count},
                  first,
                  count,
                  false});
    float* second = nullptr;
    if (spet.active() && !spet.exact()) {
      second = sized(scratch.second, matrix.outputs * count);
      const float* rest = spet.rowOrder().empty() ? columns : columns + weights.firstTaps * count;
      if (weights.secondTaps == 0)
        std::fill_n(second, matrix.outputs * count, 0.0F);
      else
        nn::multiply({matrix.outputs,
                      count,
                      weights.secondTaps,
                      {weights.second.data(), weights.secondTaps},
                      {rest, count},
                      second,
                      count,
                      false});
    }
    fillCases(work, begin, count, scratch.caseOf);
    for (std::int64_t m = 0; m < matrix.outputs; ++m)
      finishOutput(work, m,
                   {begin, count, natural, first + m * count, second == nullptr ? nullptr : second + m * count,
                    scratch.caseOf.data()});
  }

  void fillCases(const GroupWork& work, std::int64_t begin, std::int64_t count,
                 std::vector<std::int32_t>& caseOf) const {
    if (!work.replacesPairs())
      return;
    caseOf.resize(static_cast<std::size_t>(count));
    const auto columnCases = static_cast<std::int32_t>(m_geometry.cases.columnCases.size());
    for (std::int64_t p = 0; p < count; ++p) {
      const auto row = static_cast<std::size_t>((begin + p) / m_geometry.outWidth);
      const auto column = static_cast<std::size_t>((begin + p) % m_geometry.outWidth);
      caseOf[static_cast<std::size_t>(p)] =
          m_geometry.cases.caseOfRow[row] * columnCases + m_geometry.cases.caseOfColumn[column];
    }
  }

  struct BlockSums {
    std::int64_t begin;
    std::int64_t count;
    const float* columns;  ///< natural order
    const float* first;
    const float* second;
    const std::int32_t* caseOf;
  };

  void finishOutput(const GroupWork& work, std::int64_t m, const BlockSums& sums) {
    const std::int64_t output = work.firstOutput + m;
    const float* bias = nn::biasOf(m_call.node);
    SpetRow row;
    row.first = sums.first;
    row.second = sums.second;
    row.bias = bias == nullptr ? 0.0F : bias[output];
    if (work.replacesPairs()) {
      row.constants = work.sfma->constants.data() + m * m_geometry.cases.count();
      row.caseOf = sums.caseOf;
    }
    row.subject = m_subject.empty() ? nullptr : m_subject.data() + sums.begin;
    row.predicted = work.predicted[static_cast<std::size_t>(m)];
    row.kept = work.kept[static_cast<std::size_t>(m)];
    row.activation = m_call.layer.activation;
    row.count = sums.count;
    float* out = m_call.output.image(m_image).data() + output * m_geometry.pixels + sums.begin;
    std::int32_t* executed = m_executed.empty() ? nullptr : m_executed.data() + output * m_geometry.pixels + sums.begin;
    const SpetPlan& spet = work.group->spet;
    if (spet.exact())
      finishExactRow(row,
                     {work.tails[static_cast<std::size_t>(m)],
                      work.group->matrix.weights + m * work.group->matrix.taps(), sums.columns, sums.count},
                     out, executed);
    else
      finishRow(row, spet, out, executed);
  }

  /// SDSS on a finished map, and the work of its neurons.
  LayerCounts finishMap(std::int64_t output) {
    const std::int64_t groupOutputs = m_call.groups.front().matrix.outputs;
    const GroupWork& work = m_work[static_cast<std::size_t>(output / groupOutputs)];
    const auto m = static_cast<std::size_t>(output % groupOutputs);
    std::int32_t* executed = m_executed.empty() ? nullptr : m_executed.data() + output * m_geometry.pixels;
    float* values = m_call.output.image(m_image).data() + output * m_geometry.pixels;
    SdssOutcome sdss;
    if (m_call.knobs.sdss)
      sdss = applySdss(*m_call.knobs.sdss, values, m_geometry.outHeight, m_geometry.outWidth, executed);

    const std::int64_t taps = m_call.layer.taps;
    const std::int64_t kept = work.kept[m];
    const std::int64_t evaluated = m_geometry.pixels - sdss.replaced;
    LayerCounts counts;
    counts.macsDense = taps * m_geometry.pixels;
    counts.savedSdss = taps * sdss.replaced;
    counts.savedSfma = (taps - kept) * evaluated;
    counts.macsExecuted = executed == nullptr
                              ? kept * evaluated
                              : std::accumulate(executed, executed + m_geometry.pixels, std::int64_t{0});
    counts.savedSpet = kept * evaluated - counts.macsExecuted;
    counts.overheadOps = sdss.overheadOps + (work.replacesPairs() && work.sfma->replacedOf[m] > 0 ? evaluated : 0);
    if (executed != nullptr)
      counts.overheadOps += comparisons(work, m, executed, evaluated);
    return counts;
  }

  std::int64_t comparisons(const GroupWork& work, std::size_t m, const std::int32_t* executed,
                           std::int64_t evaluated) const {
    const bool sampledOnly = !m_subject.empty();
    if (!exact()) {
      const std::int64_t subject =
          sampledOnly ? sampledNeurons(m_geometry.outHeight, m_geometry.outWidth, m_call.knobs.sdss->samplingPeriod)
                      : evaluated;
      return subject * work.group->spet.comparisonsPerNeuron();
    }
    std::int64_t sum = 0;
    for (std::int64_t p = 0; p < m_geometry.pixels; ++p)
      if (executed[p] > 0 && (!sampledOnly || m_subject[static_cast<std::size_t>(p)] != 0))
        sum += exactComparisons(work.predicted[m], work.kept[m], executed[p]);
    return sum;
  }

  /// A replaced pair costs one MAC a border case.
  void addPairCosts(const GroupWork& work, LayerCounts& counts) const {
    if (!work.sfma)
      return;
    const std::int64_t macs = work.sfma->pairs * m_geometry.cases.count();
    counts.macsExecuted += macs;
    counts.savedSfma -= macs;
    counts.overheadOps += work.sfma->overheadOps;
  }

  const MeasuredCall& m_call;
  const Geometry& m_geometry;
  std::span<const std::uint8_t> m_subject;
  std::int64_t m_image;
  std::vector<GroupWork> m_work;
  std::vector<std::int32_t> m_executed;  ///< [outputs][pixels], with SPET
};

/// Pixels SPET applies to under the paper's rule: the sampled ones. Empty: all.
std::vector<std::uint8_t> subjectPixels(const MeasuredCall& call, const Geometry& geometry) {
  std::vector<std::uint8_t> subject;
  if (!call.knobs.spet || !call.knobs.sdss || call.knobs.sdss->spetEverywhere)
    return subject;
  const int period = call.knobs.sdss->samplingPeriod;
  for (std::int64_t y = 0; y < geometry.outHeight; ++y)
    for (std::int64_t x = 0; x < geometry.outWidth; ++x)
      subject.push_back(y % period == 0 && x % period == 0 ? 1 : 0);
  return subject;
}

}  // namespace

std::vector<LayerCounts> measureConvolution(const MeasuredCall& call) {
  const Geometry geometry(call);
  const std::vector<std::uint8_t> subject = subjectPixels(call, geometry);
  std::vector<std::vector<float>> tapSums;
  if (call.knobs.sfma)
    for (const MeasuredGroup& group : call.groups)
      tapSums.push_back(insideTapSums(group.matrix, geometry.window, geometry.cases));
  const std::int64_t images = call.input.shape()[0];
  std::vector<LayerCounts> counts(static_cast<std::size_t>(images));
  for (std::int64_t n = 0; n < images && !call.context.stop.stop_requested(); ++n)
    counts[static_cast<std::size_t>(n)] = ImageRun(call, geometry, tapSums, subject, n).run();
  return counts;
}

}  // namespace effortlab::effort
