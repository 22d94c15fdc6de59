#include "effort/tuner_time.h"

#include "effort/bench.h"
#include "effort/effort_engine.h"
#include "effort/scoring.h"

#include <algorithm>
#include <map>

namespace effortlab::effort::tuning {

namespace {

constexpr std::int64_t timedBatch = 16, timedLargeBatch = 4;
constexpr double timedLargeMacs = 1e8;
constexpr int optionRuns = 4;
constexpr int ratioRounds = 9;

TensorPtr timedImages(const TunePlan& plan, std::int64_t macs, const RunControl& control) {
  const std::int64_t wanted = static_cast<double>(macs) > timedLargeMacs ? timedLargeBatch : timedBatch;
  const std::int64_t images = std::min(std::ssize(plan.images), imagesPerRun(*plan.model->graph, wanted));
  return std::make_shared<Tensor>(
      plan.inputs->batch(std::span(plan.images).first(static_cast<std::size_t>(images)), control));
}

/// ms of each layer and what is computed with it, one image; the best of some runs.
std::map<std::string, double> layerMs(const TunePlan& plan, const std::vector<EffortLayer>& layers,
                                      const KnobSettings& settings, const TensorPtr& batch, const RunControl& control) {
  EffortEngine engine(
      plan.model, settings,
      {.kernels = plan.engineOptions, .execution = Execution::Skip, .everyLayer = true, .calibration = {}});
  engine.prepare(batch, control.stop);
  std::map<std::string, double> best;
  for (int run = 0; run < optionRuns; ++run) {
    control.throwIfStopped();
    std::vector<double> ms(plan.model->graph->nodes.size());
    engine.run(batch, {.parallel = false, .stop = control.stop, .nodeMs = &ms});
    for (const EffortLayer& layer : layers) {
      const double own = ms[static_cast<std::size_t>(layer.node)] +
                         (layer.activationNode < 0 ? 0.0 : ms[static_cast<std::size_t>(layer.activationNode)]);
      const auto known = best.find(layer.name);
      if (known == best.end() || own < known->second)
        best[layer.name] = own;
    }
  }
  return best;
}

}  // namespace

void timeMenus(Search& search, std::vector<LayerMenu>& menus) {
  const TunePlan& plan = search.plan();
  const std::vector<EffortLayer>& layers = search.prober().layers();
  const TensorPtr batch = timedImages(plan, search.prober().macs(), search.control());
  const std::map<std::string, double> dense = layerMs(plan, layers, {}, batch, search.control());
  const auto share = [&](const std::map<std::string, double>& ms, const std::string& layer) {
    return std::min(1.0, ms.at(layer) / std::max(1e-9, dense.at(layer)));
  };
  double total = 0.0;
  for (const auto& [layer, ms] : dense)
    total += ms;
  std::size_t longest = 0;
  for (const LayerMenu& menu : menus)
    longest = std::max(longest, menu.options.size());
  for (std::size_t option = 0; option < longest; ++option) {
    KnobSettings tried;
    for (const LayerMenu& menu : menus)
      tried.set(menu.layer->name, menu.options[std::min(option, menu.options.size() - 1)].knobs);
    const std::map<std::string, double> ms = layerMs(plan, layers, tried, batch, search.control());
    for (LayerMenu& menu : menus)
      if (option < menu.options.size())
        menu.options[option].cost = share(ms, menu.layer->name);
    search.control().report(static_cast<std::int64_t>(option + 1), static_cast<std::int64_t>(longest), "timing layers");
  }
  std::map<std::string, std::vector<LayerOption>> known;
  double others = 1.0;  // share of the layers without a menu
  std::map<std::string, double> shares;
  for (LayerMenu& menu : menus) {
    menu.share = dense.at(menu.layer->name) / std::max(total, 1e-9);
    shares[menu.layer->name] = menu.share;
    others -= menu.share;
    known[menu.layer->name] = menu.options;
    menu.options = lowerHull(menu.options);
  }
  search.setCost([known = std::move(known), shares = std::move(shares), others](const KnobSettings& asked) {
    double cost = std::max(0.0, others);
    for (const auto& [layer, options] : known) {
      const LayerKnobs knobs = asked.of(layer);
      const auto option = std::find_if(options.begin(), options.end(),
                                       [&](const LayerOption& candidate) { return candidate.knobs == knobs; });
      cost += shares.at(layer) * (option == options.end() ? 1.0 : option->cost);
    }
    return cost;
  });
}

double measuredTimeRatio(const TunePlan& plan, const KnobSettings& settings,
                         const std::shared_ptr<const fast::Calibration>& calibration, std::int64_t macs,
                         const RunControl& control) {
  const BenchResult times = bench({.model = plan.model,
                                   .batches = {timedImages(plan, macs, control)},
                                   .engines = {{.kind = nn::EngineKind::Fast}},
                                   .knobs = settings,
                                   .calibration = calibration,
                                   .kernels = plan.engineOptions,
                                   .runs = ratioRounds,
                                   .skip = true},
                                  control);
  control.throwIfStopped();
  const auto msOf = [&](std::string_view name) {
    return std::ranges::find(times.rows, name, &BenchRow::name)->msMedian;
  };
  return msOf("dense") / std::max(1e-9, msOf("skip"));
}

}  // namespace effortlab::effort::tuning
