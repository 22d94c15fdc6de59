// LiveEvaluator, image by image: what the tuner reads instead of tallies.
#include "core/parallel.h"
#include "effort/live_evaluator_impl.h"

#include <algorithm>

namespace effortlab::effort {

LiveAnswers LiveEvaluator::answers(const KnobSettings& settings, std::int64_t first, std::int64_t last,
                                   const RunControl& control) {
  Impl& impl = *m_impl;
  const std::vector<std::uint64_t> prints = impl.follow(settings);
  std::vector<live::Chunk*> wanted;
  std::int64_t begin = 0;
  for (live::Chunk& chunk : impl.chunks) {
    const std::int64_t end = begin + std::ssize(chunk.images);
    if (end > first && begin < last)
      wanted.push_back(&chunk);
    begin = end;
  }
  nn::RunOptions run;
  run.context.stop = control.stop;
  run.context.parallel = wanted.size() == 1;
  parallelFor(std::ssize(wanted), wanted.size() > 1, [&](std::int64_t i) {
    control.throwIfStopped();
    live::Chunk& chunk = *wanted[static_cast<std::size_t>(i)];
    if (chunk.exact.scores.empty() || chunk.exact.fingerprint != prints.back())
      chunk.exact = impl.runWhole(chunk, *impl.current, prints, impl.focus, run, control);
  });
  LiveAnswers answers;
  for (const live::Chunk* chunk : wanted) {
    answers.images.insert(answers.images.end(), chunk->images.begin(), chunk->images.end());
    answers.outputs.insert(answers.outputs.end(), chunk->exact.outputs.begin(), chunk->exact.outputs.end());
    for (const EffortCounts& image : chunk->exact.counts)
      answers.counts += image;
  }
  return answers;
}

std::vector<TensorPtr> LiveEvaluator::layerInputs(const EffortLayer& layer, const KnobSettings& settings,
                                                  std::int64_t images, const RunControl& control) {
  Impl& impl = *m_impl;
  const EffortNetwork effort(impl.network, impl.layers, settings, EffortNetworkOptions{.previous = impl.current.get()});
  const std::vector<std::uint64_t> prints = impl.fingerprints(settings);
  const model::Node& node = impl.graph().nodes[static_cast<std::size_t>(layer.node)];
  nn::RunOptions run;
  run.context.stop = control.stop;
  std::vector<TensorPtr> inputs;
  std::int64_t seen = 0;
  for (live::Chunk& chunk : impl.chunks) {
    if (seen >= images)
      break;
    nn::Values values;
    std::vector<EffortCounts> counts;
    impl.advance(chunk, effort, prints, layer.node, layer.node, run, values, counts);
    inputs.push_back(values[static_cast<std::size_t>(node.inputs.front())]);
    seen += std::ssize(chunk.images);
  }
  return inputs;
}

}  // namespace effortlab::effort
