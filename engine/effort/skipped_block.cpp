#include "effort/skipped_block.h"

#include "effort/skip_kernels.h"

#include <algorithm>
#include <limits>

namespace effortlab::effort {

namespace {

// What a choice costs, in products of one vector by a panel; measured.
constexpr double listProduct = 1.5;                 ///< of a list, with its own tap for each output
constexpr double dotProduct = 2.3;                  ///< of a dot product: its inputs come from the L2 cache
constexpr double dotEnd = 8.0;                      ///< adding up the lanes of one, storing, listing
constexpr double laidVector = 8.0;                  ///< turning columns into rows
constexpr std::int64_t minDotLength = 8 * dotStep;  ///< shorter ones never pay
constexpr std::int64_t rowFloats = 20000;           ///< of the rows laid out at a time: they stay in the L2 cache

constexpr double toVectors(std::int64_t floats) {
  return static_cast<double>(floats) / static_cast<double>(dotStep);
}

}  // namespace

struct SkippedBlock::Buffers {
  Scratch<float> columns, rows;
  Scratch<float> first, second;           ///< of a panel, [panelOutputs][stride]
  Scratch<float> values, sums;            ///< [outputs][stride]
  Scratch<std::int32_t> executed, lists;  ///< [outputs][stride]
  Scratch<std::int64_t> listed, done;     ///< [outputs]: neurons that go on, and how many of them are summed up
  Scratch<std::int32_t> rounds;
  Scratch<float> weights;                    ///< without replaced pairs
  std::vector<std::int64_t> pending;         ///< outputs whose listed neurons wait for their dot products
  std::vector<const float*> pendingWeights;  ///< of each of them
};

SkippedBlock::Buffers& SkippedBlock::threadBuffers() {
  thread_local Buffers buffers;
  return buffers;
}

SkippedBlock::SkippedBlock(const SkipImage& image, const GroupWork& work, const DotWeights& dots,
                           const PixelSet& pixels, std::int64_t index)
    : m_image(image),
      m_work(work),
      m_dots(dots),
      m_pixels(pixels),
      m_buffers(threadBuffers()),
      m_begin(index * pixels.blockPixels()),
      m_count(std::min(pixels.blockPixels(), pixels.count() - m_begin)) {
  const std::int64_t stride = columnStride(m_count);
  const std::int64_t taps = work.group.matrix.taps();
  float* columns = m_buffers.columns.sized(taps * stride);
  m_columns = {columns, stride, roundedUp(m_count, pixelStep)};
  m_pixels.unfold(image.geometry.base, work.planes, work.group.matrix.maps, m_begin, m_count, columns, stride);
  padColumns(columns, m_columns, taps, m_count);
  const std::int64_t outputs = work.group.matrix.outputs;
  for (Scratch<float>* buffer : {&m_buffers.first, &m_buffers.second})
    buffer->sized(panelOutputs * stride);
  for (Scratch<float>* buffer : {&m_buffers.values, &m_buffers.sums})
    buffer->sized(outputs * stride);
  for (Scratch<std::int32_t>* buffer : {&m_buffers.executed, &m_buffers.lists})
    buffer->sized(outputs * stride + dotStep);
  m_buffers.listed.sized(outputs);
  m_buffers.done.sized(outputs);
  m_buffers.rounds.sized(stride);
  m_buffers.pending.clear();
}

void SkippedBlock::compute(std::int64_t firstPanel, std::int64_t lastPanel) {
  m_firstPanel = firstPanel;
  m_lastPanel = lastPanel;
  m_firstOutput = firstPanel * panelOutputs;
  m_lastOutput = panelEnd(lastPanel - 1);
  if (m_pixels.isCandidates())
    computeCandidates();
  else
    computeAll();
}

std::int64_t SkippedBlock::panelEnd(std::int64_t panel) const noexcept {
  return std::min((panel + 1) * panelOutputs, m_work.group.matrix.outputs);
}

SpetRow SkippedBlock::rowOf(std::int64_t m) const {
  SpetRow row = knownRow(m_image.call, m_work, m, m_pixels.caseOf() + m_begin, m_count);
  row.first = m_buffers.first.data() + m % panelOutputs * m_columns.stride;
  row.second = m_buffers.second.data() + m % panelOutputs * m_columns.stride;
  return row;
}

/// Where the output's map begins in the image.
std::int64_t SkippedBlock::mapOf(std::int64_t m) const noexcept {
  return (m_work.firstOutput + m) * m_image.geometry.base.pixels;
}
/// Where the output's values go: its map, or a buffer that storeAll() distributes over it.
float* SkippedBlock::valuesOf(std::int64_t m) const {
  return m_pixels.isAll() ? m_image.outputs + mapOf(m) + m_begin : m_buffers.values.data() + m * m_columns.stride;
}
std::int32_t* SkippedBlock::executedOf(std::int64_t m) const {
  if (!m_pixels.isAll())
    return m_buffers.executed.data() + m * m_columns.stride;
  return m_image.executed == nullptr ? nullptr : m_image.executed + mapOf(m) + m_begin;
}
/// Places of its neurons that go on, ascending.
std::int32_t* SkippedBlock::listOf(std::int64_t m) const {
  return m_buffers.lists.data() + m * m_columns.stride;
}
std::int64_t& SkippedBlock::listed(std::int64_t m) const {
  return m_buffers.listed.data()[m];
}
/// Sums of the listed neurons, in their order.
float* SkippedBlock::sumsOf(std::int64_t m) const {
  return m_buffers.sums.data() + m * m_columns.stride;
}

void SkippedBlock::computeAll() {
  const SpetPlan& plan = m_work.group.spet;
  for (std::int64_t panel = m_firstPanel; panel < m_lastPanel; ++panel) {
    m_work.weights.multiplyFirst(panel, m_columns, m_buffers.first.data(), m_columns.stride);
    if (plan.active() && !plan.exact())
      stopAndContinue(panel);
    else
      for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m)
        finishAll(m);
  }
  const std::vector<std::int64_t> continued = m_buffers.pending;
  dotPending(TapPart::Second);
  for (const std::int64_t m : continued)
    finishAlive({listOf(m), listed(m)}, sumsOf(m), m_image.call.layer.activation, valuesOf(m));
  for (std::int64_t m = m_firstOutput; m < m_lastOutput && !m_pixels.isAll(); ++m)
    storeAll(m);
}

/// Without thresholds: the sums are complete, or in exact order continue with the negative tail.
void SkippedBlock::finishAll(std::int64_t m) {
  const SpetRow row = rowOf(m);
  if (m_work.group.spet.exact()) {
    float* sums = m_buffers.first.data() + m % panelOutputs * m_columns.stride;
    finishExactRow(row, {m_work.weights.secondTaps(m), m_columns, sums, m_buffers.rounds.data()}, valuesOf(m),
                   executedOf(m));
    return;
  }
  finishRow(row, m_work.group.spet, valuesOf(m), nullptr);
  if (std::int32_t* executed = executedOf(m); executed != nullptr)
    std::fill_n(executed, m_count, row.kept);
}

void SkippedBlock::stopAndContinue(std::int64_t panel) {
  const SpetPlan& plan = m_work.group.spet;
  if (m_dots.slice(TapPart::Second).length < minDotLength) {  // nobody gains anything by stopping
    m_work.weights.multiplySecond(panel, m_columns, m_buffers.second.data(), m_columns.stride);
    for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m)
      finishRow(rowOf(m), plan, valuesOf(m), executedOf(m));
    return;
  }
  for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m) {
    AliveRow alive{listOf(m)};
    stopRow(rowOf(m), plan, valuesOf(m), executedOf(m), alive);
    listed(m) = alive.count;
  }
  const bool dots = dotsPay(TapPart::Second, panel);
  if (!dots)
    m_work.weights.multiplySecond(panel, m_columns, m_buffers.second.data(), m_columns.stride);
  for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m)
    if (dots)
      m_buffers.pending.push_back(m);
    else
      finishRow(rowOf(m), plan, valuesOf(m), executedOf(m));
}

void SkippedBlock::storeAll(std::int64_t m) const {
  float* outputs = m_image.outputs + mapOf(m);
  std::int32_t* taps = m_image.executed + mapOf(m);
  const std::int32_t* pixels = m_pixels.pixelOf() + m_begin;
  const float* values = valuesOf(m);
  const std::int32_t* executed = executedOf(m);
  for (std::int64_t p = 0; p < m_count; ++p) {
    outputs[pixels[p]] = values[p];
    taps[pixels[p]] = executed[p];
  }
}

void SkippedBlock::computeCandidates() {
  const SpetPlan& plan = m_work.group.spet;
  for (std::int64_t m = m_firstOutput; m < m_lastOutput; ++m)
    listCandidates(m);
  const bool predicts = plan.active() && m_image.call.knobs.sdss->spetEverywhere;
  if (predicts && plan.exact()) {
    for (std::int64_t panel = m_firstPanel; panel < m_lastPanel; ++panel)
      finishExactCandidates(panel);
    return;
  }
  if (predicts)
    sumCandidates(TapPart::First);
  for (std::int64_t m = m_firstOutput; m < m_lastOutput; ++m)
    if (predicts)
      stopCandidates(m);
    else
      knowCandidates(m);
  sumCandidates(predicts ? TapPart::Second : TapPart::All);
  for (std::int64_t m = m_firstOutput; m < m_lastOutput; ++m)
    finishCandidates(m);
}

void SkippedBlock::listCandidates(std::int64_t m) {
  const std::int32_t* pixels = m_pixels.pixelOf() + m_begin;
  const std::int32_t* executed = m_image.executed + mapOf(m);
  std::int32_t* list = listOf(m);
  std::int64_t count = 0;
  for (std::int64_t p = 0; p < m_count; ++p) {
    list[count] = static_cast<std::int32_t>(p);  // stays unless the next overwrites it: no branch
    count += executed[pixels[p]] != 0 ? 1 : 0;
  }
  listed(m) = count;
}

/// sumsOf() all listed neurons.
void SkippedBlock::sumCandidates(TapPart part) {
  float* first = m_buffers.first.data();
  float* second = m_buffers.second.data();
  const bool twoParts = m_work.group.spet.active();
  for (std::int64_t panel = m_firstPanel; panel < m_lastPanel; ++panel) {
    const std::int64_t begin = panel * panelOutputs;
    if (dotsPay(part, panel)) {
      for (std::int64_t m = begin; m < panelEnd(panel); ++m)
        m_buffers.pending.push_back(m);
      continue;
    }
    if (part != TapPart::Second)
      m_work.weights.multiplyFirst(panel, m_columns, first, m_columns.stride);
    if (part == TapPart::Second || (part == TapPart::All && twoParts))
      m_work.weights.multiplySecond(panel, m_columns, second, m_columns.stride);
    if (part == TapPart::All && twoParts)
      for (std::int64_t i = 0; i < (panelEnd(panel) - begin) * m_columns.stride; ++i)
        first[i] += second[i];
    for (std::int64_t m = begin; m < panelEnd(panel); ++m) {
      const float* dense = (part == TapPart::Second ? second : first) + (m - begin) * m_columns.stride;
      const std::int32_t* list = listOf(m);
      float* sums = sumsOf(m);
      for (std::int64_t i = 0; i < listed(m); ++i)
        sums[i] = dense[list[i]];
    }
  }
  dotPending(part);
}

/// What is known before the inputs are read, to valuesOf() in the list's order.
void SkippedBlock::knowCandidates(std::int64_t m) {
  const SpetRow row = rowOf(m);
  float* values = valuesOf(m);
  if (row.constants == nullptr) {
    std::fill_n(values, listed(m), row.bias);
    return;
  }
  const std::int32_t* list = listOf(m);
  for (std::int64_t i = 0; i < listed(m); ++i)
    values[i] = knownAt(row, list[i]);
}

/// Leaves those that are not saturated listed, and their partial sums in valuesOf().
void SkippedBlock::stopCandidates(std::int64_t m) {
  const SpetPlan& plan = m_work.group.spet;
  const Saturation saturation = saturationOf(*m_image.call.layer.activation);
  const SpetRow row = rowOf(m);
  const float* sums = sumsOf(m);
  float* partial = valuesOf(m);
  std::int32_t* list = listOf(m);
  std::int64_t alive = 0;
  for (std::int64_t i = 0; i < listed(m); ++i) {
    const std::int32_t place = list[i];
    const float sum = sums[i] + knownAt(row, place);
    const bool low = sum < plan.low(m);
    if (low || sum > plan.high(m)) {
      storeCandidate(m, place, low ? saturation.low : saturation.high, row.predicted);
      continue;
    }
    list[alive] = place;
    partial[alive] = sum;
    ++alive;
  }
  listed(m) = alive;
}

/// Adds the sums of the listed neurons to their valuesOf().
void SkippedBlock::finishCandidates(std::int64_t m) {
  const std::optional<model::ActivationKind> activation = m_image.call.layer.activation;
  const float* sums = sumsOf(m);
  float* values = valuesOf(m);
  const std::int32_t* list = listOf(m);
  const std::int64_t count = listed(m);
  if (activation == model::ActivationKind::Relu)
    for (std::int64_t i = 0; i < count; ++i)
      values[i] = std::max(values[i] + sums[i], 0.0F);
  else
    for (std::int64_t i = 0; i < count; ++i)
      values[i] = activation ? activate(*activation, values[i] + sums[i]) : values[i] + sums[i];
  const std::int32_t kept = m_work.weights.kept(m);
  for (std::int64_t i = 0; i < count; ++i)
    storeCandidate(m, list[i], values[i], kept);
}

void SkippedBlock::finishExactCandidates(std::int64_t panel) {
  m_work.weights.multiplyFirst(panel, m_columns, m_buffers.first.data(), m_columns.stride);
  for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m) {
    float* sums = m_buffers.first.data() + m % panelOutputs * m_columns.stride;
    const std::int32_t* list = listOf(m);
    std::int32_t at = 0;
    for (std::int64_t i = 0; i <= listed(m); ++i) {  // the others count as stopped
      const auto next = static_cast<std::int32_t>(i < listed(m) ? list[i] : m_count);
      std::fill(sums + at, sums + next, -std::numeric_limits<float>::infinity());
      at = next + 1;
    }
    finishAll(m);
    for (std::int64_t i = 0; i < listed(m); ++i)
      storeCandidate(m, list[i], valuesOf(m)[list[i]], executedOf(m)[list[i]]);
  }
}

void SkippedBlock::storeCandidate(std::int64_t m, std::int32_t place, float value, std::int32_t executed) const {
  const std::int64_t at = mapOf(m) + m_pixels.pixelOf()[m_begin + place];
  m_image.outputs[at] = value;
  m_image.executed[at] = executed;
}

double SkippedBlock::denseCost(TapPart part, std::int64_t panel) const {
  if (!m_work.layout.inLists())  // panels multiply zeros too
    return static_cast<double>(m_dots.slice(part).length * panelOutputs) * toVectors(m_columns.count);
  double taps = 0.0;
  for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m) {
    const std::int32_t first = m_work.weights.predicted(m);
    const std::int32_t kept = m_work.weights.kept(m);
    taps += part == TapPart::First ? first : (part == TapPart::Second ? kept - first : kept);
  }
  return taps * toVectors(m_columns.count) * listProduct;
}

/// Whether dot products of the listed neurons cost less than the sums of the whole panel. Looks at nothing that depends
/// on how panels are shared among threads.
bool SkippedBlock::dotsPay(TapPart part, std::int64_t panel) const {
  const double vectors = toVectors(m_dots.slice(part).length);
  double cost =
      laidVector * vectors * static_cast<double>(m_columns.count) / static_cast<double>(m_work.layout.panels());
  std::int64_t count = 0;
  for (std::int64_t m = panel * panelOutputs; m < panelEnd(panel); ++m)
    count += listed(m);
  cost += static_cast<double>(count) * (vectors * dotProduct + dotEnd);
  return count == 0 || cost < denseCost(part, panel);
}

const float* SkippedBlock::dotWeights(TapPart part, std::int64_t m, float* buffer) const {
  if (!m_work.replacesPairs() || m_work.sfma->replacedOf[static_cast<std::size_t>(m)] == 0)
    return m_dots.weightsOf(m, part);
  m_dots.copyKept(m, part, *m_work.group.sfma, *m_work.sfma, buffer);
  return buffer;
}

/// sumsOf() the pending outputs. Some pixels after the other, all outputs of each, so that their inputs are at hand.
void SkippedBlock::dotPending(TapPart part) {
  std::vector<std::int64_t>& pending = m_buffers.pending;
  std::erase_if(pending, [&](std::int64_t m) { return listed(m) == 0; });
  if (pending.empty())
    return;
  const DotWeights::Slice& slice = m_dots.slice(part);
  float* ownWeights = m_buffers.weights.sized(static_cast<std::int64_t>(pending.size()) * slice.length);
  m_buffers.pendingWeights.clear();
  for (std::size_t i = 0; i < pending.size(); ++i) {
    m_buffers.done.data()[pending[i]] = 0;
    m_buffers.pendingWeights.push_back(
        dotWeights(part, pending[i], ownWeights + static_cast<std::int64_t>(i) * slice.length));
  }
  const std::int64_t stride = columnStride(slice.length);
  const std::int64_t step = std::max(pixelStep, rowFloats / std::max(slice.length, dotStep) / pixelStep * pixelStep);
  float* rows = m_buffers.rows.sized(step * stride);
  for (std::int64_t begin = 0; begin < m_count; begin += step) {
    const std::int64_t count = std::min(step, m_columns.count - begin);
    skipKernels().columnsToRows({m_columns.data + begin, m_columns.stride, count,
                                 m_dots.inputOrder().data() + slice.inputs, slice.length, rows, stride});
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const std::int64_t m = pending[i];
      std::int64_t& done = m_buffers.done.data()[m];
      const std::int32_t* list = listOf(m) + done;
      const std::int32_t* all = listOf(m) + listed(m);
      const std::int32_t* end = std::lower_bound(list, all, static_cast<std::int32_t>(begin + count));
      skipKernels().dotRows({m_buffers.pendingWeights[i], rows, stride, list, static_cast<std::int32_t>(begin),
                             end - list, slice.length, sumsOf(m) + done});
      done += end - list;
    }
  }
  pending.clear();
}

}  // namespace effortlab::effort
