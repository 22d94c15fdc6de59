#include "effort/skipped_block.h"
#include "effort/skipped_layer.h"

#include "core/parallel.h"

#include <algorithm>
#include <deque>

namespace effortlab::effort {

SkipGeometry::SkipGeometry(const KnobCall& call) : base(call) {
  if (!call.knobs.sdss) {
    phases.emplace_back(base, call.layer.taps, PixelSet::Which::All, 1);
    return;
  }
  for (const PixelSet::Which which : {PixelSet::Which::Sampled, PixelSet::Which::Others})
    phases.emplace_back(base, call.layer.taps, which, call.knobs.sdss->samplingPeriod);
}

namespace {

/// A panel multiplies the zeros of replaced pairs as well; lists do not, but cost more a tap. Measured.
constexpr double listsBelow = 0.6;  ///< share of the taps that is left

/// Share of a group's taps that SFMA leaves in an image.
double keptShare(const KnobGroup& group, const SfmaImage& image) {
  return 1.0 - static_cast<double>(image.pairs) / static_cast<double>(group.matrix.outputs * group.matrix.maps);
}

/// Computes one image.
class ImageSkip {
public:
  ImageSkip(const KnobCall& call, const SkipGeometry& geometry, std::span<const SkipWeights> weights,
            std::int64_t image, std::deque<GroupBuffers>& buffers)
      : m_call(call), m_geometry(geometry), m_weights(weights), m_outputs(call.output.image(image).data()) {
    if (buffers.size() < call.groups.size())
      buffers.resize(call.groups.size());
    for (std::size_t g = 0; g < call.groups.size(); ++g)
      prepare(image, static_cast<std::int64_t>(g), buffers[g]);
    const bool sdss = call.knobs.sdss.has_value();
    if (sdss || call.groups.front().spet.active())
      m_executed.resize(static_cast<std::size_t>(call.layer.outputs * geometry.base.pixels), 1);
    m_sdss.resize(static_cast<std::size_t>(call.layer.outputs));
  }

  LayerCounts run() {
    for (const PixelSet& pixels : m_geometry.phases) {
      if (pixels.isCandidates())
        decideCandidates();
      compute(pixels);
    }
    LayerCounts sum;
    if (m_call.context.stop.stop_requested())
      return sum;
    for (std::int64_t output = 0; output < m_call.layer.outputs; ++output)
      sum += countMap(m_call, m_geometry.base, workOf(output), executedOf(output),
                      m_sdss[static_cast<std::size_t>(output)], output % groupOutputs());
    for (const GroupWork& work : m_work)
      addPairCosts(work, m_geometry.base, sum);
    return sum;
  }

private:
  std::int64_t groupOutputs() const { return m_call.groups.front().matrix.outputs; }
  const GroupWork& workOf(std::int64_t output) const {
    return m_work[static_cast<std::size_t>(output / groupOutputs())];
  }
  std::int32_t* executedOf(std::int64_t output) {
    return m_executed.empty() ? nullptr : m_executed.data() + output * m_geometry.base.pixels;
  }

  void prepare(std::int64_t image, std::int64_t g, GroupBuffers& buffers) {
    const auto index = static_cast<std::size_t>(g);
    const KnobGroup& group = m_call.groups[index];
    std::optional<SfmaImage> replaced = replacedIn(m_call, m_geometry.base, image, g);
    const bool lists = replaced && m_weights[index].lists && keptShare(group, *replaced) < listsBelow;
    buffers.planes.fill(m_geometry.base, groupMaps(m_call, image, g).data(), group.matrix.maps,
                        m_call.knobs.sdss ? m_call.knobs.sdss->samplingPeriod : 1);
    m_work.emplace_back(group, g * group.matrix.outputs, std::move(replaced),
                        lists ? *m_weights[index].lists : *group.convolution, buffers);
  }

  void compute(const PixelSet& pixels) {
    const SkipImage image{m_call, m_geometry, m_outputs, m_executed.empty() ? nullptr : m_executed.data()};
    const std::int64_t panels = m_call.groups.front().convolution->panels();
    const std::int64_t blocks = static_cast<std::int64_t>(m_work.size()) * pixels.blocks();
    if (blocks == 0)
      return;
    const std::int64_t split = panelTasks(m_call, blocks, panels);
    parallelFor(blocks * split, m_call.context.parallel, [&](std::int64_t index) {
      if (m_call.context.stop.stop_requested())
        return;
      const std::int64_t part = index % split;
      const auto group = static_cast<std::size_t>(index / split / pixels.blocks());
      SkippedBlock block(image, m_work[group], m_weights[group].dots, pixels, index / split % pixels.blocks());
      block.compute(panels * part / split, panels * (part + 1) / split);
    });
  }

  void decideCandidates() {
    parallelFor(m_call.layer.outputs, m_call.context.parallel, [&](std::int64_t output) {
      m_sdss[static_cast<std::size_t>(output)] =
          applySdss(*m_call.knobs.sdss, m_outputs + output * m_geometry.base.pixels, m_geometry.base.outHeight,
                    m_geometry.base.outWidth, executedOf(output));
    });
  }

  const KnobCall& m_call;
  const SkipGeometry& m_geometry;
  std::span<const SkipWeights> m_weights;
  float* m_outputs;
  std::deque<GroupWork> m_work;
  std::vector<std::int32_t, AlignedAllocator<std::int32_t>> m_executed;  ///< [outputs][pixels]; empty with SFMA alone
  std::vector<SdssOutcome> m_sdss;                                       ///< by output
};

}  // namespace

std::vector<LayerCounts> SkippedLayer::runConvolution(const KnobCall& call) const {
  const std::shared_ptr<const SkipGeometry> geometry = geometryOf(call, m_geometry);
  std::vector<LayerCounts> counts(static_cast<std::size_t>(call.input.shape()[0]));
  parallelFor(call.input.shape()[0], call.context.parallel, [&](std::int64_t n) {
    // One image at a time: waiting for its blocks, a thread takes up nothing else (parallelFor() isolates).
    thread_local std::deque<GroupBuffers> buffers;
    if (!call.context.stop.stop_requested())
      counts[static_cast<std::size_t>(n)] = ImageSkip(call, *geometry, m_weights, n, buffers).run();
  });
  return counts;
}

}  // namespace effortlab::effort
