#pragma once

#include "fast/isa.h"

#include <cstdint>

namespace effortlab::effort {

/// Lengths of dotRows() are multiples of this: the widest vector.
constexpr std::int64_t dotStep = 16;

/// out[i] = sum over `length` of common * rows[list[i] - firstRow].
struct DotRows {
  const float* common = nullptr;  ///< [length]
  const float* rows = nullptr;    ///< [...][stride], of which `length` are used
  std::int64_t stride = 0;
  const std::int32_t* list = nullptr;
  std::int32_t firstRow = 0;
  std::int64_t count = 0;   ///< of the list
  std::int64_t length = 0;  ///< a multiple of dotStep
  float* out = nullptr;     ///< [count]
};

/// rows[pixel][i] = columns[order[i]][pixel].
struct ColumnsToRows {
  const float* columns = nullptr;
  std::int64_t columnStride = 0;
  std::int64_t pixels = 0;              ///< a multiple of dotStep
  const std::int32_t* order = nullptr;  ///< negative: zeros
  std::int64_t length = 0;              ///< of the order, a multiple of dotStep
  float* rows = nullptr;                ///< [pixels][rowStride]
  std::int64_t rowStride = 0;
};

/// Saturates the sums outside [low, high] and lists the others.
struct StopSums {
  float* sums = nullptr;  ///< [count]; stopped ones become their saturation
  std::int64_t count = 0;
  float low = 0.0F, high = 0.0F;
  float lowValue = 0.0F, highValue = 0.0F;
  std::int32_t stoppedTaps = 0, keptTaps = 0;
  std::int32_t* executed = nullptr;  ///< [count]
  std::int32_t* list = nullptr;      ///< [count + dotStep]: places of the others, ascending; what follows is undefined
};

/// SDSS at period 2, one row: cell j has the sampled columns 2 j and 2 j + 2 and the candidates 2 j (not in sampled
/// rows) and 2 j + 1.
struct PairCells {
  const float* top = nullptr;     ///< the sampled row above, or the row itself
  const float* bottom = nullptr;  ///< the sampled row below, or `top`
  float* row = nullptr;
  std::int32_t* executed = nullptr;  ///< of replaced candidates becomes 0; may be null
  bool sampled = false;
  float maxBelow = 0.0F, deltaBelow = 0.0F;
};
struct PairsReplaced {
  std::int64_t cells = 0;   ///< done: the last ones are left to the caller
  std::int32_t onGrid = 0;  ///< candidates 2 j replaced
  std::int32_t between = 0;
};

/// The kernels that leave neurons out for one instruction set. One thread each. Ensures: a dot product does not depend
/// on what else is in the list.
struct SkipKernels {
  void (*dotRows)(const DotRows&) = nullptr;
  void (*columnsToRows)(const ColumnsToRows&) = nullptr;
  std::int64_t (*stopSums)(const StopSums&) = nullptr;  ///< returns how many are listed
  /// The first of `cells` cells, as many as fill vectors.
  PairsReplaced (*replacePairs)(const PairCells&, std::int64_t cells) = nullptr;
};

const SkipKernels& skipKernels(fast::Isa isa);
/// Those of fast::defaultIsa().
const SkipKernels& skipKernels();

}  // namespace effortlab::effort
