#pragma once

#include "core/run_control.h"
#include "data/preprocess.h"
#include "effort/knobs.h"
#include "fast/calibration.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::effort {

/// Source: thesis figures 2.1, 2.4, 2.7-2.11; DyVEDeep's effort map (algorithms 1.7).
enum class StudyKind {
  Margin,          ///< 2.1: density of the decision margin of easy and hard images
  SignPrediction,  ///< 2.4: how often the sign predicted after part of the inputs is right, by layer and order
  Ratios,          ///< 2.7, 2.8: operations and time of the network against dense
  LayerTime,       ///< 2.9: time of each layer under knobs, dense = 1
  KnobShare,       ///< 2.10: what each knob saves of each layer
  Engines,         ///< 2.11: against other engines, with intervals
  EffortMap,       ///< operations each neuron of a layer really used, over the image
  Saturation,      ///< saturated outputs by layer and class
  Correlation,     ///< of neighbouring neurons, by layer: suggests the sampling period
  ImageEffort,     ///< operations of each image
  Models,          ///< accuracy against MACs and ms, dense joined to tuned
};
constexpr int studyKinds = 11;

/// "margin", "sign-prediction", "ratios", "layer-time", "knob-share", "engines", "effort-map", "saturation",
/// "correlation", "image-effort", "models". Errors: Error{InvalidArgument} listing the names.
std::string_view studyName(StudyKind kind);
StudyKind studyFromName(std::string_view name);

enum class FigureForm {
  Lines,
  Bars,         ///< one group a category, one bar a series
  StackedBars,  ///< one bar a category, one part a series
  Points,       ///< scatter; two points of one series are joined by a line
  Maps,         ///< each series is an image of `mapWidth` x y.size() / mapWidth values, row by row
};

struct FigureAxis {
  std::string label;      ///< English, with the unit: "share of the images"
  bool fraction = false;  ///< values 0..1, shown as percent
  bool logarithmic = false;
};

struct FigureSeries {
  std::string
      name;  ///< a fixed English word ("easy", "odd", "sdss", an engine) that users of the window see translated
  std::string layer;      ///< empty: of the whole network
  std::vector<double> x;  ///< for bars: indices into `categories`
  std::vector<double> y;
  std::vector<double> lo = {}, hi = {};  ///< 95 % interval of y; empty: none
  int mapWidth = 0;                      ///< FigureForm::Maps
  std::vector<double> x2 = {};           ///< the same points over StudyFigure::x2 (Models); empty: none
};

/// What a study found so far: enough to draw it, to write it and to put it in a report.
struct StudyFigure {
  StudyKind kind = StudyKind::Margin;
  FigureForm form = FigureForm::Lines;
  FigureAxis x, y;
  FigureAxis x2;  ///< another abscissa of the same points (Models: ms an image); without a label: none
  std::vector<std::string> categories;  ///< of bars, from left to right
  std::vector<FigureSeries> series;
  std::vector<std::string> remarks;  ///< English lines: a suggestion, what was left out and why
  std::int64_t images = 0;           ///< seen so far
  std::int64_t totalImages = 0;
  bool complete = false;
};

struct StudyPlan {
  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;
  KnobSettings knobs;
  nn::EngineOptions engineOptions = {};
  std::shared_ptr<const fast::Calibration> calibration = {};  ///< of the gate, where it is on
  std::vector<std::string> layers = {};      ///< SignPrediction, EffortMap ...: empty: all that have knobs
  std::int64_t image = 0;                    ///< EffortMap: index into `images`
  std::vector<nn::EngineKind> engines = {};  ///< Engines: beside dense fast; empty: naive, eigen, onednn, opencv
  std::int64_t runs = 30;                    ///< timed rounds; 0: nothing is timed
  struct Compared {
    std::shared_ptr<const model::Model> model;
    std::shared_ptr<const data::InputCache> inputs;
    std::vector<std::int64_t> images;
    KnobSettings knobs;                                         ///< off: dense alone
    std::shared_ptr<const fast::Calibration> calibration = {};  ///< of its gate, where it is on
  };
  std::vector<Compared> models = {};  ///< Models: beside the plan's own
};

/// Blocks; `onPart` gets what is known so far with every growing sample; a stop request returns it, `complete` false.
/// Errors: Error{InvalidArgument} for no images or unknown layers; Error{Mismatch} for knobs that do not fit; Error of
/// the data.
StudyFigure runStudy(StudyKind kind, const StudyPlan& plan, const RunControl& control,
                     const std::function<void(const StudyFigure&)>& onPart);

}  // namespace effortlab::effort
