#include "effort/convolution_work.h"
#include "effort/measured_layer.h"
#include "effort/pixel_set.h"

#include "core/parallel.h"

#include <algorithm>
#include <deque>

namespace effortlab::effort {

/// What a measured convolution derives from its shapes and knobs alone.
struct MeasuredGeometry {
  explicit MeasuredGeometry(const KnobCall& call)
      : base(call), pixels(base, call.layer.taps, PixelSet::Which::All, 1) {}
  bool fits(const KnobCall& call) const noexcept { return base.fits(call); }

  ConvolutionGeometry base;
  PixelSet pixels;
};

namespace {

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
  ImageRun(const KnobCall& call, const MeasuredGeometry& geometry, std::int64_t image,
           std::deque<GroupBuffers>& buffers)
      : m_call(call), m_geometry(geometry.base), m_pixels(geometry.pixels), m_image(image), m_buffers(buffers) {
    if (m_buffers.size() < call.groups.size())
      m_buffers.resize(call.groups.size());
    if (hasSpet() || call.effort != nullptr)
      m_executed.resize(static_cast<std::size_t>(call.layer.outputs * m_geometry.pixels));
    for (std::size_t g = 0; g < call.groups.size(); ++g)
      prepare(static_cast<std::int64_t>(g));
  }

  LayerCounts run() {
    const auto groups = static_cast<std::int64_t>(m_work.size());
    const std::int64_t panels = m_call.groups.front().convolution->panels();
    const std::int64_t blocks = groups * m_pixels.blocks();
    const std::int64_t split = panelTasks(m_call, blocks, panels);
    parallelFor(blocks * split, m_call.context.parallel, [&](std::int64_t index) {
      if (m_call.context.stop.stop_requested())
        return;
      const std::int64_t block = index / split;
      const std::int64_t part = index % split;
      computeBlock(m_work[static_cast<std::size_t>(block / m_pixels.blocks())], block % m_pixels.blocks(),
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
      addPairCosts(work, m_geometry, sum);
    return sum;
  }

private:
  bool hasSpet() const noexcept { return m_call.groups.front().spet.active(); }
  bool exact() const noexcept { return m_call.groups.front().spet.exact(); }

  void prepare(std::int64_t g) {
    const KnobGroup& group = m_call.groups[static_cast<std::size_t>(g)];
    GroupBuffers& buffers = m_buffers[static_cast<std::size_t>(g)];
    buffers.planes.fill(m_geometry, groupMaps(m_call, m_image, g).data(), group.matrix.maps, 1);
    m_work.emplace_back(group, g * group.matrix.outputs, replacedIn(m_call, m_geometry, m_image, g), *group.convolution,
                        buffers);
  }

  Block unfold(const GroupWork& work, std::int64_t index) const {
    thread_local BlockScratch scratch;
    Block block{};
    block.begin = index * m_pixels.blockPixels();
    block.count = std::min(m_pixels.blockPixels(), m_geometry.pixels - block.begin);
    const std::int64_t taps = work.group.matrix.taps();
    const std::int64_t stride = columnStride(block.count);
    float* columns = scratch.columns.sized(taps * stride);
    block.columns = {columns, stride, roundedUp(block.count, pixelStep)};
    m_pixels.unfold(m_geometry, work.planes, work.group.matrix.maps, block.begin, block.count, columns, stride);
    padColumns(columns, block.columns, taps, block.count);
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
    SpetRow row = knownRow(m_call, work, m, m_geometry.caseOf.data() + block.begin, block.count);
    row.first = block.first + at;
    row.second = block.second == nullptr ? nullptr : block.second + at;
    row.subject = m_geometry.subject.empty() ? nullptr : m_geometry.subject.data() + block.begin;
    float* out = m_call.output.image(m_image).data() + output * m_geometry.pixels + block.begin;
    std::int32_t* executed = hasSpet() ? m_executed.data() + output * m_geometry.pixels + block.begin : nullptr;
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
    if (!hasSpet() && executed != nullptr)
      std::fill_n(executed, m_geometry.pixels, work.weights.kept(m));
    SdssOutcome sdss;
    if (m_call.knobs.sdss)
      sdss = applySdss(*m_call.knobs.sdss, values, m_geometry.outHeight, m_geometry.outWidth, executed);
    if (m_call.effort != nullptr)
      addEffort(work, output, m, executed);
    return countMap(m_call, m_geometry, work, executed, sdss, m);
  }

  void addEffort(const GroupWork& work, std::int64_t output, std::int64_t m, const std::int32_t* executed) const {
    float* effort = m_call.effort + (m_image * m_call.layer.outputs + output) * m_geometry.pixels;
    std::transform(executed, executed + m_geometry.pixels, effort,
                   [](std::int32_t taps) { return static_cast<float>(taps); });
    if (!work.sfma)
      return;
    std::vector<float> shares(static_cast<std::size_t>(m_geometry.cases.count()), 0.0F);
    for (const std::int32_t border : m_geometry.caseOf)
      shares[static_cast<std::size_t>(border)] += 1.0F;
    const auto pairs = static_cast<float>(work.sfma->replacedOf[static_cast<std::size_t>(m)]);
    for (float& share : shares)
      share = share > 0.0F ? pairs / share : 0.0F;
    for (std::int64_t p = 0; p < m_geometry.pixels; ++p)
      effort[p] += shares[static_cast<std::size_t>(m_geometry.caseOf[static_cast<std::size_t>(p)])];
  }

  const KnobCall& m_call;
  const ConvolutionGeometry& m_geometry;
  const PixelSet& m_pixels;
  std::int64_t m_image;
  std::deque<GroupBuffers>& m_buffers;
  std::deque<GroupWork> m_work;
  std::vector<std::int32_t, AlignedAllocator<std::int32_t>> m_executed;  ///< [outputs][pixels], with SPET
};

}  // namespace

std::vector<LayerCounts> MeasuredLayer::runConvolution(const KnobCall& call) const {
  const std::shared_ptr<const MeasuredGeometry> geometry = geometryOf(call, m_geometry);
  std::vector<LayerCounts> counts(static_cast<std::size_t>(call.input.shape()[0]));
  parallelFor(call.input.shape()[0], call.context.parallel, [&](std::int64_t n) {
    // One image at a time: waiting for its blocks, a thread takes up nothing else (parallelFor() isolates).
    thread_local std::deque<GroupBuffers> buffers;
    if (!call.context.stop.stop_requested())
      counts[static_cast<std::size_t>(n)] = ImageRun(call, *geometry, n, buffers).run();
  });
  return counts;
}

}  // namespace effortlab::effort
