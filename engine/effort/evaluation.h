#pragma once

#include "core/run_control.h"
#include "core/statistics.h"
#include "data/preprocess.h"
#include "effort/effort_layer.h"
#include "effort/gate.h"
#include "effort/knob_layer.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"
#include "fast/fast_plan.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace effortlab::effort {

struct EvaluationResult;

struct EvaluationPlan {
  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;  ///< indices into the set
  KnobSettings knobs;
  nn::EngineKind engine = nn::EngineKind::Fast;
  std::int64_t batch = 16;
  Execution execution = Execution::Measure;
  bool everyLayer = false;  ///< EffortEngineOptions::everyLayer
  nn::EngineOptions engineOptions = {};
  std::shared_ptr<const fast::Calibration> calibration = {};  ///< of the gate (calibrateGate()); needed where it is on
  /// What is known after 16, 64, 256, ... images and at least twice a second between groups of batches; on the calling
  /// thread.
  std::function<void(const EvaluationResult&)> onPart = {};
};

/// One image's answer.
struct ImageResult {
  std::int64_t index = 0;
  int label = 0;
  int top1 = -1;
  bool top5Hit = false;
  float margin = 0.0F;  ///< top-1 minus top-2 probability
  bool agrees = true;   ///< same top-1 as the dense network
  bool repeated = false;
  std::int64_t macs = 0;  ///< executed
};

struct EvaluationResult {
  std::vector<ImageResult> images;
  double top1 = 0.0;  ///< fraction
  double top5 = 0.0;
  Interval top1Interval;
  double agreement = 1.0;  ///< fraction with the dense network's top-1
  double repeated = 0.0;   ///< fraction that the gate ran exactly too
  EffortCounts counts;
  std::vector<double> nodeMs;  ///< per node and image; empty where the engine cannot tell
  double msPerImage = 0.0;
  std::vector<std::string> denseLayers;  ///< EffortEngine::denseLayers()
  bool gateLeftOut = false;              ///< EffortEngine::gateLeftOut()
  std::optional<fast::FastPlan> plan;    ///< that the engine `fast` followed
  bool complete = false;
};

/// Accuracy and work of a network under knobs, one image at a time where it mixes the images of a batch. Blocks; a stop
/// request returns what is done, `complete` false. Knobs need the engines `fast` or `eigen` (in either execution) or
/// `reference` (per-neuron loops). Errors: Error{InvalidArgument, Mismatch} for knobs that do not
/// fit; Error{Unsupported} for a fixed batch of several; Error of the data; Error{MissingData} for labels beyond the
/// network's classes.
EvaluationResult evaluate(const EvaluationPlan& plan, const RunControl& control);

/// One line an image: index,label,top1,margin,macs,repeated.
std::string predictionsCsv(const EvaluationResult& result);

}  // namespace effortlab::effort
