#pragma once

#include "fast/lane_program.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace effortlab::fast {

/// The memory one unit runs in: the slots of a program. Kept from unit to unit, which spares page faults.
struct Workspace {
  std::vector<LaneTensor> slots;
};

/// Workspaces that no unit uses. Safe to call concurrently.
class WorkspacePool {
public:
  std::unique_ptr<Workspace> take();
  void give(std::unique_ptr<Workspace> workspace);

private:
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Workspace>> m_idle;
};

/// A node that somebody else computes: images [firstImage, ...) of the batch, row-major. Returns false to leave it to
/// the layer's own kernel.
struct OverrideCall {
  int node = 0;
  std::int64_t firstImage = 0;
  std::span<const Tensor* const> inputs;
  std::span<Tensor> outputs;
  const nn::KernelContext& context;
};
using RowMajorOverride = std::function<bool(const OverrideCall&)>;

/// A convolution in lanes that somebody else computes, images [firstImage, firstImage + images) of the batch. The
/// step's kernel says what its input looks like; its epilogue is the caller's to apply. Returns false to leave it to
/// the kernel.
using LaneOverride =
    std::function<bool(const LaneStep& step, const ConvCall& call, std::int64_t firstImage, std::int64_t images)>;

/// One unit's images, [images][C][H][W], and where what it hands on goes.
struct UnitCall {
  std::span<const float> input;
  std::int64_t images = 1;
  std::int64_t firstImage = 0;  ///< in the batch
  bool parallel = false;        ///< inside layers
  std::stop_token stop;
  /// By entry of LaneProgram::tailValues: the unit's part of the batch's tensor.
  std::vector<std::span<float>> outputs;
  /// Called before each step with its input in place, where given.
  std::function<void(const LaneStep& step, const ConvCall& call)> onConvolution;
  std::function<void(int node, double ms)> onNodeTime;
  RowMajorOverride override;
  LaneOverride laneOverride;
};

/// Runs a program's steps. Errors: Error{Cancelled}, errors of the layers.
void runUnit(const model::Graph& graph, const LaneProgram& program, Workspace& workspace, const UnitCall& call);

}  // namespace effortlab::fast
