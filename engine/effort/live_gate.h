#pragma once

#include "core/run_control.h"
#include "data/preprocess.h"
#include "effort/gate.h"
#include "effort/gate_study.h"
#include "effort/scoring.h"
#include "model/manifest.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace effortlab::effort {

/// What the 8-bit pass said of one image.
struct GatePass {
  Score score;
  float margin = 0.0F;  ///< between the two best logits
  bool doubtful(const GateKnob& knob) const noexcept { return static_cast<double>(margin) < knob.margin; }
};

GateImage gateImage(const GatePass& pass, const Score& dense) noexcept;

/// The gate of a live evaluation: calibrated once, whatever its knob.
class LiveGate {
public:
  /// Calibrates on the first gateCalibrationImages of `images`, of the sample on those that tune.
  LiveGate(std::shared_ptr<const model::Model> model, std::shared_ptr<const data::InputCache> inputs,
           std::span<const std::int64_t> images);

  /// Calibrates, the first time. Errors: Error{Unsupported} with gateProblem(), those of calibrateGate().
  void prepare(const RunControl& control);
  /// After prepare(); safe to call concurrently. Errors: of the data; Error{Cancelled}.
  std::vector<GatePass> run(std::span<const std::int64_t> images, bool parallel, const RunControl& control) const;
  /// One image's work, from the exact network's.
  EffortCounts booked(const GateKnob& knob, bool repeated, const EffortCounts& exact) const;
  const std::vector<std::int64_t>& macs8() const { return m_gate->macs8(); }

private:
  std::shared_ptr<const model::Model> m_model;
  std::shared_ptr<const data::InputCache> m_inputs;
  std::vector<std::int64_t> m_calibrationImages;
  bool m_softmax = false;
  std::unique_ptr<const Gate> m_gate;
};

}  // namespace effortlab::effort
