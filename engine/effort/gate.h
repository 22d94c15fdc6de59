#pragma once

#include "core/run_control.h"
#include "data/preprocess.h"
#include "effort/knobs.h"
#include "effort/op_counter.h"
#include "fast/calibration.h"
#include "fast/quantized_network.h"
#include "model/manifest.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace effortlab::effort {

/// Images whose activations the 8-bit pass is calibrated on, where there are as many.
constexpr std::int64_t gateCalibrationImages = 100;

/// Scales of the 8-bit pass from tuning images, and its margins on them. Errors: Error{InvalidArgument} without images;
/// errors of the data; Error{Cancelled}.
std::shared_ptr<const fast::Calibration> calibrateGate(const model::Model& model, const data::InputCache& inputs,
                                                       std::span<const std::int64_t> images, const RunControl& control);

/// The share of the calibration's images that a margin repeats; 0 where their margins are not known.
double repeatedShare(const fast::Calibration& calibration, double margin);

/// What one batch takes, on one thread.
struct GateTimes {
  double passMs = 0.0;    ///< in 8 bits
  double repeatMs = 0.0;  ///< what is expected to be repeated
  double exactMs = 0.0;   ///< exact from the start
  bool pays() const noexcept { return passMs + repeatMs < exactMs; }
};

/// One line why a network has no 8-bit pass; empty: it has one.
std::string gateProblem(const model::Graph& graph);

/// Books the 8-bit pass on one image's counts. `counts` holds the exact network's work, or for an image that is not
/// repeated the dense MACs alone. `macs8`: QuantizedNetwork::macs8().
void bookGate(const GateKnob& knob, std::span<const std::int64_t> macs8, bool repeated, EffortCounts& counts);

/// The 8-bit pass of the gate, and what it costs. Const and safe to call concurrently. Source: algorithms 1.5.
class Gate {
public:
  /// Errors: Error{Unsupported} where the network cannot run in 8 bits; Error{InvalidArgument} for a calibration of
  /// another network.
  Gate(const model::Model& model, const GateKnob& knob, const fast::Calibration& calibration);

  const GateKnob& knob() const noexcept { return m_knob; }

  /// First output of the 8-bit pass for a batch.
  Tensor run(const Tensor& batch, bool parallel, std::stop_token stop) const {
    return m_network.run(batch, parallel, std::move(stop));
  }

  /// Images of the pass's output that are in doubt.
  std::vector<std::int64_t> doubtful(const Tensor& output) const;
  float margin(const Tensor& output, std::int64_t image) const;
  /// Multiply-accumulates an image done in 8 bits, by node.
  const std::vector<std::int64_t>& macs8() const noexcept { return m_network.macs8(); }

  /// bookGate() with the pass's own knob.
  void book(bool repeated, EffortCounts& counts) const { bookGate(m_knob, m_network.macs8(), repeated, counts); }

private:
  GateKnob m_knob;
  bool m_softmax;
  fast::QuantizedNetwork m_network;
};

}  // namespace effortlab::effort
