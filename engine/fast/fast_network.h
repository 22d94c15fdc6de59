#pragma once

#include "fast/fast_plan.h"
#include "fast/lane_program.h"
#include "fast/lane_runner.h"
#include "nn/network.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace effortlab::fast {

struct FastRun {
  bool parallel = true;
  std::stop_token stop = {};
  std::function<void(int node, double ms)> onNodeTime = {};  ///< may be called from several threads
  std::function<void(const LaneStep& step, const ConvCall& call)> onConvolution = {};  ///< UnitCall::onConvolution
  std::vector<int> rowMajor = {};                                                      ///< ProgramOptions::rowMajor
  RowMajorOverride override = {};  ///< may compute row-major nodes; may be called from several threads
  LaneOverride laneOverride = {};  ///< ... convolutions in lanes
};

/// A network in lanes: images, or groups of 16, go through it one after the other or on several threads; layers without
/// a kernel here are computed by their row-major one. Const and safe to call concurrently; any input size.
class FastNetwork {
public:
  FastNetwork(std::shared_ptr<const nn::Network> network, Isa isa);

  const nn::Network& network() const noexcept { return *m_network; }
  Isa isa() const noexcept { return m_isa; }
  /// Whether anything can be computed in lanes: images apart, one input of maps.
  bool usable() const noexcept;

  /// All outputs, in the order of Graph::outputs, for a batch [N, C, H, W]. Errors: Error{ShapeMismatch, Unsupported,
  /// Cancelled}; Error{Mismatch} when the plan names a kernel that a layer does not have.
  std::vector<Tensor> run(TensorPtr batch, const FastPlan& plan, const FastRun& options) const;

  /// The ways to compute a layer; empty where only the row-major kernel does. Kernels are prepared once and kept.
  const std::vector<std::shared_ptr<const ConvKernel>>& candidates(int node, const ConvLayer& layer, LaneUse use) const;

  /// For inputs [1, C, H, W]; kept for the sizes last used.
  std::shared_ptr<const LaneProgram> program(const Shape& input, const FastPlan& plan,
                                             const std::vector<int>& rowMajor = {}) const;

private:
  struct CandidateKey {
    int node;
    LaneUse use;
    std::array<std::int64_t, 4> padding;  ///< of automatic padding, which the maps' size decides
    Epilogue epilogue;
    bool operator<(const CandidateKey& other) const;
  };
  struct KeptProgram {
    Shape input;
    LaneUse use;
    std::vector<std::string> kernels;
    std::vector<int> rowMajor;
    std::shared_ptr<const LaneProgram> program;
  };

  std::shared_ptr<const nn::Network> m_network;
  Isa m_isa;
  mutable std::mutex m_mutex;
  mutable std::map<CandidateKey, std::vector<std::shared_ptr<const ConvKernel>>> m_candidates;
  mutable std::vector<KeptProgram> m_programs;  ///< last used first
  mutable WorkspacePool m_workspaces;
};

/// Images that run as one unit.
constexpr std::int64_t unitImages(LaneUse use) noexcept {
  return use == LaneUse::Tiles ? 1 : lanes;
}

}  // namespace effortlab::fast
