#include "effort/live_evaluator.h"

#include "core/error.h"
#include "core/file_io.h"
#include "core/parallel.h"
#include "effort/knobs_io.h"
#include "effort/live_evaluator_impl.h"
#include "effort/scoring.h"
#include "nn/engine.h"

#include <algorithm>
#include <random>

namespace effortlab::effort {

namespace {

constexpr std::int64_t smallChunk = 4;   ///< images run together in a large network
constexpr std::int64_t largeChunk = 16;  ///< ... in a small one, where products are narrow
constexpr std::int64_t largeNetworkMacs = 50'000'000;
constexpr std::int64_t shortFirstSample = 16;
constexpr double studyShare = 0.005;  ///< layers below this share of the MACs are cheap: recomputed, never kept

/// Fisher-Yates with our own bound: the same order on every standard library.
std::vector<std::int64_t> shuffled(std::vector<std::int64_t> images, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t i = images.size(); i > 1; --i)
    std::swap(images[i - 1], images[static_cast<std::size_t>(random() % i)]);
  return images;
}

std::int64_t tensorBytes(const Shape& shape) {
  return shape.elementCount() * static_cast<std::int64_t>(sizeof(float));
}

}  // namespace

using live::Chunk;
using live::ChunkAnswer;
using live::ExactAnswers;

void LiveEvaluator::Impl::prepareShapes() {
  const model::InputSpec& spec = inputs->spec();
  shapes = network->shapes(std::vector<Shape>{{1, spec.channelCount(), spec.height, spec.width}});
  macs = network->macs(shapes);
  std::int64_t before = 0;
  for (const std::int64_t node : macs) {
    macsBefore.push_back(before);
    before += node;
  }
  kept.assign(graph().nodes.size(), false);
  for (const EffortLayer& layer : layers)
    kept[static_cast<std::size_t>(layer.node)] =
        static_cast<double>(macs[static_cast<std::size_t>(layer.node)]) >= studyShare * static_cast<double>(before);
  nodeMs.assign(graph().nodes.size(), 0.0);
  macsBefore.push_back(before);
}

void LiveEvaluator::Impl::prepareChunks(const std::vector<std::int64_t>& images) {
  std::int64_t largestCheckpoint = 0;
  for (const EffortLayer& layer : layers) {
    std::int64_t bytes = 0;
    for (const int value : network->liveBefore(layer.node))
      bytes += tensorBytes(shapes[static_cast<std::size_t>(value)]);
    largestCheckpoint = std::max(largestCheckpoint, bytes);
  }
  const std::int64_t perImage = inputs->bytesPerImage() + largestCheckpoint;
  given = static_cast<std::int64_t>(images.size());
  usable = std::clamp<std::int64_t>(options.memoryBudgetBytes / std::max<std::int64_t>(1, perImage),
                                    std::min<std::int64_t>(given, 1), given);
  if (options.everyImage)
    usable = given;
  const std::int64_t size = imagesPerRun(graph(), macsBefore.back() > largeNetworkMacs ? smallChunk : largeChunk);
  const std::vector<std::int64_t> order = shuffled(images, options.seed);
  for (std::int64_t begin = 0; begin < usable; begin += size) {
    Chunk chunk;
    chunk.images.assign(order.begin() + begin, order.begin() + std::min(usable, begin + size));
    chunks.push_back(std::move(chunk));
  }
  const std::int64_t forCheckpoints =
      std::max<std::int64_t>(0, options.memoryBudgetBytes - usable * inputs->bytesPerImage());
  chunkBudget = forCheckpoints / std::max<std::int64_t>(1, static_cast<std::int64_t>(chunks.size()));
}

std::vector<std::uint64_t> LiveEvaluator::Impl::fingerprints(const KnobSettings& settings) const {
  std::vector<std::uint64_t> prints;
  std::uint64_t print = fnv1a("", 0);
  auto layer = layers.begin();
  for (std::size_t node = 0; node < graph().nodes.size(); ++node) {
    prints.push_back(print);
    if (layer == layers.end() || layer->node != static_cast<int>(node))
      continue;
    KnobSettings single;
    single.set(layer->name, settings.of(layer->name));
    const std::string text = single.layers.empty() ? "" : knobsToJson(single);
    print = fnv1a(text.data(), text.size(), print * 31 + 7);
    ++layer;
  }
  prints.push_back(print);
  return prints;
}

std::vector<std::uint64_t> LiveEvaluator::Impl::follow(const KnobSettings& settings) {
  current = std::make_unique<EffortNetwork>(network, layers, settings, EffortNetworkOptions{current.get()});
  std::vector<std::uint64_t> prints = fingerprints(settings);
  followFocus(prints);
  return prints;
}

void LiveEvaluator::Impl::followFocus(const std::vector<std::uint64_t>& prints) {
  const auto changed = std::mismatch(lastFingerprints.begin(), lastFingerprints.end(), prints.begin()).first;
  if (changed != lastFingerprints.end())
    focus = static_cast<int>(changed - lastFingerprints.begin()) - 1;
  lastFingerprints = prints;
}

void LiveEvaluator::Impl::advance(Chunk& chunk, const EffortNetwork& effort, std::span<const std::uint64_t> prints,
                                  int target, int keepNode, const nn::RunOptions& run, nn::Values& values,
                                  std::vector<EffortCounts>& counts) {
  const auto images = static_cast<std::int64_t>(chunk.images.size());
  int node = 0;
  const Checkpoint* start = chunk.cache.find(prints);
  if (start != nullptr && start->node <= target) {
    node = start->node;
    values = start->values;
    counts = start->counts;
  } else {
    RunControl control;
    control.stop = run.context.stop;
    values.assign(graph().values.size(), nullptr);
    values[static_cast<std::size_t>(graph().inputs.front().value)] =
        std::make_shared<Tensor>(inputs->batch(chunk.images, control));
    EffortCounts none;
    none.nodes.assign(graph().nodes.size(), {});
    counts.assign(chunk.images.size(), none);
  }
  while (node < target) {
    int next = node + 1;
    while (next < target && !kept[static_cast<std::size_t>(next)])
      ++next;
    effort.runRange(values, node, next, run, counts);
    node = next;
    if (node >= static_cast<int>(graph().nodes.size()))
      break;
    Checkpoint checkpoint{node, prints[static_cast<std::size_t>(node)], values, counts, 0};
    checkpoint.bytes = images * static_cast<std::int64_t>(graph().nodes.size() * sizeof(LayerCounts));
    for (const int value : network->liveBefore(node))
      checkpoint.bytes += images * tensorBytes(shapes[static_cast<std::size_t>(value)]);
    chunk.cache.store(std::move(checkpoint), chunkBudget, keepNode, macsBefore);
  }
}

ExactAnswers LiveEvaluator::Impl::runWhole(Chunk& chunk, const EffortNetwork& effort,
                                           std::span<const std::uint64_t> prints, int keepNode,
                                           const nn::RunOptions& run, const RunControl& control) {
  ExactAnswers answers;
  nn::Values values;
  advance(chunk, effort, prints, static_cast<int>(graph().nodes.size()), keepNode, run, values, answers.counts);
  control.throwIfStopped();
  const Tensor& outputs = *values[static_cast<std::size_t>(graph().outputs.front())];
  for (std::size_t n = 0; n < chunk.images.size(); ++n) {
    const int label = inputs->set().label(chunk.images[n]);
    const std::span<const float> scores = scoresOf(graph(), outputs, static_cast<std::int64_t>(n));
    checkLabel(label, static_cast<std::int64_t>(scores.size()), inputs->set().imageName(chunk.images[n]));
    answers.scores.push_back(scoreImage(scores, softmax, label));
    answers.outputs.emplace_back(scores.begin(), scores.end());
  }
  answers.fingerprint = prints.back();
  return answers;
}

void LiveEvaluator::Impl::ensureDense(Chunk& chunk, int keepNode, const nn::RunOptions& run,
                                      const RunControl& control) {
  if (!chunk.dense.empty())
    return;
  std::vector<double> times(graph().nodes.size(), 0.0);
  nn::RunOptions timed = run;
  timed.onNodeTime = [&](int node, double ms) { times[static_cast<std::size_t>(node)] += ms; };
  chunk.exact = runWhole(chunk, *dense, denseFingerprints, keepNode, timed, control);
  chunk.dense = chunk.exact.scores;
  const std::lock_guard lock(timeMutex);
  for (std::size_t node = 0; node < times.size(); ++node)
    nodeMs[node] += times[node];
  timedImages += static_cast<std::int64_t>(chunk.images.size());
}

void LiveEvaluator::Impl::ensurePasses(Chunk& chunk, bool parallel, const RunControl& control) {
  if (chunk.passes.empty())
    chunk.passes = gate->run(chunk.images, parallel, control);
}

ChunkAnswer LiveEvaluator::Impl::answer(Chunk& chunk, const EffortNetwork& effort,
                                        std::span<const std::uint64_t> prints, int keepNode,
                                        const std::optional<GateKnob>& knob, const nn::RunOptions& run,
                                        const RunControl& control) {
  ensureDense(chunk, keepNode, run, control);
  if (chunk.exact.scores.empty() || chunk.exact.fingerprint != prints.back())
    chunk.exact = runWhole(chunk, effort, prints, keepNode, run, control);
  if (knob)
    ensurePasses(chunk, run.context.parallel, control);
  ChunkAnswer result;
  for (std::size_t n = 0; n < chunk.images.size(); ++n) {
    const EffortCounts& exact = chunk.exact.counts[n];
    result.exactCounts += exact;
    if (!knob) {
      result.tally.add(chunk.exact.scores[n], chunk.dense[n]);
      continue;
    }
    const GatePass& pass = chunk.passes[n];
    const bool repeated = pass.doubtful(*knob);
    result.tally.repeated += repeated ? 1 : 0;
    result.tally.add(repeated ? chunk.exact.scores[n] : pass.score, chunk.dense[n]);
    result.counts += gate->booked(*knob, repeated, exact);
  }
  if (!knob)
    result.counts = result.exactCounts;
  return result;
}

std::int64_t LiveEvaluator::Impl::firstSample() const {
  double msPerImage = 0.0;
  for (const double ms : nodeMs)
    msPerImage += ms / static_cast<double>(std::max<std::int64_t>(1, timedImages));
  if (timedImages == 0)  // not measured yet: 20 GMAC/s is a cautious guess
    msPerImage = static_cast<double>(macsBefore.back()) / 2e7;
  const bool slow = msPerImage * static_cast<double>(options.firstSample) > 1000.0 * options.firstEstimateSeconds;
  return slow ? std::min(shortFirstSample, options.firstSample) : options.firstSample;
}

LiveEvaluator::LiveEvaluator(std::shared_ptr<const model::Model> model, std::shared_ptr<const data::InputCache> inputs,
                             std::vector<std::int64_t> images, const LiveOptions& options)
    : m_impl(std::make_unique<Impl>()) {
  m_impl->model = std::move(model);
  m_impl->inputs = std::move(inputs);
  m_impl->options = options;
  m_impl->network = std::make_shared<nn::Network>(m_impl->model->graph);
  m_impl->layers = findEffortLayers(*m_impl->model->graph);
  m_impl->dense = std::make_unique<EffortNetwork>(m_impl->network, m_impl->layers, KnobSettings{});
  m_impl->softmax = nn::endsInSoftmax(*m_impl->model->graph);
  m_impl->denseFingerprints = m_impl->fingerprints({});
  m_impl->lastFingerprints = m_impl->denseFingerprints;
  m_impl->prepareShapes();
  m_impl->gate = std::make_unique<LiveGate>(m_impl->model, m_impl->inputs, images);
  m_impl->prepareChunks(images);
}

LiveEvaluator::~LiveEvaluator() = default;

const std::vector<EffortLayer>& LiveEvaluator::layers() const noexcept {
  return m_impl->layers;
}

std::int64_t LiveEvaluator::usableImages() const noexcept {
  return m_impl->usable;
}

std::string LiveEvaluator::limitReason() const {
  if (m_impl->usable == m_impl->given)
    return {};
  return std::to_string(m_impl->usable) + " of " + std::to_string(m_impl->given) +
         " images fit into the memory budget of " + std::to_string(m_impl->options.memoryBudgetBytes >> 20) + " MiB";
}

LiveEstimate LiveEvaluator::evaluate(const KnobSettings& settings, std::int64_t maxImages, const RunControl& control,
                                     const std::function<void(const LiveEstimate&)>& onEstimate) {
  Impl& impl = *m_impl;
  const std::vector<std::uint64_t> prints = impl.follow(settings);
  const int focus = impl.focus;
  const std::int64_t total = std::min(maxImages, impl.usable);
  nn::RunOptions run;
  run.context.stop = control.stop;

  LiveTally tally;
  EffortCounts counts;
  EffortCounts exactCounts;
  LiveEstimate last = tally.estimate(counts, total);
  std::size_t done = 0;
  std::int64_t stage = impl.firstSample();
  try {
    if (settings.gate)
      impl.gate->prepare(control);
    while (tally.images < total) {
      std::size_t end = done;
      for (std::int64_t images = tally.images; end < impl.chunks.size() && images < std::min(stage, total); ++end)
        images += static_cast<std::int64_t>(impl.chunks[end].images.size());
      const auto count = static_cast<std::int64_t>(end - done);
      std::vector<ChunkAnswer> answers(static_cast<std::size_t>(count));
      run.context.parallel = count == 1;
      parallelFor(count, count > 1, [&](std::int64_t i) {
        control.throwIfStopped();
        answers[static_cast<std::size_t>(i)] = impl.answer(impl.chunks[done + static_cast<std::size_t>(i)],
                                                           *impl.current, prints, focus, settings.gate, run, control);
      });
      for (const ChunkAnswer& answer : answers) {
        tally += answer.tally;
        counts += answer.counts;
        exactCounts += answer.exactCounts;
      }
      done = end;
      last = tally.estimate(counts, std::max(total, tally.images));
      last.exactCounts = exactCounts;
      last.complete = tally.images >= total;
      if (onEstimate)
        onEstimate(last);
      control.report(tally.images, total, "evaluating");
      stage *= 2;
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Cancelled)
      throw;
    last.complete = false;
  }
  return last;
}

std::vector<double> LiveEvaluator::denseNodeMs() const {
  std::vector<double> ms = m_impl->nodeMs;
  for (double& node : ms)
    node /= static_cast<double>(std::max<std::int64_t>(1, m_impl->timedImages));
  return ms;
}

std::vector<std::int64_t> LiveEvaluator::denseMacs() const {
  return m_impl->macs;
}

std::int64_t LiveEvaluator::cachedBytes() const noexcept {
  std::int64_t bytes = 0;
  for (const Chunk& chunk : m_impl->chunks)
    bytes += chunk.cache.bytes();
  return bytes;
}

}  // namespace effortlab::effort
