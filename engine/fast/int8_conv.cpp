#include "fast/int8_conv.h"

#include "core/error.h"
#include "core/parallel.h"
#include "fast/int8_kernels.h"
#include "fast/lane_kernels.h"
#include "fast/pixel_packing.h"
#include "fast/winograd_layer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace effortlab::fast {

namespace {

constexpr std::int64_t int8VectorBytes = 64;
constexpr std::int64_t int8GroupMaps = 4;
constexpr std::int64_t int8FloatBytes = 4;
/// Largest |u8 x s8| product.
constexpr std::int64_t largestInt8Product = 255 * 127;
/// Pieces a layer is cut into for the arena's threads, at least.
constexpr std::int64_t int8ParallelPieces = 16;
/// Share of words that are not 0 below which lists of them are faster.
constexpr double int8SparseDensity = 0.6;
/// Of packing a piece of a word, in products.
constexpr std::int64_t int8PackingCost = 3;
/// Of gathering a vector of pixels or putting it back, in products of a vector; with a margin.
constexpr std::int64_t int8MovingCost = 8;
/// Of the input that is to stay in a first-level cache.
constexpr std::int64_t sparseInputBytes = 32 * 1024;

std::int64_t int8CeilDiv(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Vectors of a plane.
struct Int8Area {
  std::int64_t rows = 0, columns = 0;
};

class Int8Conv final : public ConvKernel {
public:
  Int8Conv(const ConvLayer& layer, const Int8Steps& steps, Isa isa)
      : m_kernels(int8Kernels(isa)),
        m_lanes(laneKernels(isa)),
        m_window(layer.params.window),
        m_outputs(layer.params.outputs),
        m_groups(int8CeilDiv(layer.params.outputs, int8GroupMaps)),
        m_floats(!steps.output) {
    const Shape& shape = layer.weights->shape();
    m_channels = shape[1];
    m_planes = int8CeilDiv(m_channels, packedChannels);
    m_taps = m_planes * kernelElements();
    if (m_channels < packedChannels)
      packPixels();
    const QuantizedWeights weights = quantizeWeights(layer.weights->values(), m_outputs);
    packWeights(weights);
    prepareEpilogue(layer, steps, weights);
    if (m_kernels.convSparseU8 != nullptr && !m_floats && m_pieces.empty() && m_window.strideW == 1)
      findWords();
  }

  std::string_view name() const noexcept override { return m_words.empty() ? "int8" : "int8-sparse"; }
  bool needsHalo() const noexcept override {
    const model::Window2d& w = m_window;
    return w.kernelH > 1 || w.kernelW > 1 || w.padTop > 0 || w.padLeft > 0 || w.padBottom > 0 || w.padRight > 0;
  }

  void run(const ConvCall& call) const override {
    check(call.input.maps(), call.output.maps(), call.outputPlane);
    if (packs(call.output.maps()))
      runPacked(call);
    else
      runLanes(call);
  }

private:
  std::int64_t kernelElements() const { return m_window.kernelH * m_window.kernelW; }

  /// Whether the vectors saved are worth gathering the pixels of the image and putting them back.
  bool packs(const LaneMaps& out) const {
    if (m_floats || needsHalo() || m_window.strideH != 1 || m_window.strideW != 1 || !m_pieces.empty())
      return false;
    const std::int64_t places = out.tileH * out.tileW;
    const std::int64_t saved = (places - packedVectors(out)) * m_taps * m_groups * int8GroupMaps;
    return saved > int8MovingCost * places * (m_taps + m_groups);
  }

  /// The same over the pixels alone, as 16 images of one row.
  void runPacked(const ConvCall& call) const {
    thread_local LaneTensor input, output;
    const LaneMaps& in = call.input.maps();
    const LaneMaps& out = call.output.maps();
    const PixelPacking packing(out, 0, out.tileH * out.tileW);
    const LaneMaps row = laneMaps(LaneUse::Images, m_channels, 1, packing.vectors(), {}, LaneType::U8);
    const LaneMaps sums = laneMaps(LaneUse::Images, m_outputs, 1, packing.vectors(), {}, LaneType::U8);
    input.reserve(row.elements());
    output.reserve(sums.elements() + lanes);
    input.setMaps(row);
    output.setMaps(sums);
    m_lanes.packLanes(packing.moves(packing.placesIn(in), in, m_planes), call.input.plane(0), input.data());
    runLanes({input, output, 0, call.parallel, call.stop});
    m_lanes.unpackLanes(packing.moves(packing.placesIn(out), out, m_groups), output.data(),
                        call.output.plane(call.outputPlane));
  }

  void runLanes(const ConvCall& call) const {
    const LaneMaps& in = call.input.maps();
    const LaneMaps& out = call.output.maps();
    const std::vector<std::ptrdiff_t> offsets = tapOffsets(in);
    const Int8Area area = flattened(in, out);
    const Int8Area block = m_words.empty() ? Int8Area{1, m_kernels.maxVectors} : sparseBlock(area);
    const std::int64_t strips = int8CeilDiv(area.rows, block.rows);
    std::int64_t groupChunks = 1;
    if (call.parallel)
      groupChunks = std::clamp<std::int64_t>(int8CeilDiv(int8ParallelPieces, strips), 1, m_groups);
    parallelFor(strips * groupChunks, call.parallel, [&](std::int64_t item) {
      const std::int64_t y = item / groupChunks * block.rows;
      const std::int64_t chunk = item % groupChunks;
      Int8Block first = blockOf(call, offsets, m_groups * chunk / groupChunks, m_groups * (chunk + 1) / groupChunks);
      first.input += y * m_window.strideH * in.rowStride() * int8FloatBytes;
      first.output += y * out.rowStride() * int8FloatBytes;
      runStrip(call, first, {std::min(block.rows, area.rows - y), area.columns}, block.columns);
    });
  }

  /// Fewer than four channels leave bytes of every word unused: where it pays, a window's bytes are packed before the
  /// outputs pass over them. Sums stay the same.
  void packPixels() {
    const std::int64_t bytes = kernelElements() * m_channels;
    const std::int64_t words = int8CeilDiv(bytes, packedChannels);
    m_piecesPerWord = m_channels == 1 ? packedChannels : 2;
    if (int8PackingCost * words * m_piecesPerWord >= (m_taps - words) * m_groups * int8GroupMaps)
      return;
    m_taps = words;
    for (std::int64_t word = 0; word < words; ++word) {
      const std::int64_t first = word * packedChannels / m_channels;
      for (std::int64_t i = 0; i < m_piecesPerWord; ++i) {
        Int8PackPiece piece{.element = std::min(first + i, kernelElements() - 1)};
        for (std::int64_t byte = 0; byte < static_cast<std::int64_t>(sizeof piece.order); ++byte) {
          const std::int64_t at = word * packedChannels + byte % packedChannels;
          const bool here = at < bytes && at / m_channels == first + i;
          const std::int64_t lane = byte / packedChannels * packedChannels;
          piece.order[byte] = static_cast<std::int8_t>(here ? lane + at % m_channels : -1);
        }
        m_pieces.push_back(piece);
      }
    }
  }

  /// Word and byte of a weight in the order of the taps.
  std::int64_t byteOf(std::int64_t channel, std::int64_t element) const {
    if (!m_pieces.empty())
      return element * m_channels + channel;
    return (channel / packedChannels * kernelElements() + element) * packedChannels + channel % packedChannels;
  }

  /// Rows `area.rows`, in blocks of at most `widest` columns: their pixels stay in the first-level cache while all
  /// groups of outputs pass over them.
  void runStrip(const ConvCall& call, const Int8Block& first, const Int8Area& area, std::int64_t widest) const {
    const std::int64_t blocks = int8CeilDiv(area.columns, widest);
    for (std::int64_t i = 0; i < blocks; ++i) {
      if (call.stop.stop_requested())
        return;
      const std::int64_t x = area.columns * i / blocks;
      Int8Block block = first;
      block.input += x * block.inputStep;
      block.output += x * int8VectorBytes;
      block.vectors = area.columns * (i + 1) / blocks - x;
      if (!m_pieces.empty())
        packBlock(block);
      if (m_floats)
        m_kernels.convF32(block);
      else if (m_words.empty())
        m_kernels.convU8(block);
      else
        m_kernels.convSparseU8({.dense = block,
                                .words = m_words.data(),
                                .begins = m_begins.data() + (block.start - m_start.data()),
                                .rows = area.rows,
                                .columns = block.vectors,
                                .inputRow = m_window.strideH * call.input.maps().rowStride() * int8FloatBytes,
                                .outputRow = call.output.maps().rowStride() * int8FloatBytes});
    }
  }

  /// Makes the block read packed taps.
  void packBlock(Int8Block& block) const {
    thread_local FloatBuffer packed;
    thread_local std::vector<std::ptrdiff_t> offsets;
    const std::int64_t step = m_kernels.maxVectors * int8VectorBytes;
    auto* to = reinterpret_cast<std::uint8_t*>(grown(packed, m_taps * step / int8FloatBytes));
    m_kernels.packTaps({.input = block.input,
                        .offsets = block.offsets,
                        .inputStep = block.inputStep,
                        .pieces = m_pieces.data(),
                        .words = m_taps,
                        .piecesPerWord = m_piecesPerWord,
                        .vectors = block.vectors,
                        .output = to,
                        .outputStep = step});
    offsets.resize(static_cast<std::size_t>(m_taps));
    for (std::size_t word = 0; word < offsets.size(); ++word)
      offsets[word] = static_cast<std::ptrdiff_t>(word) * step;
    block.input = to;
    block.offsets = offsets.data();
    block.inputStep = int8VectorBytes;
  }

  /// Lists the words that are not 0, where leaving the others out pays for a load a product.
  void findWords() {
    const auto words = static_cast<std::int64_t>(m_weights.size()) / packedChannels;
    m_begins.push_back(0);
    for (std::int64_t output = 0; output < m_groups * int8GroupMaps; ++output) {
      const std::int64_t group = output / int8GroupMaps;
      for (std::int64_t tap = 0; tap < m_taps; ++tap) {
        std::int32_t four = 0;
        const std::int64_t at = (group * m_taps + tap) * int8GroupMaps + output % int8GroupMaps;
        std::memcpy(&four, m_weights.data() + at * packedChannels, sizeof four);
        if (four != 0)
          m_words.push_back({static_cast<std::int32_t>(tap), four});
      }
      m_begins.push_back(static_cast<std::int64_t>(m_words.size()));
    }
    if (static_cast<double>(m_words.size()) > int8SparseDensity * static_cast<double>(words))
      m_words.clear();
  }

  /// The largest block whose input fits into the first-level cache.
  Int8Area sparseBlock(const Int8Area& area) const {
    const auto fits = [&](std::int64_t rows, std::int64_t columns) {
      const std::int64_t height = (rows - 1) * m_window.strideH + (m_window.kernelH - 1) * m_window.dilationH + 1;
      const std::int64_t width = columns + (m_window.kernelW - 1) * m_window.dilationW;
      return m_planes * height * width * int8VectorBytes <= sparseInputBytes;
    };
    Int8Area best{1, 1};
    for (std::int64_t rows = 1; rows <= std::min(area.rows, sparseRows); ++rows)
      for (std::int64_t columns = 1; columns <= std::min(area.columns, sparseVectors / rows); ++columns)
        if (fits(rows, columns) && rows * columns >= best.rows * best.columns)
          best = {rows, columns};
    return best;
  }

  void packWeights(const QuantizedWeights& weights) {
    const std::int64_t kernel = kernelElements();
    m_weights.assign(static_cast<std::size_t>(m_groups * m_taps * int8GroupMaps * packedChannels), 0);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(m_groups * int8GroupMaps), 0);
    for (std::int64_t k = 0; k < m_outputs; ++k)
      for (std::int64_t c = 0; c < m_channels; ++c)
        for (std::int64_t i = 0; i < kernel; ++i) {
          const std::int8_t w = weights.values[static_cast<std::size_t>((k * m_channels + c) * kernel + i)];
          const std::int64_t byte = byteOf(c, i);
          const std::int64_t word = k / int8GroupMaps * m_taps + byte / packedChannels;
          const std::int64_t at = (word * int8GroupMaps + k % int8GroupMaps) * packedChannels;
          m_weights[static_cast<std::size_t>(at + byte % packedChannels)] = w;
          sums[static_cast<std::size_t>(k)] += w;
        }
    for (const std::int64_t sum : sums)
      m_start.push_back(static_cast<std::int32_t>(sum));
  }

  void prepareEpilogue(const ConvLayer& layer, const Int8Steps& steps, const QuantizedWeights& weights) {
    const float step = steps.output ? steps.output->step : 1.0F;
    const auto zero = static_cast<float>(steps.output ? steps.output->zero : 0);
    const Epilogue& wanted = layer.epilogue;
    const bool sloped = wanted.slope != 1.0F && wanted.slope != 0.0F;
    m_scale.assign(m_start.size(), 0.0F);
    m_bias.assign(m_start.size(), 0.0F);
    for (std::size_t k = 0; k < static_cast<std::size_t>(m_outputs); ++k) {
      m_scale[k] = steps.input.step * weights.steps[k] / step;
      m_bias[k] = (layer.bias ? layer.bias->values()[k] / step : 0.0F) + (sloped ? 0.0F : zero);
    }
    for (std::int32_t& start : m_start)
      start *= -steps.input.zero;
    m_slope = sloped ? wanted.slope : 1.0F;
    m_zero = sloped ? zero : 0.0F;
    const float low = wanted.slope == 0.0F ? std::max(0.0F, wanted.low) : wanted.low;
    m_low = low / step + zero;
    m_high = wanted.high / step + zero;
    if (steps.output) {
      m_low = std::clamp(m_low, 0.0F, 255.0F);
      m_high = std::clamp(m_high, 0.0F, 255.0F);
    }
  }

  void check(const LaneMaps& in, const LaneMaps& out, std::int64_t outputPlane) const {
    const std::int64_t planes = m_floats ? m_outputs : m_groups;
    const bool tiles = in.use == LaneUse::Images ||
                       (in.tileH == m_window.strideH * out.tileH && in.tileW == m_window.strideW * out.tileW);
    const bool halo = !needsHalo() || in.halo.covers(requiredHalo(m_window, in, out));
    if (in.type != LaneType::U8 || in.planes() < m_planes || out.type != (m_floats ? LaneType::F32 : LaneType::U8) ||
        outputPlane < 0 || outputPlane + planes > out.planes() || in.use != out.use || !tiles || !halo)
      throw Error(ErrorCode::ShapeMismatch, "an 8-bit convolution got maps of another layout");
  }

  /// Bytes from the first tap of plane 0 to each tap, in the order of the weights.
  std::vector<std::ptrdiff_t> tapOffsets(const LaneMaps& in) const {
    std::vector<std::ptrdiff_t> offsets;
    offsets.reserve(static_cast<std::size_t>(m_planes * kernelElements()));
    for (std::int64_t plane = 0; plane < m_planes; ++plane)
      for (std::int64_t r = 0; r < m_window.kernelH; ++r)
        for (std::int64_t s = 0; s < m_window.kernelW; ++s)
          offsets.push_back(
              (plane * in.planeStride() + r * m_window.dilationH * in.rowStride() + s * m_window.dilationW * lanes) *
              int8FloatBytes);
    return offsets;
  }

  /// Rows of a point-wise convolution without halos follow each other without a gap: one long row.
  Int8Area flattened(const LaneMaps& in, const LaneMaps& out) const {
    const bool packedRows = !needsHalo() && m_window.strideH == 1 && m_window.strideW == 1 &&
                            in.rowStride() == out.tileW * lanes && out.rowStride() == out.tileW * lanes;
    // Short rows would leave registers empty; long ones are work for threads as they are.
    if (packedRows && out.tileW < 2 * m_kernels.maxVectors)
      return {1, out.tileH * out.tileW};
    return {out.tileH, out.tileW};
  }

  Int8Block blockOf(const ConvCall& call, const std::vector<std::ptrdiff_t>& offsets, std::int64_t firstGroup,
                    std::int64_t endGroup) const {
    const LaneMaps& in = call.input.maps();
    const LaneMaps& out = call.output.maps();
    const std::int64_t firstMap = firstGroup * int8GroupMaps;
    const std::int64_t firstPlane = call.outputPlane + (m_floats ? firstMap : firstGroup);
    const float* start = call.input.plane(0) - m_window.padTop * in.rowStride() - m_window.padLeft * lanes;
    Int8Block block;
    block.input = reinterpret_cast<const std::uint8_t*>(start);
    block.offsets = offsets.data();
    block.taps = m_taps;
    block.inputStep = m_window.strideW * int8VectorBytes;
    block.weights = m_weights.data() + firstMap * m_taps * packedChannels;
    block.start = m_start.data() + firstMap;
    block.groups = endGroup - firstGroup;
    block.outputs = std::min(m_outputs, endGroup * int8GroupMaps) - firstMap;
    block.output = reinterpret_cast<std::uint8_t*>(call.output.plane(firstPlane));
    block.outputPlane = out.planeStride() * int8FloatBytes;
    block.epilogue = {.scale = m_scale.data() + firstMap,
                      .bias = m_bias.data() + firstMap,
                      .slope = m_slope,
                      .zero = m_zero,
                      .low = m_low,
                      .high = m_high};
    return block;
  }

  const Int8Kernels& m_kernels;
  const LaneKernels& m_lanes;
  model::Window2d m_window;
  std::int64_t m_outputs;
  std::int64_t m_groups;  ///< of four outputs
  bool m_floats;
  std::int64_t m_channels = 0;
  std::int64_t m_planes = 0;
  std::int64_t m_taps = 0;              ///< words of four bytes a window
  std::vector<Int8PackPiece> m_pieces;  ///< [taps][piecesPerWord]; empty: words are four channels, as they lie
  std::int64_t m_piecesPerWord = 0;
  std::vector<std::int8_t> m_weights;  ///< [groups][taps][4 outputs][4 channels]
  std::vector<Int8Word> m_words;       ///< those that are not 0, by output; empty: all are used
  std::vector<std::int64_t> m_begins;  ///< [outputs + 1] of m_words
  std::vector<std::int32_t> m_start;   ///< what the input's zero adds to the sums, taken away again
  std::vector<float> m_scale, m_bias;
  float m_slope = 1.0F, m_zero = 0.0F, m_low = 0.0F, m_high = 0.0F;
};

}  // namespace

std::unique_ptr<ConvKernel> makeInt8Conv(const ConvLayer& layer, const Int8Steps& steps, Isa isa) {
  const model::Window2d& w = layer.params.window;
  const std::int64_t channels = int8CeilDiv(layer.weights->shape()[1], packedChannels) * packedChannels;
  const double sum = static_cast<double>(channels * largestInt8Product) * static_cast<double>(w.kernelH * w.kernelW);
  if (layer.params.groups != 1 || sum > static_cast<double>(std::numeric_limits<std::int32_t>::max() / 2))
    return nullptr;
  return std::make_unique<Int8Conv>(layer, steps, isa);
}

}  // namespace effortlab::fast
