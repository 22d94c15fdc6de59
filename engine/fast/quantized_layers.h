#pragma once

#include "fast/conv_kernel.h"
#include "fast/int8_lanes.h"
#include "fast/quantization.h"
#include "model/layer_params.h"
#include "nn/network.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace effortlab::fast {

/// What the steps of a quantised network work on: one image (Tiles use) or up to 16 (Images use).
struct QuantizedUnit {
  std::vector<LaneTensor> slots;
  nn::Values values;  ///< those held as floats, by value number
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint32_t> words;
  std::int64_t images = 1;
  bool parallel = false;
  std::stop_token stop;
};

/// A step of the plan. Const, shared by all units.
using QuantizedStep = std::function<void(QuantizedUnit& unit)>;

/// Maps in 8 bits: planes from `plane` on of a slot.
struct Int8Value {
  int slot = -1;
  std::int64_t plane = 0;
  std::int64_t channels = 0;
  Quantization quantization = {};

  std::int64_t planes() const noexcept { return (channels + packedChannels - 1) / packedChannels; }
};

/// Floats [images, channels, ...] of value `from` into planes, halo included.
QuantizedStep quantizeStep(const Int8Kernels& kernels, int from, const Int8Value& to, const LaneMaps& maps);
/// Planes into a float tensor [1, ...] or [images, ...] of that shape.
QuantizedStep dequantizeStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& maps, int to,
                             const Shape& shape);
/// Planes of a slot into planes of another with other tiles or halo.
QuantizedStep copyStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& source, const Int8Value& to,
                       const LaneMaps& target);
/// Planes of a slot into planes of other maps that hold the same elements in a row and zeros behind them.
QuantizedStep flattenStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& source,
                          const Int8Value& to, const LaneMaps& target);
QuantizedStep haloStep(const Int8Kernels& kernels, const Int8Value& value, const LaneMaps& maps, std::uint32_t padding);
/// `window` with its padding in numbers; the input's halo holds 0, below which no byte is.
QuantizedStep maxPoolStep(const Int8Kernels& kernels, const Int8Value& from, const Int8Value& to,
                          const model::Window2d& window);
/// Means over windows; the input's halo holds its zero. `factors`: [tile vectors][16], input step / output step /
/// divisor.
struct MeanPool {
  Int8Value from = {}, to = {};
  model::Window2d window = {};
  std::vector<float> factors = {};
};
QuantizedStep meanPoolStep(const Int8Kernels& kernels, MeanPool pool);

/// Elements that maps have beyond those in lanes (negative: lack), all alike in a map: the border of a padded
/// point-wise convolution and what fills up its lanes.
struct Int8MapBorder {
  std::int64_t elements = 0;
  std::vector<std::uint8_t> bytes;  ///< [channels]
};

/// The mean of each map as floats; overwrites what lies beyond the image in the lanes.
struct GlobalAverage {
  Int8Value from;
  LaneMaps maps;
  Int8MapBorder border = {};
  int to = 0;
  Shape shape = {};
};
QuantizedStep globalAverageStep(const Int8Kernels& kernels, const GlobalAverage& average);

/// A fully connected layer for one image.
struct DenseLayer {
  TensorPtr weights;  ///< [K, channels height width]
  TensorPtr bias;     ///< or null
  Epilogue epilogue;
  Quantization input;
};
/// From planes, or where `from.slot` is -1 from the floats of value `fromValue`, to floats.
QuantizedStep denseStep(const Int8Kernels& kernels, const DenseLayer& layer, const Int8Value& from,
                        const LaneMaps& maps, int fromValue, int to);

/// What a point-wise convolution makes of zeros, by map.
std::vector<std::uint8_t> int8BorderOf(const ConvKernel& kernel, const Int8Value& from, std::int64_t outputs);
/// An activation that can be done with the layer before it.
std::optional<Epilogue> int8EpilogueOf(const model::LayerParams& params);

}  // namespace effortlab::fast
