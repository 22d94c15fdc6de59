#pragma once

#include "fast/isa.h"
#include "fast/lane_tensor.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace effortlab::fast {

/// What one way of computing a layer costs.
struct KernelCost {
  std::string kernel;
  double ms = 0.0;  ///< an image
};

struct LayerPlan {
  std::string layer;
  std::string kernel;                  ///< chosen
  std::vector<KernelCost> candidates;  ///< as measured, cheapest first; empty: not measured
};

/// Which kernel computes each convolution and fully connected layer. Two runs under one plan on one instruction set
/// give the same bits, whatever the number of threads.
struct FastPlan {
  std::string model;      ///< name
  std::string modelHash;  ///< of Model
  std::string cpu;        ///< Machine::cpu: times are of this machine
  Isa isa = Isa::Scalar;
  LaneUse use = LaneUse::Tiles;
  std::vector<LayerPlan> layers;  ///< those computed in lanes; any other by its row-major kernel

  const LayerPlan* find(std::string_view layer) const noexcept;
};

/// "tiles", "images".
std::string_view laneUseName(LaneUse use) noexcept;

/// JSON of schema effortlab-plan/1.
std::string planJson(const FastPlan& plan);
/// A plan, or what a command printed with one in it. Errors: Error{FileNotFound, WrongFormat, TooLarge}, naming the
/// file and the field.
FastPlan readPlan(const std::filesystem::path& file);
/// Writes a file beside and renames it: a reader never sees half a plan. Errors: Error{WriteFailed}.
void writePlan(const FastPlan& plan, const std::filesystem::path& file);

}  // namespace effortlab::fast
