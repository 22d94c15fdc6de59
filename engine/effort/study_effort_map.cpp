// DyVEDeep's effort map: the operations that each neuron of a layer really used on one image, beside its activations.
#include "core/error.h"
#include "effort/effort_network.h"
#include "effort/measured_layer.h"
#include "effort/study_steps.h"
#include "nn/line_maps.h"

#include <algorithm>
#include <map>

namespace effortlab::effort {

namespace {

/// What one layer did with the image, [outputs][pixels] each.
struct LayerEffort {
  std::vector<float> effort;
  std::vector<float> activations;
  std::int64_t outputs = 1, pixels = 1, width = 1;
};

LayerEffort runLayer(const MeasuredLayer& layer, const Tensor& input, const Shape& outputShape,
                     const nn::KernelContext& context) {
  Tensor output(outputShape);
  LayerEffort result;
  result.effort.assign(static_cast<std::size_t>(output.size()), 0.0F);
  layer.run(input, output, context, result.effort.data());
  result.activations.assign(output.values().begin(), output.values().end());
  // Of a network that mixes images all of the first dimension is the one image's.
  result.outputs = layer.layer().outputs;
  result.pixels = output.size() / result.outputs;
  if (layer.layer().convolution) {
    const Shape maps = nn::asMaps(outputShape);
    result.pixels = maps[2] * maps[3];
    result.outputs = output.size() / result.pixels;
    result.width = maps[3];
  }
  return result;
}

/// The mean over the output maps, or one of them. A fully connected layer's neurons are its map.
FigureSeries mapOf(const std::string& name, const std::vector<float>& values, const LayerEffort& layer,
                   const ChosenLayer& chosen) {
  FigureSeries series{.name = name, .layer = chosen.label, .x = {}, .y = {}};
  series.mapWidth = static_cast<int>(layer.width);
  if (!chosen.layer.convolution && chosen.map < 0) {
    series.mapWidth = static_cast<int>(values.size());
    series.y.assign(values.begin(), values.end());
    return series;
  }
  series.y.assign(static_cast<std::size_t>(layer.pixels), 0.0);
  const std::int64_t first = std::max(0, chosen.map);
  const std::int64_t last = chosen.map < 0 ? layer.outputs : first + 1;
  for (std::int64_t m = first; m < last; ++m)
    for (std::int64_t p = 0; p < layer.pixels; ++p)
      series.y[static_cast<std::size_t>(p)] +=
          static_cast<double>(values[static_cast<std::size_t>(m * layer.pixels + p)]);
  for (double& value : series.y)
    value /= static_cast<double>(last - first);
  return series;
}

class EffortMaps {
public:
  EffortMaps(const StudyContext& context, StudyFigure& figure)
      : m_context(context),
        m_figure(figure),
        m_graph(*context.plan.model->graph),
        m_layers(chosenLayers(context.plan, LayerChoice::Convolutions, true)) {}

  void run() {
    const auto network = std::make_shared<const nn::Network>(m_context.plan.model->graph);
    const EffortNetwork effort(network, findEffortLayers(m_graph), m_context.plan.knobs);
    const std::int64_t image = m_context.plan.images[static_cast<std::size_t>(m_context.plan.image)];
    const auto input = std::make_shared<Tensor>(m_context.plan.inputs->batch(std::span(&image, 1), m_context.control));
    const Shape inputShape = input->shape();
    const std::vector<Shape> shapes = network->shapes(std::span(&inputShape, 1));
    nn::Values values(m_graph.values.size());
    values[static_cast<std::size_t>(m_graph.inputs.front().value)] = input;
    nn::RunOptions options;
    options.context.stop = m_context.control.stop;
    int next = 0;
    for (const auto& [node, layer] : inOrder()) {
      effort.runRange(values, next, node, options, {});
      next = node;
      const model::Node& of = m_graph.nodes[static_cast<std::size_t>(node)];
      const MeasuredLayer measured(of, layer, m_context.plan.knobs.of(layer.name));
      m_done[node] = runLayer(measured, *values[static_cast<std::size_t>(of.inputs.front())],
                              shapes[static_cast<std::size_t>(of.outputs.front())], options.context);
      m_context.control.throwIfStopped();
      draw();
      m_context.tell(m_figure);
    }
    m_figure.images = 1;
    m_figure.complete = true;
    m_context.tell(m_figure);
  }

private:
  std::map<int, EffortLayer> inOrder() const {
    std::map<int, EffortLayer> layers;
    for (const ChosenLayer& chosen : m_layers)
      layers.emplace(chosen.layer.node, chosen.layer);
    return layers;
  }

  /// In the order asked for, those that are done.
  void draw() {
    m_figure.series.clear();
    for (const ChosenLayer& chosen : m_layers)
      if (const auto done = m_done.find(chosen.layer.node); done != m_done.end()) {
        m_figure.series.push_back(mapOf("effort", done->second.effort, done->second, chosen));
        m_figure.series.push_back(mapOf("activation", done->second.activations, done->second, chosen));
      }
  }

  const StudyContext& m_context;
  StudyFigure& m_figure;
  const model::Graph& m_graph;
  std::vector<ChosenLayer> m_layers;
  std::map<int, LayerEffort> m_done;  ///< by node
};

}  // namespace

void studyEffortMap(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Maps;
  figure.x = {.label = "column"};
  figure.y = {.label = "MACs a neuron; activation"};
  figure.totalImages = 1;
  figure.remarks = {
      "effort: MACs that a neuron took; activation: its output; both the mean over the output maps, or of "
      "the one map asked for"};
  if (context.plan.knobs.gate)
    figure.remarks.emplace_back("the gate is left out: this is the exact network's work, where it runs");
  EffortMaps(context, figure).run();
}

}  // namespace effortlab::effort
