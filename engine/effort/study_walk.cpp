#include "effort/study_walk.h"

#include "core/parallel.h"
#include "effort/part_schedule.h"
#include "effort/scoring.h"

#include <algorithm>
#include <numeric>

namespace effortlab::effort {

namespace {

constexpr std::int64_t largeWalkMacs = 50'000'000;
constexpr std::int64_t largeWalkBatch = 2;  ///< images together in networks with large activations

class DenseWalk {
public:
  DenseWalk(const StudyContext& context, std::span<const ChosenLayer> layers, const LayerWalk& walk)
      : m_context(context), m_walk(walk), m_network(context.plan.model->graph) {
    for (std::size_t place = 0; place < layers.size(); ++place)
      m_stops.push_back({layers[place].layer.node, place});
    std::ranges::stable_sort(m_stops, {}, &Stop::node);
  }

  /// Batch [begin, begin + count) of the plan's images.
  void run(const TensorPtr& input, std::span<const std::int64_t> images, std::size_t slot, bool parallel) const {
    const model::Graph& graph = m_network.graph();
    nn::Values values(graph.values.size());
    values[static_cast<std::size_t>(graph.inputs.front().value)] = input;
    nn::RunOptions options;
    options.context = {.parallel = parallel, .stop = m_context.control.stop};
    int next = 0;
    for (const Stop& stop : m_stops) {
      const model::Node& node = graph.nodes[static_cast<std::size_t>(stop.node)];
      m_network.runRange(values, next, stop.node, options);
      const TensorPtr in = values[static_cast<std::size_t>(node.inputs.front())];
      m_network.runRange(values, stop.node, stop.node + 1, options);
      const TensorPtr out = values[static_cast<std::size_t>(node.outputs.front())];
      next = stop.node + 1;
      m_context.control.throwIfStopped();
      m_walk.visit(slot, {.place = stop.place, .images = images, .input = *in, .output = *out});
    }
  }

  std::int64_t batch() const {
    const data::InputCache& inputs = *m_context.plan.inputs;
    const model::InputSpec& spec = inputs.spec();
    const Shape image{1, spec.channelCount(), spec.height, spec.width};
    const std::vector<std::int64_t> macs = m_network.macs(m_network.shapes(std::span(&image, 1)));
    const bool large = std::accumulate(macs.begin(), macs.end(), std::int64_t{0}) > largeWalkMacs;
    return imagesPerRun(m_network.graph(), large ? largeWalkBatch : studyBatch);
  }

private:
  struct Stop {
    int node;
    std::size_t place;
  };

  const StudyContext& m_context;
  const LayerWalk& m_walk;
  nn::Network m_network;
  std::vector<Stop> m_stops;  ///< each layer once: chosenLayers()
};

}  // namespace

std::size_t walkSlots() {
  return static_cast<std::size_t>(std::max(1, hardwareThreads()));
}

void walkLayers(const StudyContext& context, std::span<const ChosenLayer> layers, const LayerWalk& walk,
                StudyFigure& figure) {
  const StudyPlan& plan = context.plan;
  const DenseWalk dense(context, layers, walk);
  const std::int64_t batch = dense.batch();
  const auto total = std::ssize(plan.images);
  const auto slice = [&](std::int64_t begin, std::int64_t end) {
    return std::span(plan.images).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  };
  PartSchedule parts;
  for (std::int64_t begin = 0, end = 0; begin < total; begin = end) {
    context.control.throwIfStopped();
    end = std::min({total, begin + batch * static_cast<std::int64_t>(walkSlots()), parts.end(begin, batch)});
    const std::int64_t batches = (end - begin + batch - 1) / batch;
    const auto imagesOf = [&](std::int64_t b) {
      return slice(begin + b * batch, std::min(end, begin + (b + 1) * batch));
    };
    std::vector<TensorPtr> inputs;
    for (std::int64_t b = 0; b < batches; ++b)
      inputs.push_back(std::make_shared<Tensor>(plan.inputs->batch(imagesOf(b), context.control)));
    plan.inputs->prefetch(slice(end, std::min(total, end + (end - begin))));
    parallelFor(batches, batches > 1, [&](std::int64_t b) {
      dense.run(inputs[static_cast<std::size_t>(b)], imagesOf(b), static_cast<std::size_t>(b), batches == 1);
    });
    for (std::int64_t b = 0; b < batches; ++b)
      walk.merge(static_cast<std::size_t>(b));
    figure.images = end;
    figure.complete = end == total;
    context.control.report(end, total, "looking at layers");
    if (end == total || parts.due(end)) {
      walk.draw();
      context.tell(figure);
    }
  }
}

}  // namespace effortlab::effort
