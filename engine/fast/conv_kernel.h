#pragma once

#include "core/tensor.h"
#include "fast/lane_tensor.h"
#include "model/layer_params.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace effortlab::fast {

/// What is done to a sum before it is stored: y = clamp(x < 0 ? slope x : x, low, high).
struct Epilogue {
  float slope = 1.0F;
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  bool identity() const noexcept { return slope == 1.0F && !clamps(); }
  bool clamps() const noexcept {
    return low > -std::numeric_limits<float>::infinity() || high < std::numeric_limits<float>::infinity();
  }
  bool relu() const noexcept { return slope == 0.0F && !clamps(); }
  bool operator==(const Epilogue&) const = default;
};
constexpr Epilogue reluEpilogue{.slope = 0.0F};

/// A convolution (or a fully connected layer: a 1x1 one over maps of one element) and what is fused to it.
struct ConvLayer {
  model::ConvolutionParams params;  ///< `window` has its padding in numbers
  TensorPtr weights;                ///< [K, C/groups, R, S]
  TensorPtr bias;                   ///< [K]; null: none
  Epilogue epilogue;
};

/// One call: all output maps of one unit (an image in Tiles use, 16 in Images use).
struct ConvCall {
  /// Its halo is filled and covers requiredHalo(); in Tiles use its tiles are stride times the output's.
  const LaneTensor& input;
  LaneTensor& output;
  std::int64_t outputPlane = 0;  ///< where the first output map goes: concatenation without a copy
  bool parallel = false;         ///< may use the arena's threads (parallelFor)
  std::stop_token stop;          ///< returns early once requested
};

/// A convolution prepared for one way of computing it. Const and safe to call concurrently; any map size.
class ConvKernel {
public:
  virtual ~ConvKernel() = default;
  /// "direct", "winograd", "weight-sparse" ...: as plans and users name it.
  virtual std::string_view name() const noexcept = 0;
  /// Writes the tiles of the output maps, not their halo. What lies beyond the image in the last tiles is unspecified.
  /// Results do not depend on the number of threads.
  virtual void run(const ConvCall& call) const = 0;
  /// Whether run() needs requiredHalo() around the input; else any halo will do.
  virtual bool needsHalo() const noexcept { return true; }
};

/// Around the input tiles for `window`, given the tile sizes of input and output (padding resolved).
Halo requiredHalo(const model::Window2d& window, const LaneMaps& input, const LaneMaps& output);

}  // namespace effortlab::fast
