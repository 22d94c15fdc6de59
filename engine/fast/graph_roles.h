#pragma once

#include "fast/conv_kernel.h"
#include "model/graph.h"

#include <optional>
#include <vector>

namespace effortlab::fast {

/// What a node can be in a network that is computed in lanes.
enum class NodeRole {
  Plain,           ///< computed by the layer's own kernel on row-major tensors
  Convolution,     ///< by a ConvKernel
  FullyConnected,  ///< the same where lanes are images
  Pool,
  Activation,  ///< element by element, in lanes
  Sum,         ///< of maps of one shape
  Concat,      ///< of maps: its inputs are computed where they belong
  Alias,       ///< the input itself: nothing to do, or done by the layer before
};

struct RoledNode {
  NodeRole role = NodeRole::Plain;
  Epilogue epilogue;  ///< Convolution, FullyConnected, Sum, Activation
  int absorbed = -1;  ///< the activation's node that became the epilogue
};

/// y = clamp(x < 0 ? slope x : x, low, high), where the activation is of that form.
std::optional<Epilogue> epilogueOf(const model::ActivationParams& params) noexcept;

/// One entry a node; what maps' sizes have a say in is decided later. An activation that alone reads a layer becomes
/// its epilogue; so does a ReLU behind a max pooling, which commutes with it.
std::vector<RoledNode> findRoles(const model::Graph& graph);

}  // namespace effortlab::fast
