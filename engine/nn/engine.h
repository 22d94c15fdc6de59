#pragma once

#include "core/tensor.h"
#include "model/manifest.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::nn {

enum class EngineKind { Fast, Eigen, Reference, Naive, OpenCv, OneDnn, OneDnnWinograd };

/// "fast", "eigen", "reference", "naive", "opencv", "onednn", "onednn-winograd".
std::string_view engineName(EngineKind kind);
/// Errors: Error{InvalidArgument} listing the names.
EngineKind engineFromName(std::string_view name);

/// Whether effort knobs run on it.
constexpr bool hasKnobs(EngineKind kind) noexcept {
  return kind == EngineKind::Fast || kind == EngineKind::Eigen || kind == EngineKind::Reference;
}

/// A whole network on one engine.
class InferenceEngine {
public:
  virtual ~InferenceEngine() = default;
  /// First output for a batch [N, C, H, W]. `nodeMs`, where given, gets each node's wall-clock added (graph order;
  /// engines that cannot tell leave it alone). Errors: Error{ShapeMismatch, Cancelled}; Error{Unsupported} for another
  /// batch than the only one a network that mixes images computes.
  virtual Tensor run(TensorPtr batch, std::stop_token stop, std::vector<double>* nodeMs) = 0;
  /// All outputs, in the order of Graph::outputs; same errors.
  virtual std::vector<Tensor> runAll(TensorPtr batch, std::stop_token stop) = 0;
};

/// For the engine `fast` alone: which kernels it uses (fast/fast_plan.h).
struct EngineOptions {
  std::filesystem::path plan = {};        ///< a plan file to follow; empty: a kept or measured plan
  std::filesystem::path planFolder = {};  ///< where measured plans are kept; empty: nowhere
};

/// Errors: Error{Unsupported} when OpenCV cannot read the model; Error of a plan that does not fit.
std::unique_ptr<InferenceEngine> makeEngine(EngineKind kind, const model::Model& model,
                                            const EngineOptions& options = {});

/// Class scores of one image as probabilities: the values themselves where the graph ends in softmax, else their
/// softmax.
std::vector<float> probabilities(std::span<const float> outputs, bool endsInSoftmax);
bool endsInSoftmax(const model::Graph& graph);

}  // namespace effortlab::nn
