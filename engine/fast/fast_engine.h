#pragma once

#include "fast/fast_network.h"
#include "fast/fast_plan.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <memory>
#include <stop_token>

namespace effortlab::fast {

/// The engine `fast`. The first batch settles its plan: the one given, else one kept, else one measured.
class FastEngine : public nn::InferenceEngine {
public:
  virtual const FastNetwork& network() const noexcept = 0;
  /// Settles the plan for batches like `batch`, unless it is settled; from then on safe to call
  /// concurrently. Errors: Error{Cancelled, ShapeMismatch}.
  virtual const FastPlan& plan(const TensorPtr& batch, std::stop_token stop) = 0;
};

/// Errors: Error{Mismatch} for a plan of another model or instruction set, errors of readPlan() and defaultIsa().
std::unique_ptr<FastEngine> makeFastEngine(const model::Model& model, const nn::EngineOptions& options);

}  // namespace effortlab::fast
