#pragma once

#include "core/run_control.h"
#include "core/tensor.h"
#include "effort/effort_engine.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <memory>
#include <vector>

namespace effortlab::cli {

/// A network's answer to one input tensor.
struct Prediction {
  Tensor output;
  std::vector<effort::LayerCounts> counts;  ///< by image of the tensor
};

/// Runs a network on single inputs, with or without knobs, and counts the work.
class Predictor {
public:
  /// Errors: Error of the engine, or of knobs that do not fit.
  Predictor(std::shared_ptr<const model::Model> model, const effort::KnobSettings& knobs,
            const effort::EffortEngineOptions& options);
  ~Predictor();

  /// Errors: Error{ShapeMismatch, Cancelled}.
  Prediction run(Tensor input, const RunControl& control) const;

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

struct RankedClass {
  std::int64_t index = 0;
  float score = 0.0F;  ///< probability
};

/// The `count` best classes of one image's outputs, best first; equal scores by index, NaN last.
std::vector<RankedClass> bestClasses(std::span<const float> outputs, bool endsInSoftmax, std::size_t count);

}  // namespace effortlab::cli
