#pragma once

#include "effort/knobs.h"
#include "model/graph.h"

#include <optional>
#include <string>
#include <vector>

namespace effortlab::effort {

/// A layer that has effort knobs: a convolution or a fully connected layer.
struct EffortLayer {
  int node = 0;  ///< index in Graph::nodes
  std::string name;
  bool convolution = true;  ///< false: fully connected, SPET only
  std::int64_t outputs = 0;
  std::int64_t taps = 0;  ///< inputs of one neuron
  /// Activation that every reader of the output leads to, directly or through max pooling (which commutes with it).
  std::optional<model::ActivationKind> activation;
  /// The activation's node when it reads this layer directly and alone: it is computed together with the layer.
  int activationNode = -1;
  bool nonNegativeInputs = false;  ///< every input comes from a ReLU or sigmoid (through pooling, concat ...)

  bool hasSpet() const noexcept { return activation.has_value(); }
  bool hasTwoSidedSpet() const noexcept { return activation && *activation != model::ActivationKind::Relu; }
  bool hasExactSpet() const noexcept { return activation == model::ActivationKind::Relu && nonNegativeInputs; }
  bool hasSdss() const noexcept { return convolution; }
  bool hasSfma() const noexcept { return convolution; }
  bool has(KnobKind kind) const noexcept {
    return kind == KnobKind::Spet ? hasSpet() : kind == KnobKind::Sdss ? hasSdss() : hasSfma();
  }
};

/// All layers with knobs, in topological order.
std::vector<EffortLayer> findEffortLayers(const model::Graph& graph);

}  // namespace effortlab::effort
