#pragma once

#include "effort/effort_layer.h"
#include "effort/evaluation.h"
#include "effort/study.h"

#include <string>
#include <vector>

namespace effortlab::effort {

/// One study at work.
struct StudyContext {
  const StudyPlan& plan;
  const RunControl& control;
  const std::function<void(const StudyFigure&)>& onPart;

  void tell(const StudyFigure& figure) const {
    if (onPart)
      onPart(figure);
  }
};

/// A layer of a study, as asked for.
struct ChosenLayer {
  EffortLayer layer;
  int map = -1;       ///< one of its output maps ("conv1#7"); -1: all
  std::string label;  ///< "conv1" or "conv1#7"
};

enum class LayerChoice { WithKnobs, Convolutions, WithActivation };

/// StudyPlan::layers in the order asked for, each once; without any, those of `choice`.
/// Errors: Error{InvalidArgument} for unknown ones, listing what there is; for maps unless `maps`.
std::vector<ChosenLayer> chosenLayers(const StudyPlan& plan, LayerChoice choice, bool maps = false);

/// 0, 1, ... count - 1: the places of bars.
std::vector<double> barPlaces(std::size_t count);

/// Images of a study that run together: fixed, so that sums are the same for any number of threads.
constexpr std::int64_t studyBatch = 8;

/// The plan's own network.
StudyPlan::Compared ownOf(const StudyPlan& plan);

/// evaluate() for a study; `onPart` is called last with the whole.
EvaluationResult evaluateForStudy(const StudyContext& context, const StudyPlan::Compared& compared,
                                  const KnobSettings& knobs,
                                  const std::function<void(const EvaluationResult&)>& onPart);

// What each study puts into `figure`, and tells on the way. A stop request comes out as Error{Cancelled}, or with
// figure.complete left false.
void studyMargin(const StudyContext& context, StudyFigure& figure);
void studySignPrediction(const StudyContext& context, StudyFigure& figure);
void studyRatios(const StudyContext& context, StudyFigure& figure);
void studyLayerTime(const StudyContext& context, StudyFigure& figure);
void studyKnobShare(const StudyContext& context, StudyFigure& figure);
void studyEngines(const StudyContext& context, StudyFigure& figure);
void studyEffortMap(const StudyContext& context, StudyFigure& figure);
void studySaturation(const StudyContext& context, StudyFigure& figure);
void studyCorrelation(const StudyContext& context, StudyFigure& figure);
void studyImageEffort(const StudyContext& context, StudyFigure& figure);
void studyModels(const StudyContext& context, StudyFigure& figure);

}  // namespace effortlab::effort
