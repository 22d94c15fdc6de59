#include "fast/quantized_layers.h"

#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace effortlab::fast {

namespace {

constexpr std::int64_t int8WordBytes = 4;
constexpr std::int64_t int8DotBytes = 64;
/// Outputs of a fully connected layer a task computes.
constexpr std::int64_t int8DenseChunk = 32;

std::uint32_t* int8WordsOf(float* at) {
  return reinterpret_cast<std::uint32_t*>(at);
}

const std::uint32_t* int8WordsOf(const float* at) {
  return reinterpret_cast<const std::uint32_t*>(at);
}

std::int64_t int8ImagesOf(const LaneMaps& maps) {
  return maps.use == LaneUse::Images ? lanes : 1;
}

/// Channels [4 plane, 4 plane + 4) of one image as words [map], four channels each; absent channels are 0.
void quantizeWords(const Int8Kernels& kernels, const Quantization& q, std::span<const float> image,
                   std::int64_t channels, std::int64_t plane, std::vector<std::uint8_t>& bytes, std::uint32_t* words) {
  const auto map = static_cast<std::int64_t>(image.size()) / channels;
  bytes.resize(static_cast<std::size_t>(packedChannels * map));
  for (std::int64_t c = 0; c < packedChannels; ++c) {
    std::uint8_t* to = bytes.data() + c * map;
    if (const std::int64_t channel = plane * packedChannels + c; channel < channels)
      kernels.quantize(image.data() + channel * map, map, 1.0F / q.step, static_cast<float>(q.zero), to);
    else
      std::memset(to, 0, static_cast<std::size_t>(map));
  }
  const std::uint8_t* a = bytes.data();
  for (std::int64_t i = 0; i < map; ++i)
    words[i] = static_cast<std::uint32_t>(a[i]) | static_cast<std::uint32_t>(a[map + i]) << 8U |
               static_cast<std::uint32_t>(a[2 * map + i]) << 16U | static_cast<std::uint32_t>(a[3 * map + i]) << 24U;
}

}  // namespace

QuantizedStep quantizeStep(const Int8Kernels& kernels, int from, const Int8Value& to, const LaneMaps& maps) {
  return [&kernels, from, to, maps, index = indexFromMaps(maps)](QuantizedUnit& unit) {
    const Tensor& tensor = *unit.values[static_cast<std::size_t>(from)];
    const std::int64_t map = maps.height * maps.width;
    unit.words.assign(static_cast<std::size_t>(int8ImagesOf(maps) * map), 0);
    LaneTensor& target = unit.slots[static_cast<std::size_t>(to.slot)];
    for (std::int64_t plane = 0; plane < to.planes(); ++plane) {
      for (std::int64_t n = 0; n < unit.images; ++n)
        quantizeWords(kernels, to.quantization, tensor.image(n), to.channels, plane, unit.bytes,
                      unit.words.data() + n * map);
      kernels.gather({.from = unit.words.data(),
                      .index = index->data(),
                      .count = static_cast<std::int64_t>(index->size()),
                      .padding = to.quantization.padding(),
                      .to = int8WordsOf(target.plane(to.plane + plane)) - maps.origin()});
    }
  };
}

QuantizedStep dequantizeStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& maps, int to,
                             const Shape& shape) {
  return [&kernels, from, maps, to, shape, index = indexToMaps(maps)](QuantizedUnit& unit) {
    auto tensor = std::make_shared<Tensor>(shape.withBatch(unit.images));
    const std::int64_t map = maps.height * maps.width;
    unit.words.resize(index->size());
    for (std::int64_t plane = 0; plane < from.planes(); ++plane) {
      const float* source = unit.slots[static_cast<std::size_t>(from.slot)].plane(from.plane + plane);
      kernels.gather({.from = int8WordsOf(source),
                      .index = index->data(),
                      .count = unit.images * map,
                      .padding = 0,
                      .to = unit.words.data()});
      const std::int64_t first = plane * packedChannels;
      for (std::int64_t n = 0; n < unit.images; ++n)
        for (std::int64_t c = first; c < std::min(from.channels, first + packedChannels); ++c) {
          float* out = tensor->image(n).data() + c * map;
          const std::uint32_t* words = unit.words.data() + n * map;
          const auto shift = static_cast<std::uint32_t>(8 * (c - first));
          for (std::int64_t i = 0; i < map; ++i)
            out[i] = from.quantization.dequantize(static_cast<std::uint8_t>(words[i] >> shift));
        }
    }
    unit.values[static_cast<std::size_t>(to)] = std::move(tensor);
  };
}

namespace {

QuantizedStep int8GatherStep(const Int8Kernels& kernels, const Int8Value& from, const Int8Value& to,
                             const LaneMaps& target, Int8LaneIndex index) {
  return [&kernels, from, to, target, index = std::move(index)](QuantizedUnit& unit) {
    const LaneTensor& read = unit.slots[static_cast<std::size_t>(from.slot)];
    LaneTensor& write = unit.slots[static_cast<std::size_t>(to.slot)];
    parallelFor(from.planes(), unit.parallel, [&](std::int64_t plane) {
      kernels.gather({.from = int8WordsOf(read.plane(from.plane + plane)),
                      .index = index->data(),
                      .count = static_cast<std::int64_t>(index->size()),
                      .padding = to.quantization.padding(),
                      .to = int8WordsOf(write.plane(to.plane + plane)) - target.origin()});
    });
  };
}

}  // namespace

QuantizedStep copyStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& source, const Int8Value& to,
                       const LaneMaps& target) {
  return int8GatherStep(kernels, from, to, target, indexBetween(source, target));
}

QuantizedStep flattenStep(const Int8Kernels& kernels, const Int8Value& from, const LaneMaps& source,
                          const Int8Value& to, const LaneMaps& target) {
  return int8GatherStep(kernels, from, to, target, indexFlattened(source, target));
}

QuantizedStep haloStep(const Int8Kernels& kernels, const Int8Value& value, const LaneMaps& maps,
                       std::uint32_t padding) {
  return [&kernels, value, padding, fill = std::make_shared<Int8HaloFill>(maps)](QuantizedUnit& unit) {
    fill->run(kernels, unit.slots[static_cast<std::size_t>(value.slot)], {value.plane, value.planes()}, padding);
  };
}

namespace {

/// Runs `pool`, a pooling kernel of the table, over every row of every plane; `row` holds what all have in common.
void int8PoolPlanes(QuantizedUnit& unit, const Int8Value& from, const Int8Value& to, const model::Window2d& window,
                    const Int8PoolRow& row, void (*pool)(const Int8PoolRow&)) {
  const LaneTensor& read = unit.slots[static_cast<std::size_t>(from.slot)];
  LaneTensor& write = unit.slots[static_cast<std::size_t>(to.slot)];
  const LaneMaps& in = read.maps();
  const LaneMaps& out = write.maps();
  parallelFor(from.planes(), unit.parallel, [&](std::int64_t plane) {
    const float* source = read.plane(from.plane + plane) - window.padTop * in.rowStride() - window.padLeft * lanes;
    float* target = write.plane(to.plane + plane);
    Int8PoolRow one = row;
    one.rowStep = window.dilationH * in.rowStride() * int8WordBytes;
    one.columnStep = window.dilationW * lanes * int8WordBytes;
    one.kernelH = window.kernelH;
    one.kernelW = window.kernelW;
    one.outputStep = window.strideW * lanes * int8WordBytes;
    one.vectors = out.tileW;
    for (std::int64_t y = 0; y < out.tileH; ++y) {
      one.input = reinterpret_cast<const std::uint8_t*>(source + y * window.strideH * in.rowStride());
      one.output = reinterpret_cast<std::uint8_t*>(target + y * out.rowStride());
      one.factors = row.factors == nullptr ? nullptr : row.factors + y * out.tileW * lanes;
      pool(one);
    }
  });
}

}  // namespace

QuantizedStep maxPoolStep(const Int8Kernels& kernels, const Int8Value& from, const Int8Value& to,
                          const model::Window2d& window) {
  return [&kernels, from, to, window](QuantizedUnit& unit) {
    int8PoolPlanes(unit, from, to, window, {}, kernels.maxPool);
  };
}

QuantizedStep meanPoolStep(const Int8Kernels& kernels, MeanPool pool) {
  return [&kernels, pool = std::move(pool)](QuantizedUnit& unit) {
    Int8PoolRow row;
    row.factors = pool.factors.data();
    row.inputSum = static_cast<std::int32_t>(pool.window.kernelH * pool.window.kernelW) * pool.from.quantization.zero;
    row.outputZero = static_cast<float>(pool.to.quantization.zero);
    int8PoolPlanes(unit, pool.from, pool.to, pool.window, row, kernels.meanPool);
  };
}

QuantizedStep globalAverageStep(const Int8Kernels& kernels, const GlobalAverage& average) {
  // Zero bytes beyond the image add nothing.
  return [&kernels, average, fill = std::make_shared<Int8HaloFill>(average.maps)](QuantizedUnit& unit) {
    const auto& [from, maps, border, to, shape] = average;
    auto tensor = std::make_shared<Tensor>(shape.withBatch(unit.images));
    LaneTensor& source = unit.slots[static_cast<std::size_t>(from.slot)];
    fill->run(kernels, source, {from.plane, from.planes()}, 0);
    const std::int64_t elements = maps.height * maps.width + border.elements;
    for (std::int64_t channel = 0; channel < from.channels; channel += packedChannels) {
      std::uint32_t sums[lanes * packedChannels] = {};
      const float* plane = source.plane(from.plane + channel / packedChannels);
      for (std::int64_t y = 0; y < maps.tileH; ++y)
        kernels.addBytes(reinterpret_cast<const std::uint8_t*>(plane + y * maps.rowStride()), maps.tileW, sums);
      for (std::int64_t c = channel; c < std::min(from.channels, channel + packedChannels); ++c) {
        const auto at = static_cast<std::size_t>(c);
        std::int64_t total = border.elements == 0 ? 0 : border.elements * border.bytes[at];
        const auto mean = [&](std::int64_t sum) {
          return from.quantization.step *
                 (static_cast<float>(sum - elements * from.quantization.zero) / static_cast<float>(elements));
        };
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          const std::int64_t sum = sums[lane * packedChannels + c - channel];
          total += sum;
          if (maps.use == LaneUse::Images && lane < unit.images)
            tensor->image(lane)[at] = mean(sum);
        }
        if (maps.use == LaneUse::Tiles)
          tensor->image(0)[at] = mean(total);
      }
    }
    unit.values[static_cast<std::size_t>(to)] = std::move(tensor);
  };
}

namespace {

/// Weights in the order of a plane's bytes: [outputs][channels / 4][map][4], a multiple of 64 bytes an output.
class Int8Dense {
public:
  Int8Dense(const DenseLayer& layer, std::int64_t channels, std::int64_t map)
      : m_epilogue(layer.epilogue),
        m_input(layer.input),
        m_channels(channels),
        m_map(map),
        m_outputs(layer.weights->shape()[0]) {
    const QuantizedWeights weights = quantizeWeights(layer.weights->values(), m_outputs);
    const std::int64_t bytes = planes() * map * packedChannels;
    m_depth = (bytes + int8DotBytes - 1) / int8DotBytes * int8DotBytes;
    m_weights.assign(static_cast<std::size_t>(m_outputs * m_depth), 0);
    for (std::int64_t k = 0; k < m_outputs; ++k) {
      std::int64_t sum = 0;
      for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t i = 0; i < map; ++i) {
          const std::int8_t w = weights.values[static_cast<std::size_t>((k * channels + c) * map + i)];
          m_weights[static_cast<std::size_t>(k * m_depth + (c / packedChannels * map + i) * packedChannels +
                                             c % packedChannels)] = w;
          sum += w;
        }
      m_start.push_back(static_cast<std::int32_t>(-sum * layer.input.zero));
      m_scale.push_back(layer.input.step * weights.steps[static_cast<std::size_t>(k)]);
      m_bias.push_back(layer.bias ? layer.bias->values()[static_cast<std::size_t>(k)] : 0.0F);
    }
  }

  std::int64_t planes() const { return (m_channels + packedChannels - 1) / packedChannels; }
  std::int64_t depth() const { return m_depth; }
  std::int64_t map() const { return m_map; }
  std::int64_t channels() const { return m_channels; }
  std::int64_t outputs() const { return m_outputs; }
  const Quantization& input() const { return m_input; }

  float output(const Int8Kernels& kernels, const std::uint8_t* bytes, std::int64_t k) const {
    const auto at = static_cast<std::size_t>(k);
    const std::int32_t sum = m_start[at] + kernels.dot(bytes, m_weights.data() + k * m_depth, m_depth);
    float v = std::fma(static_cast<float>(sum), m_scale[at], m_bias[at]);
    v = v < 0.0F ? v * m_epilogue.slope : v;
    return std::min(std::max(v, m_epilogue.low), m_epilogue.high);
  }

private:
  Epilogue m_epilogue;
  Quantization m_input;
  std::int64_t m_channels, m_map, m_outputs;
  std::int64_t m_depth = 0;
  std::vector<std::int8_t> m_weights;
  std::vector<std::int32_t> m_start;
  std::vector<float> m_scale, m_bias;
};

}  // namespace

QuantizedStep denseStep(const Int8Kernels& kernels, const DenseLayer& layer, const Int8Value& from,
                        const LaneMaps& maps, int fromValue, int to) {
  const bool floats = from.slot < 0;
  const std::int64_t channels = floats ? layer.weights->shape()[1] : from.channels;
  const auto dense = std::make_shared<const Int8Dense>(layer, channels, floats ? 1 : maps.height * maps.width);
  const Int8LaneIndex index = floats ? nullptr : indexToMaps(maps);
  return [&kernels, dense, index, from, fromValue, to](QuantizedUnit& unit) {
    // For one image the words of the planes, or the floats four by four, are the vector.
    unit.words.assign(static_cast<std::size_t>(dense->depth() / int8WordBytes), 0);
    for (std::int64_t plane = 0; plane < dense->planes(); ++plane) {
      std::uint32_t* words = unit.words.data() + plane * dense->map();
      if (!index) {
        quantizeWords(kernels, dense->input(), unit.values[static_cast<std::size_t>(fromValue)]->values(),
                      dense->channels(), plane, unit.bytes, words);
        continue;
      }
      const float* source = unit.slots[static_cast<std::size_t>(from.slot)].plane(from.plane + plane);
      kernels.gather(
          {.from = int8WordsOf(source), .index = index->data(), .count = dense->map(), .padding = 0, .to = words});
    }
    auto tensor = std::make_shared<Tensor>(Shape{1, dense->outputs()});
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(unit.words.data());
    const std::int64_t chunks = (dense->outputs() + int8DenseChunk - 1) / int8DenseChunk;
    parallelFor(chunks, unit.parallel, [&](std::int64_t chunk) {
      for (std::int64_t k = chunk * int8DenseChunk; k < std::min(dense->outputs(), (chunk + 1) * int8DenseChunk); ++k)
        tensor->values()[static_cast<std::size_t>(k)] = dense->output(kernels, bytes, k);
    });
    unit.values[static_cast<std::size_t>(to)] = std::move(tensor);
  };
}

std::vector<std::uint8_t> int8BorderOf(const ConvKernel& kernel, const Int8Value& from, std::int64_t outputs) {
  LaneTensor zeros(laneMaps(LaneUse::Tiles, from.channels, 1, 1, {}, LaneType::U8));
  LaneTensor border(laneMaps(LaneUse::Tiles, outputs, 1, 1, {}, LaneType::U8));
  std::fill_n(zeros.bytes(), zeros.maps().elements() * packedChannels,
              static_cast<std::uint8_t>(from.quantization.zero));
  kernel.run({.input = zeros, .output = border, .outputPlane = 0, .parallel = false, .stop = {}});
  std::vector<std::uint8_t> bytes;
  for (std::int64_t k = 0; k < outputs; ++k)
    bytes.push_back(reinterpret_cast<const std::uint8_t*>(border.plane(k / packedChannels))[k % packedChannels]);
  return bytes;
}

std::optional<Epilogue> int8EpilogueOf(const model::LayerParams& params) {
  const auto* activation = std::get_if<model::ActivationParams>(&params);
  if (activation == nullptr)
    return std::nullopt;
  switch (activation->kind) {
    case model::ActivationKind::Relu: return reluEpilogue;
    case model::ActivationKind::LeakyRelu: return Epilogue{.slope = activation->alpha};
    case model::ActivationKind::Clip:
      return Epilogue{.slope = 1.0F, .low = activation->alpha, .high = activation->beta};
    default: return std::nullopt;
  }
}

}  // namespace effortlab::fast
