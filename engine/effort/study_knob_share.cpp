// Thesis figure 2.10: what each knob saves of each layer.
#include "effort/study_steps.h"

#include <array>

namespace effortlab::effort {

namespace {

struct SharePart {
  const char* name;
  std::int64_t LayerCounts::*macs;
};

/// In the order of attribution, what is done first: they add up to the layer.
constexpr std::array<SharePart, 5> shareParts{{{"executed", &LayerCounts::macsExecuted},
                                               {"sdss", &LayerCounts::savedSdss},
                                               {"sfma", &LayerCounts::savedSfma},
                                               {"spet", &LayerCounts::savedSpet},
                                               {"gate", &LayerCounts::savedGate}}};

double shareOf(const LayerCounts& counts, const SharePart& part) {
  const auto macs = static_cast<double>(counts.*part.macs);
  return counts.macsDense > 0 ? macs / static_cast<double>(counts.macsDense) : 0.0;
}

}  // namespace

void studyKnobShare(const StudyContext& context, StudyFigure& figure) {
  const std::vector<ChosenLayer> layers = chosenLayers(context.plan, LayerChoice::WithKnobs);
  figure.form = FigureForm::StackedBars;
  figure.x = {.label = "layer"};
  figure.y = {.label = "share of the dense MACs", .fraction = true};
  for (const ChosenLayer& chosen : layers)
    figure.categories.push_back(chosen.label);
  figure.categories.emplace_back("network");
  if (context.plan.knobs.off())
    figure.remarks.emplace_back("all knobs are off: every layer is dense");
  if (context.plan.knobs.gate)
    figure.remarks.emplace_back(
        "gate: net of its 8-bit pass, in exact MACs; below zero where more images are repeated than pays");
  evaluateForStudy(context, ownOf(context.plan), context.plan.knobs, [&](const EvaluationResult& result) {
    figure.series.clear();
    for (const SharePart& part : shareParts) {
      FigureSeries series{.name = part.name, .layer = {}, .x = barPlaces(figure.categories.size()), .y = {}};
      for (const ChosenLayer& chosen : layers) {
        const auto node = static_cast<std::size_t>(chosen.layer.node);
        series.y.push_back(node < result.counts.nodes.size() ? shareOf(result.counts.nodes[node], part) : 0.0);
      }
      series.y.push_back(shareOf(result.counts.total(), part));
      figure.series.push_back(std::move(series));
    }
    figure.images = std::ssize(result.images);
    figure.complete = result.complete;
    context.tell(figure);
  });
}

}  // namespace effortlab::effort
