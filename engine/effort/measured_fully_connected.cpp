#include "effort/measured_layer.h"

#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/matrix_product.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr std::int64_t blockOutputs = 64;  ///< outputs a unit of parallel work

/// The batch as columns, [taps][stride], in the order the prediction reads them, and in natural order.
struct Columns {
  std::int64_t stride = 0;  ///< images, and zeros up to a whole vector
  FloatBuffer natural, ordered;
};

Columns unfold(const MeasuredCall& call, const SpetPlan& spet) {
  const std::int64_t images = call.input.shape()[0];
  const std::int64_t taps = call.layer.taps;
  Columns columns;
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

/// Computes outputs [begin, begin + count) for all images; `out` and `executed` are [count][images].
struct OutputBlock {
  std::int64_t begin = 0;
  std::int64_t count = 0;
  FloatBuffer out;
  std::vector<std::int32_t> executed;
};

void computeBlock(const MeasuredCall& call, const Columns& columns, OutputBlock& block) {
  const MeasuredGroup& group = call.groups.front();
  const SplitWeights& weights = group.fullyConnected;
  const std::int64_t images = call.input.shape()[0];
  const auto elements = static_cast<std::size_t>(block.count * images);
  const float* ordered = columns.ordered.empty() ? columns.natural.data() : columns.ordered.data();
  FloatBuffer first(elements);
  FloatBuffer second(elements, 0.0F);
  nn::multiply({block.count,
                images,
                weights.firstTaps,
                {weights.first.data() + block.begin * weights.firstTaps, weights.firstTaps},
                {ordered, columns.stride},
                first.data(),
                images,
                false});
  if (weights.secondTaps > 0) {
    const float* rest = columns.ordered.empty() ? ordered : ordered + weights.firstTaps * columns.stride;
    nn::multiply({block.count,
                  images,
                  weights.secondTaps,
                  {weights.second.data() + block.begin * weights.secondTaps, weights.secondTaps},
                  {rest, columns.stride},
                  second.data(),
                  images,
                  false});
  }
  block.out.resize(elements);
  block.executed.assign(elements, static_cast<std::int32_t>(call.layer.taps));
  const float* bias = nn::biasOf(call.node);
  std::vector<ListTap> tail;
  FloatBuffer sums(static_cast<std::size_t>(columns.stride), 0.0F);
  std::vector<std::int32_t> rounds(sums.size());
  for (std::int64_t k = 0; k < block.count; ++k) {
    const std::int64_t output = block.begin + k;
    SpetRow row;
    row.first = first.data() + k * images;
    row.second = second.data() + k * images;
    row.bias = bias == nullptr ? 0.0F : bias[output];
    row.predicted =
        static_cast<std::int32_t>(group.spet.active() ? group.spet.predictionTapsOf(output) : call.layer.taps);
    row.kept = static_cast<std::int32_t>(call.layer.taps);
    row.activation = call.layer.activation;
    row.count = images;
    float* out = block.out.data() + k * images;
    std::int32_t* executed = block.executed.data() + k * images;
    if (group.spet.exact()) {
      const float* outputWeights = group.matrix.weights + output * call.layer.taps;
      tail.clear();
      for (const std::int32_t tap : group.spet.tailOf(output))
        tail.push_back({tap, outputWeights[tap]});
      std::copy_n(row.first, images, sums.begin());
      finishExactRow(row, {tail, {columns.natural.data(), columns.stride, columns.stride}, sums.data(), rounds.data()},
                     out, executed);
    } else {
      finishRow(row, group.spet, out, executed);
    }
  }
}

void collect(const MeasuredCall& call, const OutputBlock& block, std::vector<LayerCounts>& counts) {
  const MeasuredGroup& group = call.groups.front();
  const auto images = static_cast<std::int64_t>(counts.size());
  for (std::int64_t k = 0; k < block.count; ++k) {
    const std::int64_t output = block.begin + k;
    const auto predicted = static_cast<std::int32_t>(group.spet.exact() ? group.spet.predictionTapsOf(output) : 0);
    for (std::int64_t n = 0; n < images; ++n) {
      const std::int32_t executed = block.executed[static_cast<std::size_t>(k * images + n)];
      LayerCounts& image = counts[static_cast<std::size_t>(n)];
      image.macsDense += call.layer.taps;
      image.macsExecuted += executed;
      image.savedSpet += call.layer.taps - executed;
      image.overheadOps += group.spet.exact()
                               ? exactComparisons(predicted, static_cast<std::int32_t>(call.layer.taps), executed)
                               : group.spet.comparisonsPerNeuron();
      call.output.image(n)[static_cast<std::size_t>(output)] = block.out[static_cast<std::size_t>(k * images + n)];
    }
  }
}

}  // namespace

std::vector<LayerCounts> measureFullyConnected(const MeasuredCall& call) {
  const std::int64_t images = call.input.shape()[0];
  const Columns columns = unfold(call, call.groups.front().spet);
  std::vector<OutputBlock> blocks;
  for (std::int64_t begin = 0; begin < call.layer.outputs; begin += blockOutputs)
    blocks.push_back({begin, std::min(blockOutputs, call.layer.outputs - begin), {}, {}});
  parallelFor(static_cast<std::int64_t>(blocks.size()), call.context.parallel, [&](std::int64_t index) {
    if (!call.context.stop.stop_requested())
      computeBlock(call, columns, blocks[static_cast<std::size_t>(index)]);
  });
  std::vector<LayerCounts> counts(static_cast<std::size_t>(images));
  if (call.context.stop.stop_requested())
    return counts;
  for (const OutputBlock& block : blocks)
    collect(call, block, counts);
  return counts;
}

}  // namespace effortlab::effort
