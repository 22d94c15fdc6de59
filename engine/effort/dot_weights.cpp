#include "effort/dot_weights.h"

#include "effort/skip_kernels.h"

#include <algorithm>

namespace effortlab::effort {

DotWeights::DotWeights(const SpetPlan& spet, const TapMatrix& matrix) {
  const std::int64_t taps = matrix.taps();
  const bool twoParts = spet.active() && !spet.exact();
  const std::span<const std::int32_t> order = spet.rowOrder();
  const auto fillUp = [&] {
    m_inputOrder.resize(static_cast<std::size_t>(roundedUp(static_cast<std::int64_t>(m_inputOrder.size()), dotStep)),
                        -1);
    return static_cast<std::int64_t>(m_inputOrder.size());
  };
  if (!order.empty()) {  // both parts behind one another
    const auto predicted = static_cast<std::ptrdiff_t>(spet.predictionTapsOf(0));
    m_inputOrder.assign(order.begin(), order.begin() + predicted);
    const std::int64_t first = fillUp();
    m_inputOrder.insert(m_inputOrder.end(), order.begin() + predicted, order.end());
    const std::int64_t all = fillUp();
    m_slices[0] = {0, 0, first};
    m_slices[1] = {first, first, all - first};
    m_slices[2] = {0, 0, all};
    m_stride = all;
  } else {  // every part has a weight, or zero, for each input
    for (std::int64_t tap = 0; tap < taps; ++tap)
      m_inputOrder.push_back(static_cast<std::int32_t>(tap));
    const std::int64_t all = fillUp();
    for (std::int64_t part = 0; part < 3; ++part)
      m_slices[part] = {twoParts ? part * all : 0, 0, all};
    m_stride = twoParts ? 3 * all : all;
  }
  m_weights.assign(static_cast<std::size_t>(matrix.outputs * m_stride), 0.0F);
  for (const Slice& part : m_slices)
    for (std::int64_t m = 0; m < matrix.outputs; ++m)
      for (std::int64_t i = 0; i < part.length; ++i) {
        const std::int64_t tap = m_inputOrder[static_cast<std::size_t>(part.inputs + i)];
        const bool first = &part == &m_slices[0];
        const bool all = &part == &m_slices[2] || !twoParts;
        if (tap >= 0 && (all || spet.inPredictionSet(m, tap) == first))
          m_weights[static_cast<std::size_t>(m * m_stride + part.weights + i)] = matrix.weights[m * taps + tap];
      }
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(m_inputOrder.size()); ++i) {
    const std::int64_t tap = m_inputOrder[static_cast<std::size_t>(i)];
    if (tap < 0)
      continue;
    if (!m_runs.empty() && m_runs.back().end == i && m_runs.back().map == tap / matrix.tapsPerMap &&
        i != m_slices[1].inputs)
      ++m_runs.back().end;
    else
      m_runs.push_back({i, i + 1, tap / matrix.tapsPerMap});
  }
}

void DotWeights::copyKept(std::int64_t output, TapPart part, const SfmaPlan& plan, const SfmaImage& image,
                          float* to) const {
  const Slice& range = slice(part);
  std::copy_n(weightsOf(output, part), range.length, to);
  for (const Run& run : m_runs) {
    if (run.begin < range.inputs || run.begin >= range.inputs + range.length)
      continue;
    if (image.quiet[static_cast<std::size_t>(run.map)] != 0 && plan.isSmall(output, run.map))
      std::fill(to + (run.begin - range.inputs), to + (run.end - range.inputs), 0.0F);
  }
}

}  // namespace effortlab::effort
