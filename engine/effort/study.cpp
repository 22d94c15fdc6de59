#include "effort/study.h"

#include "core/error.h"
#include "effort/knobs_io.h"
#include "effort/study_steps.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace effortlab::effort {

namespace {

using StudyBody = void (*)(const StudyContext&, StudyFigure&);

struct StudyEntry {
  StudyKind kind;
  std::string_view name;
  StudyBody body;
};

constexpr std::array<StudyEntry, studyKinds> studyTable{{
    {StudyKind::Margin, "margin", studyMargin},
    {StudyKind::SignPrediction, "sign-prediction", studySignPrediction},
    {StudyKind::Ratios, "ratios", studyRatios},
    {StudyKind::LayerTime, "layer-time", studyLayerTime},
    {StudyKind::KnobShare, "knob-share", studyKnobShare},
    {StudyKind::Engines, "engines", studyEngines},
    {StudyKind::EffortMap, "effort-map", studyEffortMap},
    {StudyKind::Saturation, "saturation", studySaturation},
    {StudyKind::Correlation, "correlation", studyCorrelation},
    {StudyKind::ImageEffort, "image-effort", studyImageEffort},
    {StudyKind::Models, "models", studyModels},
}};

const StudyEntry& entryOf(StudyKind kind) {
  return *std::ranges::find(studyTable, kind, &StudyEntry::kind);
}

bool chosenByDefault(const EffortLayer& layer, LayerChoice choice) {
  switch (choice) {
    case LayerChoice::WithKnobs: return true;
    case LayerChoice::Convolutions: return layer.convolution;
    case LayerChoice::WithActivation: return layer.hasSpet();
  }
  return true;
}

[[noreturn]] void refuseLayer(const std::string& wanted, const std::vector<EffortLayer>& layers) {
  std::string names;
  for (const EffortLayer& layer : layers)
    names += (names.empty() ? "" : ", ") + layer.name;
  throw Error(ErrorCode::InvalidArgument, "layer '" + wanted + "': the network has no such layer with knobs; it has " +
                                              (names.empty() ? "none" : names));
}

/// "conv1#7" where no layer has that very name.
ChosenLayer layerNamed(const std::string& wanted, const std::vector<EffortLayer>& layers, bool maps) {
  if (const auto found = std::ranges::find(layers, wanted, &EffortLayer::name); found != layers.end())
    return {.layer = *found, .label = wanted};
  const std::size_t mark = wanted.rfind('#');
  if (mark == std::string::npos)
    refuseLayer(wanted, layers);
  const auto found = std::ranges::find(layers, wanted.substr(0, mark), &EffortLayer::name);
  if (found == layers.end())
    refuseLayer(wanted, layers);
  if (!maps)
    throw Error(ErrorCode::InvalidArgument, "layer '" + wanted + "': only effort-map shows single output maps");
  ChosenLayer chosen{.layer = *found, .label = wanted};
  const char* end = wanted.data() + wanted.size();
  const auto [last, problem] = std::from_chars(wanted.data() + mark + 1, end, chosen.map);
  if (problem != std::errc{} || last != end || chosen.map < 0 || chosen.map >= found->outputs)
    throw Error(ErrorCode::InvalidArgument, "layer '" + wanted + "': " + found->name + " has the output maps 0 to " +
                                                std::to_string(found->outputs - 1));
  return chosen;
}

void checkImages(const StudyPlan& plan) {
  if (!plan.model || !plan.inputs || plan.images.empty())
    throw Error(ErrorCode::InvalidArgument, "a study needs images");
  for (const std::int64_t image : plan.images)
    if (image < 0 || image >= plan.inputs->set().size())
      throw Error(ErrorCode::InvalidArgument, "image " + std::to_string(image) + ": the set has " +
                                                  std::to_string(plan.inputs->set().size()) +
                                                  " images, counted from 0");
  if (plan.image < 0 || plan.image >= std::ssize(plan.images))
    throw Error(ErrorCode::InvalidArgument, "image " + std::to_string(plan.image) + " of the study's: it has " +
                                                std::to_string(plan.images.size()) + ", counted from 0");
}

}  // namespace

std::string_view studyName(StudyKind kind) {
  return entryOf(kind).name;
}

StudyKind studyFromName(std::string_view name) {
  const auto found = std::ranges::find(studyTable, name, &StudyEntry::name);
  if (found != studyTable.end())
    return found->kind;
  std::string names;
  for (const StudyEntry& entry : studyTable)
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  throw Error(ErrorCode::InvalidArgument, "unknown study '" + std::string(name) + "'; there are " + names);
}

std::vector<ChosenLayer> chosenLayers(const StudyPlan& plan, LayerChoice choice, bool maps) {
  const std::vector<EffortLayer> layers = findEffortLayers(*plan.model->graph);
  std::vector<ChosenLayer> chosen;
  for (const std::string& wanted : plan.layers)
    if (std::ranges::find(chosen, wanted, &ChosenLayer::label) == chosen.end())
      chosen.push_back(layerNamed(wanted, layers, maps));
  if (plan.layers.empty())
    for (const EffortLayer& layer : layers)
      if (chosenByDefault(layer, choice))
        chosen.push_back({.layer = layer, .label = layer.name});
  return chosen;
}

std::vector<double> barPlaces(std::size_t count) {
  std::vector<double> places(count);
  std::iota(places.begin(), places.end(), 0.0);
  return places;
}

StudyPlan::Compared ownOf(const StudyPlan& plan) {
  return {.model = plan.model,
          .inputs = plan.inputs,
          .images = plan.images,
          .knobs = plan.knobs,
          .calibration = plan.calibration};
}

EvaluationResult evaluateForStudy(const StudyContext& context, const StudyPlan::Compared& compared,
                                  const KnobSettings& knobs,
                                  const std::function<void(const EvaluationResult&)>& onPart) {
  EvaluationResult result = evaluate({.model = compared.model,
                                      .inputs = compared.inputs,
                                      .images = compared.images,
                                      .knobs = knobs,
                                      .batch = studyBatch,
                                      .engineOptions = context.plan.engineOptions,
                                      .calibration = compared.calibration,
                                      .onPart = onPart},
                                     context.control);
  onPart(result);
  return result;
}

StudyFigure runStudy(StudyKind kind, const StudyPlan& plan, const RunControl& control,
                     const std::function<void(const StudyFigure&)>& onPart) {
  checkImages(plan);
  checkKnobs(plan.knobs, findEffortLayers(*plan.model->graph));
  StudyFigure figure;
  figure.kind = kind;
  figure.totalImages = std::ssize(plan.images);
  const StudyContext context{.plan = plan, .control = control, .onPart = onPart};
  try {
    control.throwIfStopped();
    entryOf(kind).body(context, figure);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Cancelled)
      throw;
    figure.complete = false;
  }
  return figure;
}

}  // namespace effortlab::effort
