#include "effort/convolution_geometry.h"
#include "effort/measured_layer.h"
#include "effort/sdss.h"

#include "core/parallel.h"
#include "nn/clones.h"
#include "nn/im2col.h"
#include "nn/layer_checks.h"

#include <algorithm>
#include <deque>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr std::int64_t wantedTasks = 8;    ///< with fewer blocks, output maps are split too
constexpr std::int64_t minTaskPanels = 4;  ///< a task keeps, else unfolding outweighs the products
constexpr std::int64_t denseStride = 128;  ///< shorter rows fill the sets of a cache evenly as they are
constexpr std::int64_t lineFloats = 16;    ///< of a cache line

/// Rows an odd number of cache lines apart spread over all sets of a cache.
std::int64_t columnStride(std::int64_t count) {
  const std::int64_t stride = roundedUp(count, pixelStep);
  return stride > denseStride && stride / lineFloats % 2 == 0 ? stride + lineFloats : stride;
}

EFFORTLAB_CLONES
std::int64_t sumOf(const std::int32_t* values, std::int64_t count) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i)
    sum += values[i];
  return sum;
}

constexpr std::int64_t comparisonRun = 4096;  ///< neurons whose comparisons fit 32 bits

/// exactComparisons() of the evaluated neurons.
EFFORTLAB_CLONES
std::int32_t exactComparisonsOfRun(const std::int32_t* executed, std::int32_t predicted, std::int32_t kept,
                                   std::int64_t count) {
  std::int32_t sum = 0;
  for (std::int64_t p = 0; p < count; ++p)
    sum += executed[p] > 0 ? exactComparisons(predicted, kept, executed[p]) : 0;
  return sum;
}

/// ... of those that SPET applies to.
EFFORTLAB_CLONES
std::int32_t exactComparisonsOfRun(const std::int32_t* executed, const std::uint8_t* subject, std::int32_t predicted,
                                   std::int32_t kept, std::int64_t count) {
  std::int32_t sum = 0;
  for (std::int64_t p = 0; p < count; ++p) {
    const std::int32_t comparisons = executed[p] > 0 ? exactComparisons(predicted, kept, executed[p]) : 0;
    sum += subject[p] * comparisons;
  }
  return sum;
}

/// One group of one image: what SFMA replaces in it, and its weights then.
struct GroupWork {
  GroupWork(const MeasuredGroup& of, std::int64_t first, const float* inputs, std::optional<SfmaImage> replaced,
            ImageBuffers& buffers)
      : group(of),
        firstOutput(first),
        maps(inputs),
        sfma(std::move(replaced)),
        weights(*of.convolution, of.sfma ? &*of.sfma : nullptr, sfma ? &*sfma : nullptr, buffers) {}

  const MeasuredGroup& group;
  std::int64_t firstOutput;
  const float* maps;  ///< input maps
  std::optional<SfmaImage> sfma;
  ImageWeights weights;

  bool replacesPairs() const noexcept { return sfma && sfma->pairs > 0; }
};

/// Grows, never shrinks, and does not clear what it holds.
template <typename T>
class Scratch {
public:
  T* sized(std::int64_t count) {
    if (static_cast<std::int64_t>(m_buffer.size()) < count)
      m_buffer.resize(static_cast<std::size_t>(count));
    return m_buffer.data();
  }

private:
  std::vector<T, AlignedAllocator<T>> m_buffer;
};

struct BlockScratch {
  Scratch<float> columns, first, second;
  Scratch<std::int32_t> rounds;
};

/// Pixels [begin, begin + count) of the output maps, unfolded, and the sums of one panel.
struct Block {
  std::int64_t begin;
  std::int64_t count;
  TapColumns columns;
  float* first;          ///< [panelOutputs][columns.stride]
  float* second;         ///< null without SPET and in exact order
  std::int32_t* rounds;  ///< [columns.stride], for exact order
};

/// Computes one image.
class ImageRun {
public:
  ImageRun(const MeasuredCall& call, const ConvolutionGeometry& geometry, std::int64_t image,
           std::deque<ImageBuffers>& buffers)
      : m_call(call), m_geometry(geometry), m_image(image), m_buffers(buffers) {
    if (m_buffers.size() < call.groups.size())
      m_buffers.resize(call.groups.size());
    if (hasSpet())
      m_executed.resize(static_cast<std::size_t>(call.layer.outputs * geometry.pixels));
    for (std::size_t g = 0; g < call.groups.size(); ++g)
      prepare(static_cast<std::int64_t>(g), geometry.tapSums.empty() ? std::span<const float>{} : geometry.tapSums[g]);
  }

  LayerCounts run() {
    const auto groups = static_cast<std::int64_t>(m_work.size());
    const std::int64_t images = m_call.input.shape()[0];
    const std::int64_t panels = m_call.groups.front().convolution->panels();
    const std::int64_t blocks = groups * m_geometry.blocks;
    // A single thread unfolds once; the sums are the same.
    const std::int64_t split = m_call.context.parallel
                                   ? std::clamp<std::int64_t>(wantedTasks / (images * blocks), 1,
                                                              std::max<std::int64_t>(1, panels / minTaskPanels))
                                   : 1;
    parallelFor(blocks * split, m_call.context.parallel, [&](std::int64_t index) {
      if (m_call.context.stop.stop_requested())
        return;
      const std::int64_t block = index / split;
      const std::int64_t part = index % split;
      computeBlock(m_work[static_cast<std::size_t>(block / m_geometry.blocks)], block % m_geometry.blocks,
                   panels * part / split, panels * (part + 1) / split);
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

  void prepare(std::int64_t g, std::span<const float> tapSums) {
    const MeasuredGroup& group = m_call.groups[static_cast<std::size_t>(g)];
    const std::int64_t groupFloats = group.matrix.maps * m_geometry.height * m_geometry.width;
    const std::span<const float> maps = m_call.input.image(m_image).subspan(static_cast<std::size_t>(g * groupFloats),
                                                                            static_cast<std::size_t>(groupFloats));
    std::optional<SfmaImage> sfma;
    if (group.sfma)
      sfma = group.sfma->prepare(maps, m_geometry.cases, tapSums);
    m_work.emplace_back(group, g * group.matrix.outputs, maps.data(), std::move(sfma),
                        m_buffers[static_cast<std::size_t>(g)]);
  }

  Block unfold(const GroupWork& work, std::int64_t index) const {
    thread_local BlockScratch scratch;
    Block block{};
    block.begin = index * m_geometry.blockPixels;
    block.count = std::min(m_geometry.blockPixels, m_geometry.pixels - block.begin);
    const std::int64_t rows = work.group.convolution->rows();
    const std::int64_t taps = work.group.matrix.taps();
    const std::int64_t stride = columnStride(block.count);
    float* columns = scratch.columns.sized(rows * stride);
    block.columns = {columns, stride, roundedUp(block.count, pixelStep)};
    nn::im2col({work.maps, work.group.matrix.maps, m_geometry.height, m_geometry.width, m_geometry.window,
                m_geometry.outWidth},
               block.begin, block.count, columns, stride);
    for (std::int64_t row = 0; row < taps; ++row)
      std::fill(columns + row * stride + block.count, columns + row * stride + block.columns.count, 0.0F);
    std::fill(columns + taps * stride, columns + rows * stride, 0.0F);
    block.first = scratch.first.sized(panelOutputs * stride);
    block.second = hasSpet() && !exact() ? scratch.second.sized(panelOutputs * stride) : nullptr;
    block.rounds = scratch.rounds.sized(stride);
    return block;
  }

  void computeBlock(const GroupWork& work, std::int64_t index, std::int64_t firstPanel, std::int64_t lastPanel) {
    const Block block = unfold(work, index);
    for (std::int64_t panel = firstPanel; panel < lastPanel; ++panel) {
      work.weights.multiplyFirst(panel, block.columns, block.first, block.columns.stride);
      if (block.second != nullptr)
        work.weights.multiplySecond(panel, block.columns, block.second, block.columns.stride);
      const std::int64_t end = std::min(work.group.matrix.outputs, (panel + 1) * panelOutputs);
      for (std::int64_t m = panel * panelOutputs; m < end; ++m)
        finishOutput(work, m, block);
    }
  }

  void finishOutput(const GroupWork& work, std::int64_t m, const Block& block) {
    const std::int64_t output = work.firstOutput + m;
    const std::int64_t at = m % panelOutputs * block.columns.stride;
    const float* bias = nn::biasOf(m_call.node);
    SpetRow row;
    row.first = block.first + at;
    row.second = block.second == nullptr ? nullptr : block.second + at;
    row.bias = bias == nullptr ? 0.0F : bias[output];
    if (work.replacesPairs()) {
      const float* constants = work.sfma->constants.data() + m * m_geometry.cases.count();
      if (m_geometry.cases.count() == 1) {
        row.bias += *constants;
      } else {
        row.constants = constants;
        row.caseOf = m_geometry.caseOf.data() + block.begin;
      }
    }
    row.subject = m_geometry.subject.empty() ? nullptr : m_geometry.subject.data() + block.begin;
    row.predicted = work.weights.predicted(m);
    row.kept = work.weights.kept(m);
    row.activation = m_call.layer.activation;
    row.count = block.count;
    float* out = m_call.output.image(m_image).data() + output * m_geometry.pixels + block.begin;
    std::int32_t* executed =
        m_executed.empty() ? nullptr : m_executed.data() + output * m_geometry.pixels + block.begin;
    if (exact())
      finishExactRow(row, {work.weights.secondTaps(m), block.columns, block.first + at, block.rounds}, out, executed);
    else
      finishRow(row, work.group.spet, out, executed);
  }

  /// SDSS on a finished map, and the work of its neurons.
  LayerCounts finishMap(std::int64_t output) {
    const std::int64_t groupOutputs = m_call.groups.front().matrix.outputs;
    const GroupWork& work = m_work[static_cast<std::size_t>(output / groupOutputs)];
    const std::int64_t m = output % groupOutputs;
    std::int32_t* executed = m_executed.empty() ? nullptr : m_executed.data() + output * m_geometry.pixels;
    float* values = m_call.output.image(m_image).data() + output * m_geometry.pixels;
    SdssOutcome sdss;
    if (m_call.knobs.sdss)
      sdss = applySdss(*m_call.knobs.sdss, values, m_geometry.outHeight, m_geometry.outWidth, executed);

    const std::int64_t taps = m_call.layer.taps;
    const std::int64_t kept = work.weights.kept(m);
    const std::int64_t evaluated = m_geometry.pixels - sdss.replaced;
    LayerCounts counts;
    counts.macsDense = taps * m_geometry.pixels;
    counts.savedSdss = taps * sdss.replaced;
    counts.savedSfma = (taps - kept) * evaluated;
    counts.macsExecuted = executed == nullptr ? kept * evaluated : sumOf(executed, m_geometry.pixels);
    counts.savedSpet = kept * evaluated - counts.macsExecuted;
    counts.overheadOps =
        sdss.overheadOps +
        (work.replacesPairs() && work.sfma->replacedOf[static_cast<std::size_t>(m)] > 0 ? evaluated : 0);
    if (executed != nullptr)
      counts.overheadOps += comparisons(work, m, executed, evaluated);
    return counts;
  }

  std::int64_t comparisons(const GroupWork& work, std::int64_t m, const std::int32_t* executed,
                           std::int64_t evaluated) const {
    const bool sampledOnly = !m_geometry.subject.empty();
    if (exact())
      return exactComparisonsOf(executed, work.weights.predicted(m), work.weights.kept(m));
    const std::int64_t subject =
        sampledOnly ? sampledNeurons(m_geometry.outHeight, m_geometry.outWidth, m_call.knobs.sdss->samplingPeriod)
                    : evaluated;
    return subject * work.group.spet.comparisonsPerNeuron();
  }

  std::int64_t exactComparisonsOf(const std::int32_t* executed, std::int32_t predicted, std::int32_t kept) const {
    std::int64_t sum = 0;
    for (std::int64_t begin = 0; begin < m_geometry.pixels; begin += comparisonRun) {
      const std::int64_t count = std::min(comparisonRun, m_geometry.pixels - begin);
      sum += m_geometry.subject.empty()
                 ? exactComparisonsOfRun(executed + begin, predicted, kept, count)
                 : exactComparisonsOfRun(executed + begin, m_geometry.subject.data() + begin, predicted, kept, count);
    }
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
  const ConvolutionGeometry& m_geometry;
  std::int64_t m_image;
  std::deque<ImageBuffers>& m_buffers;
  std::deque<GroupWork> m_work;
  std::vector<std::int32_t, AlignedAllocator<std::int32_t>> m_executed;  ///< [outputs][pixels], with SPET
};

std::shared_ptr<const ConvolutionGeometry> geometryOf(const MeasuredCall& call) {
  const std::lock_guard lock(call.geometry.mutex);
  if (!call.geometry.last || !call.geometry.last->fits(call))
    call.geometry.last = std::make_shared<ConvolutionGeometry>(call);
  return call.geometry.last;
}

}  // namespace

std::vector<LayerCounts> measureConvolution(const MeasuredCall& call) {
  const std::shared_ptr<const ConvolutionGeometry> geometry = geometryOf(call);
  std::vector<LayerCounts> counts(static_cast<std::size_t>(call.input.shape()[0]));
  parallelFor(call.input.shape()[0], call.context.parallel, [&](std::int64_t n) {
    // One image at a time: waiting for its blocks, a thread takes up nothing else (parallelFor() isolates).
    thread_local std::deque<ImageBuffers> buffers;
    if (!call.context.stop.stop_requested())
      counts[static_cast<std::size_t>(n)] = ImageRun(call, *geometry, n, buffers).run();
  });
  return counts;
}

}  // namespace effortlab::effort
