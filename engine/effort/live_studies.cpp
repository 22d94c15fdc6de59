// LiveEvaluator, what is measured behind its sliders: histograms of a layer, and the gate's study.
#include "core/parallel.h"
#include "effort/histogram_collector.h"
#include "effort/live_evaluator_impl.h"

#include <algorithm>

namespace effortlab::effort {

LayerHistograms LiveEvaluator::histograms(const EffortLayer& layer, const KnobSettings& settings, std::int64_t images,
                                          const RunControl& control) {
  Impl& impl = *m_impl;
  const EffortNetwork effort(impl.network, impl.layers, settings, EffortNetworkOptions{.previous = impl.current.get()});
  const std::vector<std::uint64_t> prints = impl.fingerprints(settings);
  const model::Node& node = impl.graph().nodes[static_cast<std::size_t>(layer.node)];
  HistogramCollector collector(node, layer, settings.of(layer.name));
  nn::RunOptions run;
  run.context.stop = control.stop;
  std::int64_t seen = 0;
  for (live::Chunk& chunk : impl.chunks) {
    if (seen >= std::min(images, impl.usable))
      break;
    nn::Values values;
    std::vector<EffortCounts> counts;
    impl.advance(chunk, effort, prints, layer.node, layer.node, run, values, counts);
    const Shape& output = impl.shapes[static_cast<std::size_t>(node.outputs.front())];
    const bool batchable = impl.graph().batchable;  // else an image at a time: the shape is the run's
    collector.add(*values[static_cast<std::size_t>(node.inputs.front())],
                  batchable ? output.withBatch(static_cast<std::int64_t>(chunk.images.size())) : output, run.context);
    seen += static_cast<std::int64_t>(chunk.images.size());
    control.report(seen, std::min(images, impl.usable), "measuring thresholds");
  }
  return collector.finish();
}

GateStudy LiveEvaluator::gateStudy(std::int64_t maxImages, const RunControl& control,
                                   const std::function<void(const GateStudy&)>& onPart) {
  Impl& impl = *m_impl;
  GateStudy study;
  study.totalImages = std::min(maxImages, impl.usable);
  impl.gate->prepare(control);
  study.macs8 = impl.gate->macs8();
  study.macs = impl.macs;
  nn::RunOptions run;
  run.context.stop = control.stop;
  std::size_t done = 0;
  std::int64_t stage = impl.firstSample();
  while (std::ssize(study.images) < study.totalImages) {
    std::size_t end = done;
    for (std::int64_t images = std::ssize(study.images);
         end < impl.chunks.size() && images < std::min(stage, study.totalImages); ++end)
      images += static_cast<std::int64_t>(impl.chunks[end].images.size());
    const auto count = static_cast<std::int64_t>(end - done);
    run.context.parallel = count == 1;
    parallelFor(count, count > 1, [&](std::int64_t i) {
      control.throwIfStopped();
      live::Chunk& chunk = impl.chunks[done + static_cast<std::size_t>(i)];
      impl.ensureDense(chunk, impl.focus, run, control);
      impl.ensurePasses(chunk, run.context.parallel, control);
    });
    for (; done < end; ++done)
      for (std::size_t n = 0; n < impl.chunks[done].images.size(); ++n)
        study.images.push_back(gateImage(impl.chunks[done].passes[n], impl.chunks[done].dense[n]));
    if (onPart)
      onPart(study);
    control.report(std::ssize(study.images), study.totalImages, "measuring the gate");
    stage *= 2;
  }
  study.totalImages = std::ssize(study.images);
  return study;
}

}  // namespace effortlab::effort
