#pragma once

#include <cstdint>
#include <vector>

namespace effortlab::effort {

/// Pixels in a row of TapColumns are a multiple of this: the widest vector.
constexpr std::int64_t pixelStep = 16;
/// Outputs in a panel of weights.
constexpr std::int64_t panelOutputs = 8;
/// Outputs whose lists of taps are walked together.
constexpr std::int64_t listOutputs = 4;

constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t step) noexcept {
  return (value + step - 1) / step * step;
}

/// Unfolded pixels, [rows][stride], of which `count` (a multiple of pixelStep) are used.
struct TapColumns {
  const float* data = nullptr;
  std::int64_t stride = 0;
  std::int64_t count = 0;
};

/// One tap that all outputs of a panel share.
struct PanelTap {
  std::int32_t row = 0;     ///< of the columns
  std::int32_t weight = 0;  ///< offset of its weights, [panelOutputs], in the panel
};

/// out[panelOutputs][outStride] = sum over taps of weight * column.
struct PanelProduct {
  const PanelTap* taps = nullptr;
  std::int64_t tapCount = 0;
  const float* panel = nullptr;
  TapColumns columns;
  float* out = nullptr;
  std::int64_t outStride = 0;
};

/// One tap of one output. Starts uninitialised.
struct ListTap {
  std::int32_t row;
  float weight;
};

/// Taps of listOutputs outputs.
struct ListSegment {
  const ListTap* taps[listOutputs] = {};
  std::int64_t count[listOutputs] = {};
};

/// out[listOutputs][outStride] = sum over the taps of both segments of weight * column.
struct ListProduct {
  static constexpr int segmentCount = 2;
  ListSegment segments[segmentCount];
  TapColumns columns;
  float* out = nullptr;
  std::int64_t outStride = 0;
};

/// Continues sums[count] with the taps in their order and adds to rounds[count] how often, before each `period` taps, a
/// sum was not negative. Once negative, a sum is taken to stay so, and may be left where it is.
struct TailProduct {
  const ListTap* taps = nullptr;
  std::int64_t tapCount = 0;
  std::int64_t period = 0;
  TapColumns columns;
  float* sums = nullptr;
  std::int32_t* rounds = nullptr;
};

/// Some floats of a row, and where they go.
struct CopyRun {
  std::int64_t from = 0, to = 0, length = 0;
};
/// Row i of `to`, [rowCount][stride], gets the runs of the row at from + rows[i].
struct RowCopy {
  const float* from = nullptr;
  const std::int64_t* rows = nullptr;
  std::int64_t rowCount = 0;
  float* to = nullptr;
  std::int64_t stride = 0;
  const CopyRun* runs = nullptr;
  std::int64_t runCount = 0;
};

/// The kernels of measure mode for one instruction set. One thread each. Ensures: a pixel's sum runs over the taps in
/// their order, whatever the other sizes.
struct TapKernels {
  void (*multiplyPanel)(const PanelProduct&) = nullptr;
  void (*multiplyLists)(const ListProduct&) = nullptr;
  void (*continueTail)(const TailProduct&) = nullptr;
  void (*copyRows)(const RowCopy&) = nullptr;
  const char* isa = "";
};

/// Those this processor can run, slowest first.
std::vector<TapKernels> supportedTapKernels();
/// The fastest of them.
const TapKernels& tapKernels() noexcept;

}  // namespace effortlab::effort
