// Thesis figure 2.9: time of each layer under knobs, work left out, normalised to the dense layer.
#include "core/error.h"
#include "core/statistics.h"
#include "effort/effort_engine.h"
#include "effort/part_schedule.h"
#include "effort/scoring.h"
#include "effort/study_timing.h"

#include <numeric>

namespace effortlab::effort {

namespace {

/// Dense and skipping runs of one network in turn, node by node.
class LayerTimes {
public:
  LayerTimes(const StudyContext& context, std::vector<ChosenLayer> layers)
      : m_context(context),
        m_layers(std::move(layers)),
        m_engine(context.plan.model, withoutGate(context.plan.knobs),
                 {.kernels = context.plan.engineOptions, .execution = Execution::Skip}),
        m_inputs(timedInputs(ownOf(context.plan), context.control)),
        m_ratios(m_layers.size() + 1) {}

  void run(StudyFigure& figure) {
    m_engine.prepare(m_inputs.front(), m_context.control.stop);
    describe(figure);
    PartSchedule parts;
    for (std::int64_t round = -1; round < m_context.plan.runs; ++round) {  // the first fills buffers
      runRound(static_cast<std::size_t>(round + 1), round >= 0);
      m_context.control.report(round + 1, m_context.plan.runs, "timing");
      if (round >= 0 && round + 1 < m_context.plan.runs && parts.due(round + 1))
        tell(figure);
    }
    figure.complete = true;
    tell(figure);
  }

private:
  static KnobSettings withoutGate(KnobSettings knobs) {
    knobs.gate.reset();
    return knobs;
  }

  void describe(StudyFigure& figure) const {
    for (const ChosenLayer& chosen : m_layers)
      figure.categories.push_back(chosen.label);
    figure.categories.emplace_back("network");
    for (const std::string& layer : m_engine.denseLayers())
      figure.remarks.push_back(layer + ": computed densely, without its knobs: that is faster");
    if (m_context.plan.knobs.gate)
      figure.remarks.emplace_back("the gate is left out: it decides by image, not by layer");
  }

  void runRound(std::size_t round, bool counts) {
    const TensorPtr& input = m_inputs[round % m_inputs.size()];
    std::vector<double> dense, skipped;
    const auto timed = [&](bool skip) {
      m_context.control.throwIfStopped();
      const EffortCall call{.parallel = false, .stop = m_context.control.stop, .nodeMs = skip ? &skipped : &dense};
      if (skip)
        m_engine.run(input, call);
      else
        m_engine.runDense(input, call);
    };
    const bool skipFirst = round % 2 == 1;
    timed(skipFirst);
    timed(!skipFirst);
    for (std::size_t i = 0; counts && i < m_ratios.size(); ++i)
      m_ratios[i].push_back(msOf(skipped, i) / msOf(dense, i));
  }

  /// Of a layer with its activation, which may be part of it; behind the layers, of the network.
  double msOf(const std::vector<double>& nodeMs, std::size_t place) const {
    if (place == m_layers.size())
      return std::accumulate(nodeMs.begin(), nodeMs.end(), 0.0);
    const EffortLayer& layer = m_layers[place].layer;
    const double behind = layer.activationNode < 0 ? 0.0 : nodeMs[static_cast<std::size_t>(layer.activationNode)];
    return nodeMs[static_cast<std::size_t>(layer.node)] + behind;
  }

  void tell(StudyFigure& figure) const {
    const std::vector<double> places = barPlaces(m_ratios.size());
    FigureSeries dense{.name = "dense", .layer = {}, .x = places, .y = std::vector<double>(places.size(), 1.0)};
    FigureSeries knobs{.name = "knobs", .layer = {}, .x = places, .y = {}};
    for (const std::vector<double>& ratios : m_ratios) {
      constexpr double half = 0.5;
      const Interval interval = medianInterval(ratios);
      knobs.y.push_back(quantile(ratios, half));
      knobs.lo.push_back(interval.lo);
      knobs.hi.push_back(interval.hi);
    }
    figure.series = {std::move(dense), std::move(knobs)};
    figure.images = std::ssize(m_inputs);
    m_context.tell(figure);
  }

  const StudyContext& m_context;
  std::vector<ChosenLayer> m_layers;
  EffortEngine m_engine;
  std::vector<TensorPtr> m_inputs;
  std::vector<std::vector<double>> m_ratios;  ///< by layer, last of the network; by round
};

}  // namespace

void studyLayerTime(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Bars;
  figure.x = {.label = "layer"};
  figure.y = {.label = "time, dense = 1 (one thread, 95 % interval of the median)"};
  LayerTimes times(context, chosenLayers(context.plan, LayerChoice::WithKnobs));
  figure.totalImages = std::ssize(timedInputs(ownOf(context.plan), context.control));
  times.run(figure);
}

}  // namespace effortlab::effort
