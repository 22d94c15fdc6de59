#pragma once

#include "effort/live_evaluator.h"
#include "fast/fast_plan.h"
#include "jobs/model_loader.h"

#include <functional>
#include <memory>

namespace effortlab::app {

/// What the Knobs page computes with. One caller at a time: the worker that serves the page.
class LiveSession {
public:
  struct Limits {
    std::int64_t usableImages = 0;
    std::string reason;  ///< English; empty when all images can be used
  };

  virtual ~LiveSession() = default;
  /// `threads`: at most so many, this time.
  virtual effort::LiveEstimate evaluate(const effort::KnobSettings& settings, std::int64_t maxImages, int threads,
                                        const RunControl& control,
                                        const std::function<void(const effort::LiveEstimate&)>& onEstimate) = 0;
  virtual effort::LayerHistograms histograms(const effort::EffortLayer& layer, const effort::KnobSettings& settings,
                                             std::int64_t images, int threads, const RunControl& control) = 0;
  /// `onPart` gets what is known so far, with every growing sample.
  virtual effort::GateStudy gateStudy(std::int64_t maxImages, int threads, const RunControl& control,
                                      const std::function<void(const effort::GateStudy&)>& onPart) = 0;
  /// Which kernels the engine `fast` takes for the dense layers, and what the others cost: a kept plan, or one measured
  /// on the first images.
  virtual fast::FastPlan kernelPlan(const RunControl& control) = 0;
  virtual Limits limits() const = 0;
  /// ms of each node's dense kernel, one image; by node.
  virtual std::vector<double> denseNodeMs() const = 0;
};

using SessionFactory = std::function<std::unique_ptr<LiveSession>(const std::shared_ptr<const Workspace>&)>;

/// For inputs and intermediate results: a quarter of the machine's memory, at least 1 GiB, at most 8 GiB.
std::int64_t memoryBudgetBytes(std::int64_t physicalBytes);

/// A session on the engine's LiveEvaluator; made on the worker at the first request.
std::unique_ptr<LiveSession> makeLiveSession(const std::shared_ptr<const Workspace>& workspace);

}  // namespace effortlab::app
