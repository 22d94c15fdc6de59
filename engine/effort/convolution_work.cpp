#include "effort/convolution_work.h"

#include "nn/clones.h"
#include "nn/layer_checks.h"

#include <algorithm>

namespace effortlab::effort {

namespace {

constexpr std::int64_t wantedTasks = 8;    ///< with fewer blocks, output maps are split too
constexpr std::int64_t minTaskPanels = 4;  ///< a task keeps, else unfolding outweighs the products
constexpr std::int64_t denseStride = 128;  ///< shorter rows fill the sets of a cache evenly as they are
constexpr std::int64_t lineFloats = 16;    ///< of a cache line

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

std::int64_t exactComparisonsOf(const ConvolutionGeometry& geometry, const std::int32_t* executed,
                                std::int32_t predicted, std::int32_t kept) {
  std::int64_t sum = 0;
  for (std::int64_t begin = 0; begin < geometry.pixels; begin += comparisonRun) {
    const std::int64_t count = std::min(comparisonRun, geometry.pixels - begin);
    sum += geometry.subject.empty()
               ? exactComparisonsOfRun(executed + begin, predicted, kept, count)
               : exactComparisonsOfRun(executed + begin, geometry.subject.data() + begin, predicted, kept, count);
  }
  return sum;
}

std::int64_t thresholdComparisons(const KnobCall& call, const ConvolutionGeometry& geometry, const GroupWork& work,
                                  std::int64_t evaluated) {
  const bool sampledOnly = !geometry.subject.empty();
  const std::int64_t subject =
      sampledOnly ? sampledNeurons(geometry.outHeight, geometry.outWidth, call.knobs.sdss->samplingPeriod) : evaluated;
  return subject * work.group.spet.comparisonsPerNeuron();
}

}  // namespace

std::int64_t columnStride(std::int64_t count) {
  const std::int64_t stride = roundedUp(count, pixelStep);
  return stride > denseStride && stride / lineFloats % 2 == 0 ? stride + lineFloats : stride;
}

GroupWork::GroupWork(const KnobGroup& of, std::int64_t first, std::optional<SfmaImage> replaced,
                     const ConvolutionWeights& laidOut, GroupBuffers& buffers)
    : group(of),
      layout(laidOut),
      firstOutput(first),
      planes(buffers.planes),
      sfma(std::move(replaced)),
      weights(laidOut, of.sfma ? &*of.sfma : nullptr, sfma ? &*sfma : nullptr, buffers.weights) {}

std::span<const float> groupMaps(const KnobCall& call, std::int64_t image, std::int64_t group) {
  const std::int64_t floats = call.groups.front().matrix.maps * call.input.shape()[2] * call.input.shape()[3];
  return call.input.image(image).subspan(static_cast<std::size_t>(group * floats), static_cast<std::size_t>(floats));
}

std::optional<SfmaImage> replacedIn(const KnobCall& call, const ConvolutionGeometry& geometry, std::int64_t image,
                                    std::int64_t group) {
  const auto index = static_cast<std::size_t>(group);
  if (!call.groups[index].sfma)
    return {};
  return call.groups[index].sfma->prepare(groupMaps(call, image, group), geometry.cases, geometry.tapSums[index]);
}

void padColumns(float* columns, const TapColumns& shape, std::int64_t taps, std::int64_t count) {
  for (std::int64_t row = 0; row < taps && count < shape.count; ++row)
    std::fill(columns + row * shape.stride + count, columns + row * shape.stride + shape.count, 0.0F);
}

SpetRow knownRow(const KnobCall& call, const GroupWork& work, std::int64_t m, const std::int32_t* caseOf,
                 std::int64_t count) {
  const float* bias = nn::biasOf(call.node);
  SpetRow row;
  row.output = m;
  row.bias = bias == nullptr ? 0.0F : bias[work.firstOutput + m];
  if (work.replacesPairs()) {
    const auto cases = static_cast<std::int64_t>(work.sfma->constants.size()) / work.group.matrix.outputs;
    const float* constants = work.sfma->constants.data() + m * cases;
    if (cases == 1) {
      row.bias += *constants;
    } else {
      row.constants = constants;
      row.caseOf = caseOf;
    }
  }
  row.predicted = work.weights.predicted(m);
  row.kept = work.weights.kept(m);
  row.activation = call.layer.activation;
  row.count = count;
  return row;
}

LayerCounts countMap(const KnobCall& call, const ConvolutionGeometry& geometry, const GroupWork& work,
                     const std::int32_t* executed, const SdssOutcome& sdss, std::int64_t m) {
  const std::int64_t taps = call.layer.taps;
  const std::int64_t kept = work.weights.kept(m);
  const std::int64_t evaluated = geometry.pixels - sdss.replaced;
  LayerCounts counts;
  counts.macsDense = taps * geometry.pixels;
  counts.savedSdss = taps * sdss.replaced;
  counts.savedSfma = (taps - kept) * evaluated;
  counts.macsExecuted = executed == nullptr ? kept * evaluated : sumOf(executed, geometry.pixels);
  counts.savedSpet = kept * evaluated - counts.macsExecuted;
  const bool anyReplaced = work.replacesPairs() && work.sfma->replacedOf[static_cast<std::size_t>(m)] > 0;
  counts.overheadOps = sdss.overheadOps + (anyReplaced ? evaluated : 0);
  if (work.group.spet.exact())
    counts.overheadOps += exactComparisonsOf(geometry, executed, work.weights.predicted(m), work.weights.kept(m));
  else if (executed != nullptr)
    counts.overheadOps += thresholdComparisons(call, geometry, work, evaluated);
  return counts;
}

void addPairCosts(const GroupWork& work, const ConvolutionGeometry& geometry, LayerCounts& counts) {
  if (!work.sfma)
    return;
  const std::int64_t macs = work.sfma->pairs * geometry.cases.count();
  counts.macsExecuted += macs;
  counts.savedSfma -= macs;
  counts.overheadOps += work.sfma->overheadOps;
}

std::int64_t panelTasks(const KnobCall& call, std::int64_t blocks, std::int64_t panels) {
  if (!call.context.parallel)
    return 1;
  return std::clamp<std::int64_t>(wantedTasks / (call.input.shape()[0] * blocks), 1,
                                  std::max<std::int64_t>(1, panels / minTaskPanels));
}

}  // namespace effortlab::effort
