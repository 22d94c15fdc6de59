#include "effort/fully_connected_work.h"
#include "effort/skip_kernels.h"
#include "effort/skipped_layer.h"

#include "core/parallel.h"

#include <algorithm>
#include <numeric>

namespace effortlab::effort {

namespace {

// What a choice costs, in products of one vector; measured.
constexpr double dotProductCost = 2.0;  ///< of a dot product: its inputs come from the L2 cache
constexpr double dotEndCost = 8.0;      ///< adding up the lanes of one, listing
constexpr std::int64_t listImages = 8;  ///< smaller batches go through the outputs that are left of each image

/// The batch with every image's inputs as DotWeights::inputOrder() says, [images][inputs].
FloatBuffer imageRows(const KnobCall& call, const DotWeights& dots) {
  const std::int64_t images = call.input.shape()[0];
  const std::span<const std::int32_t> order = dots.inputOrder();
  FloatBuffer rows(static_cast<std::size_t>(images) * order.size());
  for (std::int64_t n = 0; n < images; ++n) {
    const std::span<const float> image = call.input.image(n);
    float* row = rows.data() + n * static_cast<std::int64_t>(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
      row[i] = order[i] < 0 ? 0.0F : image[static_cast<std::size_t>(order[i])];
  }
  return rows;
}

/// Continues the neurons of one block that are not saturated.
class BlockTail {
public:
  BlockTail(const KnobCall& call, const DotWeights& dots, const FloatBuffer& rows, OutputBlock& block)
      : m_call(call),
        m_dots(dots),
        m_rows(rows),
        m_block(block),
        m_images(call.input.shape()[0]),
        m_lists(static_cast<std::size_t>(block.count * m_images + dotStep)),
        m_sums(static_cast<std::size_t>(std::max(m_images, block.count))) {}

  void run(const BatchColumns& columns) {
    const SpetPlan& spet = m_call.groups.front().spet;
    std::int64_t listed = 0;
    for (std::int64_t k = 0; k < m_block.count; ++k) {
      AliveRow alive{m_lists.data() + k * m_images};
      stopRow(m_block.row(m_call, k), spet, m_block.out.data() + k * m_images, m_block.executed.data() + k * m_images,
              alive);
      m_alive.push_back(alive);
      listed += alive.count;
    }
    const auto vectors = static_cast<double>(m_dots.slice(TapPart::Second).length / dotStep);
    const double dense = static_cast<double>(m_block.count * columns.stride) * vectors;
    if (static_cast<double>(listed) * (vectors * dotProductCost + dotEndCost) > dense)
      return finishDense(columns);
    if (m_images >= listImages)
      byOutput();
    else
      byImage();
  }

private:
  void finishDense(const BatchColumns& columns) {
    multiplySecond(m_call, columns, m_block);
    for (std::int64_t k = 0; k < m_block.count; ++k)
      finishAlive(k, m_block.second.data() + k * m_images, true);
  }

  /// `sums`: by image where they are all there, else by place in the list.
  void finishAlive(std::int64_t k, const float* sums, bool all) {
    const AliveRow& alive = m_alive[static_cast<std::size_t>(k)];
    if (all) {
      for (std::int64_t i = 0; i < alive.count; ++i)
        m_sums[static_cast<std::size_t>(i)] = sums[alive.pixels[i]];
      sums = m_sums.data();
    }
    effort::finishAlive(alive, sums, m_call.layer.activation, m_block.out.data() + k * m_images);
  }

  void byOutput() {
    const DotWeights::Slice& slice = m_dots.slice(TapPart::Second);
    for (std::int64_t k = 0; k < m_block.count; ++k) {
      const AliveRow& alive = m_alive[static_cast<std::size_t>(k)];
      skipKernels().dotRows({m_dots.weightsOf(m_block.begin + k, TapPart::Second), m_rows.data() + slice.inputs,
                             static_cast<std::int64_t>(m_dots.inputOrder().size()), alive.pixels, 0, alive.count,
                             slice.length, m_sums.data()});
      finishAlive(k, m_sums.data(), false);
    }
  }

  void byImage() {
    const DotWeights::Slice& slice = m_dots.slice(TapPart::Second);
    const auto inputs = static_cast<std::int64_t>(m_dots.inputOrder().size());
    m_block.second.assign(m_block.first.size(), 0.0F);
    std::vector<std::vector<std::int32_t>> outputsOf(static_cast<std::size_t>(m_images));
    for (std::int64_t k = 0; k < m_block.count; ++k)
      for (std::int64_t i = 0; i < m_alive[static_cast<std::size_t>(k)].count; ++i)
        outputsOf[static_cast<std::size_t>(m_alive[static_cast<std::size_t>(k)].pixels[i])].push_back(
            static_cast<std::int32_t>(k));
    for (std::int64_t n = 0; n < m_images; ++n) {
      const std::vector<std::int32_t>& outputs = outputsOf[static_cast<std::size_t>(n)];
      skipKernels().dotRows({m_rows.data() + n * inputs + slice.inputs,
                             m_dots.weightsOf(m_block.begin, TapPart::Second), m_dots.stride(), outputs.data(), 0,
                             static_cast<std::int64_t>(outputs.size()), slice.length, m_sums.data()});
      for (std::size_t i = 0; i < outputs.size(); ++i)
        m_block.second[static_cast<std::size_t>(outputs[i] * m_images + n)] = m_sums[i];
    }
    for (std::int64_t k = 0; k < m_block.count; ++k)
      finishAlive(k, m_block.second.data() + k * m_images, true);
  }

  const KnobCall& m_call;
  const DotWeights& m_dots;
  const FloatBuffer& m_rows;
  OutputBlock& m_block;
  std::int64_t m_images;
  std::vector<std::int32_t> m_lists;  ///< [count][images]
  FloatBuffer m_sums;
  std::vector<AliveRow> m_alive;  ///< by output
};

}  // namespace

std::vector<LayerCounts> SkippedLayer::runFullyConnected(const KnobCall& call) const {
  const SpetPlan& spet = call.groups.front().spet;
  const DotWeights& dots = m_weights.front().dots;
  const FloatBuffer rows = spet.active() && !spet.exact() ? imageRows(call, dots) : FloatBuffer();
  return runFullyConnectedBlocks(call, [&](const BatchColumns& columns, OutputBlock& block) {
    multiplyFirst(call, columns, block);
    if (!spet.active())
      for (std::int64_t k = 0; k < block.count; ++k)
        finishRow(block.row(call, k), spet, block.out.data() + k * call.input.shape()[0], nullptr);
    else if (spet.exact())
      finishExact(call, columns, block);
    else
      BlockTail(call, dots, rows, block).run(columns);
  });
}

}  // namespace effortlab::effort
