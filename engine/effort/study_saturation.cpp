// Saturated outputs by layer and class: of ReLU its zeros; of sigmoid and tanh what lies within a twentieth of the
// range's ends.
#include "core/error.h"
#include "effort/study_walk.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace effortlab::effort {

namespace {

using model::ActivationKind;

/// sigmoid(2.944) = 0.95: 0.05 from the end of a range of 1.
constexpr float sigmoidEnd = 2.944F;
/// tanh(1.472) = 0.9: 0.1 from the end of a range of 2.
constexpr float tanhEnd = 1.472F;

std::int64_t saturatedIn(std::span<const float> sums, ActivationKind kind) {
  const auto beyond = [&](float end) {
    return std::ranges::count_if(sums, [end](float sum) { return std::abs(sum) > end; });
  };
  switch (kind) {
    case ActivationKind::Sigmoid: return beyond(sigmoidEnd);
    case ActivationKind::Tanh: return beyond(tanhEnd);
    default: return std::ranges::count_if(sums, [](float sum) { return !(sum > 0.0F); });
  }
}

struct ClassCounts {
  std::int64_t saturated = 0;
  std::int64_t outputs = 0;
};

class SaturationStudy {
public:
  SaturationStudy(const StudyContext& context, StudyFigure& figure)
      : m_context(context),
        m_figure(figure),
        m_layers(chosenLayers(context.plan, LayerChoice::WithActivation)),
        m_slots(walkSlots()) {
    for (const ChosenLayer& chosen : m_layers)
      if (!chosen.layer.hasSpet())
        throw Error(ErrorCode::InvalidArgument,
                    "layer '" + chosen.label + "' has no saturating activation behind it: nothing of it saturates");
    std::map<int, std::size_t> classes;
    for (const std::int64_t image : context.plan.images)
      classes[context.plan.inputs->set().label(image)] = 0;
    for (auto& [label, place] : classes) {
      place = figure.categories.size();
      figure.categories.push_back(className(label));
    }
    m_classes = std::move(classes);
    m_sums.assign(m_layers.size() * figure.categories.size(), {});
  }

  void run() {
    walkLayers(m_context, m_layers,
               {.visit = [&](std::size_t slot, const LayerView& view) { visit(slot, view); },
                .merge = [&](std::size_t slot) { merge(slot); },
                .draw = [&] { draw(); }},
               m_figure);
  }

private:
  std::string className(int label) const {
    const auto index = static_cast<std::size_t>(label);
    const auto& own = m_context.plan.inputs->set().classNames();
    const auto& ofModel = m_context.plan.model->labels;
    if (index < ofModel.size())
      return ofModel[index];
    return index < own.size() ? own[index] : std::to_string(label);
  }

  void visit(std::size_t slot, const LayerView& view) {
    std::vector<ClassCounts>& counts = m_slots[slot];
    counts.resize(m_sums.size());
    const ActivationKind kind = *m_layers[view.place].layer.activation;
    for (std::size_t n = 0; n < view.images.size(); ++n) {
      const std::span<const float> sums = view.of(view.output, n);
      const std::size_t label = m_classes.at(m_context.plan.inputs->set().label(view.images[n]));
      ClassCounts& cell = counts[view.place * m_figure.categories.size() + label];
      cell.saturated += saturatedIn(sums, kind);
      cell.outputs += std::ssize(sums);
    }
  }

  void merge(std::size_t slot) {
    for (std::size_t i = 0; i < m_slots[slot].size(); ++i) {
      m_sums[i].saturated += m_slots[slot][i].saturated;
      m_sums[i].outputs += m_slots[slot][i].outputs;
    }
    m_slots[slot].clear();
  }

  void draw() {
    m_figure.series.clear();
    for (std::size_t place = 0; place < m_layers.size(); ++place) {
      FigureSeries series{.name = "saturated", .layer = m_layers[place].label, .x = {}, .y = {}};
      for (std::size_t label = 0; label < m_figure.categories.size(); ++label) {
        const ClassCounts& cell = m_sums[place * m_figure.categories.size() + label];
        if (cell.outputs == 0)
          continue;
        series.x.push_back(static_cast<double>(label));
        series.y.push_back(static_cast<double>(cell.saturated) / static_cast<double>(cell.outputs));
      }
      m_figure.series.push_back(std::move(series));
    }
  }

  const StudyContext& m_context;
  StudyFigure& m_figure;
  std::vector<ChosenLayer> m_layers;
  std::map<int, std::size_t> m_classes;  ///< place among the categories, by label
  std::vector<ClassCounts> m_sums;       ///< [layers][classes]
  std::vector<std::vector<ClassCounts>> m_slots;
};

}  // namespace

void studySaturation(const StudyContext& context, StudyFigure& figure) {
  figure.form = FigureForm::Bars;
  figure.x = {.label = "class"};
  figure.y = {.label = "saturated outputs", .fraction = true};
  figure.remarks = {
      "saturated: zeros of ReLU; of sigmoid and tanh what is within 5 % of the range from one of its ends"};
  SaturationStudy(context, figure).run();
}

}  // namespace effortlab::effort
