#pragma once

#include "nn/engine.h"

namespace effortlab::nn {

/// How oneDNN computes convolutions: its direct kernels, or Winograd's wherever it has them for a layer (3x3, stride
/// 1).
enum class OneDnnConvolution { Direct, Winograd };

/// The graph on oneDNN's primitives in the layouts they choose, a yardstick to compare with; layers oneDNN lacks run on
/// our own kernels. Threads: calls may overlap, each has primitives and memory of its own. oneDNN's OpenMP pool is
/// bounded by the arena of the caller, to one thread inside a parallelFor(); our own kernels use the arena between.
/// The first run of an input shape prepares the primitives.
std::unique_ptr<InferenceEngine> makeOneDnnEngine(const model::Model& model, OneDnnConvolution convolution);

}  // namespace effortlab::nn
