#include "effort/fully_connected_work.h"

#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/matrix_product.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr std::int64_t blockOutputs = 64;  ///< outputs a unit of parallel work

BatchColumns unfoldBatch(const KnobCall& call, const SpetPlan& spet) {
  const std::int64_t images = call.input.shape()[0];
  const std::int64_t taps = call.layer.taps;
  BatchColumns columns;
  columns.stride = roundedUp(images, pixelStep);
  columns.natural.assign(static_cast<std::size_t>(columns.stride * taps), 0.0F);
  for (std::int64_t n = 0; n < images; ++n) {
    const std::span<const float> image = call.input.image(n);
    for (std::int64_t t = 0; t < taps; ++t)
      columns.natural[static_cast<std::size_t>(t * columns.stride + n)] = image[static_cast<std::size_t>(t)];
  }
  columns.ordered.resize(spet.rowOrder().empty() ? 0 : columns.natural.size());
  for (std::size_t i = 0; i < spet.rowOrder().size(); ++i)
    std::copy_n(columns.natural.begin() + spet.rowOrder()[i] * columns.stride, columns.stride,
                columns.ordered.begin() + static_cast<std::int64_t>(i) * columns.stride);
  return columns;
}

void collectCounts(const KnobCall& call, const OutputBlock& block, std::vector<LayerCounts>& counts) {
  const KnobGroup& group = call.groups.front();
  const auto images = static_cast<std::int64_t>(counts.size());
  for (std::int64_t k = 0; k < block.count; ++k) {
    const std::int64_t output = block.begin + k;
    const auto predicted = static_cast<std::int32_t>(group.spet.exact() ? group.spet.predictionTapsOf(output) : 0);
    for (std::int64_t n = 0; n < images; ++n) {
      const std::int32_t executed = block.executed[static_cast<std::size_t>(k * images + n)];
      LayerCounts& image = counts[static_cast<std::size_t>(n)];
      image.macsDense += call.layer.taps;
      image.macsExecuted += executed;
      if (call.effort != nullptr)
        call.effort[n * call.layer.outputs + output] = static_cast<float>(executed);
      image.savedSpet += call.layer.taps - executed;
      image.overheadOps += group.spet.exact()
                               ? exactComparisons(predicted, static_cast<std::int32_t>(call.layer.taps), executed)
                               : group.spet.comparisonsPerNeuron();
      call.output.image(n)[static_cast<std::size_t>(output)] = block.out[static_cast<std::size_t>(k * images + n)];
    }
  }
}

}  // namespace

SpetRow OutputBlock::row(const KnobCall& call, std::int64_t k) const {
  const float* bias = nn::biasOf(call.node);
  const SpetPlan& spet = call.groups.front().spet;
  const std::int64_t output = begin + k;
  SpetRow row;
  row.output = output;
  row.count = call.input.shape()[0];
  row.first = first.data() + k * row.count;
  row.bias = bias == nullptr ? 0.0F : bias[output];
  row.predicted = static_cast<std::int32_t>(spet.active() ? spet.predictionTapsOf(output) : call.layer.taps);
  row.kept = static_cast<std::int32_t>(call.layer.taps);
  row.activation = call.layer.activation;
  return row;
}

void multiplyFirst(const KnobCall& call, const BatchColumns& columns, OutputBlock& block) {
  const SplitWeights& weights = call.groups.front().fullyConnected;
  const std::int64_t images = call.input.shape()[0];
  const auto elements = static_cast<std::size_t>(block.count * images);
  block.out.resize(elements);
  block.executed.assign(elements, static_cast<std::int32_t>(call.layer.taps));
  block.first.resize(elements);
  nn::multiply({block.count,
                images,
                weights.firstTaps,
                {weights.first.data() + block.begin * weights.firstTaps, weights.firstTaps},
                {columns.inOrder(), columns.stride},
                block.first.data(),
                images,
                false});
}

void multiplySecond(const KnobCall& call, const BatchColumns& columns, OutputBlock& block) {
  const SplitWeights& weights = call.groups.front().fullyConnected;
  const std::int64_t images = call.input.shape()[0];
  block.second.assign(block.first.size(), 0.0F);
  if (weights.secondTaps == 0)
    return;
  const std::int64_t from = columns.ordered.empty() ? 0 : weights.firstTaps;
  nn::multiply({block.count,
                images,
                weights.secondTaps,
                {weights.second.data() + block.begin * weights.secondTaps, weights.secondTaps},
                {columns.inOrder() + from * columns.stride, columns.stride},
                block.second.data(),
                images,
                false});
}

void finishExact(const KnobCall& call, const BatchColumns& columns, OutputBlock& block) {
  const KnobGroup& group = call.groups.front();
  const std::int64_t images = call.input.shape()[0];
  std::vector<ListTap> tail;
  FloatBuffer sums(static_cast<std::size_t>(columns.stride), 0.0F);
  std::vector<std::int32_t> rounds(sums.size());
  for (std::int64_t k = 0; k < block.count; ++k) {
    const SpetRow row = block.row(call, k);
    const float* weights = group.matrix.weights + (block.begin + k) * call.layer.taps;
    tail.clear();
    for (const std::int32_t tap : group.spet.tailOf(block.begin + k))
      tail.push_back({tap, weights[tap]});
    std::copy_n(row.first, images, sums.begin());
    finishExactRow(row, {tail, {columns.natural.data(), columns.stride, columns.stride}, sums.data(), rounds.data()},
                   block.out.data() + k * images, block.executed.data() + k * images);
  }
}

std::vector<LayerCounts> runFullyConnectedBlocks(
    const KnobCall& call, const std::function<void(const BatchColumns&, OutputBlock&)>& compute) {
  const BatchColumns columns = unfoldBatch(call, call.groups.front().spet);
  std::vector<OutputBlock> blocks;
  for (std::int64_t begin = 0; begin < call.layer.outputs; begin += blockOutputs)
    blocks.push_back({begin, std::min(blockOutputs, call.layer.outputs - begin), {}, {}, {}, {}});
  parallelFor(static_cast<std::int64_t>(blocks.size()), call.context.parallel, [&](std::int64_t index) {
    if (!call.context.stop.stop_requested())
      compute(columns, blocks[static_cast<std::size_t>(index)]);
  });
  std::vector<LayerCounts> counts(static_cast<std::size_t>(call.input.shape()[0]));
  if (call.context.stop.stop_requested())
    return counts;
  for (const OutputBlock& block : blocks)
    collectCounts(call, block, counts);
  return counts;
}

}  // namespace effortlab::effort
