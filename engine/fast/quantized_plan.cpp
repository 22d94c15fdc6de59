#include "fast/quantized_plan.h"

#include "fast/int8_conv.h"
#include "fast/quantized_ahead.h"
#include "nn/layer_ops.h"
#include "nn/pool.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace effortlab::fast {

namespace {

constexpr int int8MapRank = 4;
constexpr int int8FlatRank = 2;
/// Of maps between a convolution and max pooling that stay in a second-level cache of 1 MB beside their input.
constexpr std::int64_t int8PooledBytes = 320 * 1024;

std::int64_t int8RoundedUp(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Where a value is: in lanes, as floats of the unit, or both.
struct Int8ValuePlace {
  Int8Value lanes;
  bool floats = false;
  std::optional<std::uint32_t> padding;  ///< what its halo holds; none: nothing yet
  bool inLanes() const { return lanes.slot >= 0; }
};

/// A sliding window over a value in lanes, and the tiles of what comes out.
struct Int8WindowPlace {
  Int8Value input = {};
  std::int64_t tileH = 0, tileW = 0;
};

class QuantizedPlanner {
public:
  explicit QuantizedPlanner(const QuantizedPlanInput& input)
      : m_in(input),
        m_graph(input.graph),
        m_ahead(input.graph, input.shapes, input.calibration, input.use),
        m_kernels(int8Kernels(input.isa)),
        m_places(m_graph.values.size()),
        m_done(m_graph.nodes.size(), false),
        m_concatSlots(m_graph.nodes.size(), -1),
        m_borders(m_graph.values.size()) {
    m_plan.use = input.use;
    m_plan.inEightBits.assign(m_graph.nodes.size(), false);
  }

  QuantizedPlan run() {
    place(m_graph.inputs[0].value).floats = true;
    for (m_node = 0; m_node < static_cast<int>(m_graph.nodes.size()); ++m_node)
      if (!m_done[static_cast<std::size_t>(m_node)])
        planNode(m_graph.nodes[static_cast<std::size_t>(m_node)]);
    needFloats(m_graph.outputs[0]);
    return std::move(m_plan);
  }

private:
  Int8ValuePlace& place(int value) { return m_places[static_cast<std::size_t>(value)]; }
  const Shape& shape(int value) const { return m_in.shapes[static_cast<std::size_t>(value)]; }
  const Quantization& quantization(int value) const { return m_in.calibration.values[static_cast<std::size_t>(value)]; }
  const model::Node& node(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }
  LaneMaps& maps(const Int8Value& value) { return m_plan.slots[static_cast<std::size_t>(value.slot)]; }

  /// Of a value in lanes as it lies there: a flattening leaves the maps as they are.
  Int8MapSize sizeOf(int value) {
    const Int8Value& at = place(value).lanes;
    if (at.slot < 0)
      return *int8MapSize(shape(value));
    return {at.channels, maps(at).height, maps(at).width};
  }

  /// One of these maps that nothing needs from this node to `until`.
  int slotFor(const LaneMaps& wanted, int until) {
    for (std::size_t i = 0; i < m_plan.slots.size(); ++i)
      if (m_busyUntil[i] < m_node && m_plan.slots[i] == wanted) {
        m_busyUntil[i] = until;
        return static_cast<int>(i);
      }
    m_plan.slots.push_back(wanted);
    m_busyUntil.push_back(until);
    return static_cast<int>(m_plan.slots.size()) - 1;
  }

  LaneMaps mapsOf(const Int8MapSize& size, const Int8WindowPlace& tiles, const Halo& halo, LaneType type) const {
    LaneMaps result = laneMaps(m_in.use, size.channels, size.height, size.width, halo, type);
    if (m_in.use == LaneUse::Tiles) {
      result.tileH = tiles.tileH;
      result.tileW = tiles.tileW;
    }
    return result;
  }

  /// The planes a value is written to: its share of a concatenation where it only goes there, else a slot of its own.
  Int8Value outputPlanes(int value, const Int8WindowPlace& tiles) {
    const Int8MapSize size = *int8MapSize(shape(value));
    Int8Value result{.channels = size.channels, .quantization = quantization(value)};
    int reader = m_ahead.soleConsumer(value);
    int read = value;
    while (reader >= 0 && m_ahead.renames(reader)) {
      read = node(reader).outputs[0];
      reader = m_ahead.soleConsumer(read);
    }
    if (reader >= 0 && m_ahead.joinsLanes(reader) &&
        std::count(node(reader).inputs.begin(), node(reader).inputs.end(), read) == 1) {
      const int slot = concatSlot(reader, tiles);
      const LaneMaps& joined = m_plan.slots[static_cast<std::size_t>(slot)];
      if (m_in.use == LaneUse::Images || (joined.tileH == tiles.tileH && joined.tileW == tiles.tileW)) {
        result.slot = slot;
        for (const int input : node(reader).inputs) {
          if (input == read)
            break;
          result.plane += shape(input)[1] / packedChannels;
        }
        return result;
      }
    }
    result.slot = slotFor(mapsOf(size, tiles, m_ahead.haloAhead(value), LaneType::U8), m_ahead.lastUse(value, m_node));
    return result;
  }

  int concatSlot(int index, const Int8WindowPlace& tiles) {
    int& slot = m_concatSlots[static_cast<std::size_t>(index)];
    const int output = node(index).outputs[0];
    if (slot < 0)
      slot = slotFor(mapsOf(*int8MapSize(shape(output)), tiles, m_ahead.haloAhead(output), LaneType::U8),
                     std::max(index, m_ahead.lastUse(output, m_node)));
    return slot;
  }

  // ---- Steps.

  void add(QuantizedStep step) { m_plan.steps.push_back(std::move(step)); }

  void addConv(const std::shared_ptr<const ConvKernel>& kernel, const Int8Value& from, const Int8Value& to) {
    add([kernel, from, to](QuantizedUnit& unit) {
      kernel->run({.input = unit.slots[static_cast<std::size_t>(from.slot)],
                   .output = unit.slots[static_cast<std::size_t>(to.slot)],
                   .outputPlane = to.plane,
                   .parallel = unit.parallel,
                   .stop = unit.stop});
    });
  }

  /// As the value is stored, or would be.
  const Quantization& quantizationOf(int value) {
    return place(value).inLanes() ? place(value).lanes.quantization : quantization(value);
  }

  /// Tiles of a window's output where halos are filled from tiles: the grids of output and input hold all of both.
  static std::int64_t tileSide(std::int64_t out, std::int64_t in, std::int64_t stride) {
    return std::max(int8RoundedUp(out, gridSide), int8RoundedUp(in, gridSide * stride));
  }

  void needFloats(int value) {
    Int8ValuePlace& at = place(value);
    if (at.floats)
      return;
    add(dequantizeStep(m_kernels, at.lanes, maps(at.lanes), value, shape(value)));
    at.floats = true;
  }

  /// Makes the value ready for a window: in a slot of its own, of tiles that fit, its halo filled.
  Int8WindowPlace windowInput(int value, const model::Window2d& window, const Int8MapSize& out, std::uint32_t padding) {
    Int8ValuePlace& at = place(value);
    const Int8MapSize in = sizeOf(value);
    const Halo halo = m_ahead.haloFor(window, in, out);
    Int8WindowPlace result{.tileH = out.height, .tileW = out.width};
    bool fits = at.inLanes() && at.lanes.plane == 0 && maps(at.lanes).halo.covers(halo);
    if (m_in.use == LaneUse::Tiles) {
      const auto divides = [](std::int64_t tile, std::int64_t stride, std::int64_t size) {
        return tile % stride == 0 && tile / stride * gridSide >= size;
      };
      fits = fits && divides(maps(at.lanes).tileH, window.strideH, out.height) &&
             divides(maps(at.lanes).tileW, window.strideW, out.width);
      result.tileH = fits ? maps(at.lanes).tileH / window.strideH : int8RoundedUp(out.height, gridSide);
      result.tileW = fits ? maps(at.lanes).tileW / window.strideW : int8RoundedUp(out.width, gridSide);
    }
    if (fits) {
      result.input = at.lanes;
      // Windows may also end beyond the image within the last tiles.
      const bool beyond =
          (out.height - 1) * window.strideH - window.padTop + (window.kernelH - 1) * window.dilationH >= in.height ||
          (out.width - 1) * window.strideW - window.padLeft + (window.kernelW - 1) * window.dilationW >= in.width;
      if ((halo != Halo{} || beyond) && at.padding != padding) {
        add(haloStep(m_kernels, at.lanes, maps(at.lanes), padding));
        at.padding = padding;
      }
      return result;
    }
    Int8WindowPlace tiles = result;
    tiles.tileH *= window.strideH;
    tiles.tileW *= window.strideW;
    const LaneMaps wanted = mapsOf(in, tiles, halo, LaneType::U8);
    result.input = {.slot = slotFor(wanted, m_node), .channels = in.channels, .quantization = quantization(value)};
    if (at.inLanes()) {
      Int8Value target = result.input;
      target.quantization.zero = static_cast<std::int32_t>(padding & 0xFFU);
      add(copyStep(m_kernels, at.lanes, maps(at.lanes), target, wanted));
      result.input.quantization = at.lanes.quantization;
    } else {
      add(quantizeStep(m_kernels, value, result.input, wanted));
    }
    return result;
  }

  // ---- Layers.

  void planNode(const model::Node& n) {
    if (m_ahead.renames(m_node) || m_ahead.flattensForDense(m_node))
      return planRename(n);
    if (const auto* conv = std::get_if<model::ConvolutionParams>(&n.params); conv != nullptr && planConv(n, *conv))
      return;
    if (std::holds_alternative<model::FullyConnectedParams>(n.params) && planFullyConnected(n))
      return;
    if (const auto* pool = std::get_if<model::PoolParams>(&n.params); pool != nullptr && planPool(n, *pool))
      return;
    if (m_ahead.joinsLanes(m_node))
      return planConcat(n);
    planFloats(n);
  }

  void planRename(const model::Node& n) {
    const int from = n.inputs[0], to = n.outputs[0];
    Int8ValuePlace& target = place(to) = place(from);
    if (!target.floats)
      return;
    if (target.inLanes()) {
      target.floats = false;  // made again when needed, under its own shape
      return;
    }
    add([from, to, shape = shape(to)](QuantizedUnit& unit) {
      auto copy = std::make_shared<Tensor>(*unit.values[static_cast<std::size_t>(from)]);
      copy->reshape(shape.withBatch(unit.images));
      unit.values[static_cast<std::size_t>(to)] = std::move(copy);
    });
  }

  void planFloats(const model::Node& n) {
    for (const int input : n.inputs)
      needFloats(input);
    for (const int output : n.outputs)
      place(output).floats = true;
    add([&n](QuantizedUnit& unit) {
      std::vector<const Tensor*> inputs;
      std::vector<Shape> shapes;
      for (const int input : n.inputs) {
        inputs.push_back(unit.values[static_cast<std::size_t>(input)].get());
        shapes.push_back(inputs.back()->shape());
      }
      std::vector<Tensor> outputs;
      for (const Shape& output : nn::layerOps(n.params).outputShapes(n, shapes))
        outputs.emplace_back(output);
      nn::layerOps(n.params).run(n, inputs, outputs, {.parallel = unit.parallel, .stop = unit.stop});
      for (std::size_t i = 0; i < outputs.size(); ++i)
        unit.values[static_cast<std::size_t>(n.outputs[i])] = std::make_shared<Tensor>(std::move(outputs[i]));
    });
  }

  /// The activation that follows a layer and can be done with it, and the value it gives.
  struct Fused {
    Epilogue epilogue;
    int value = 0;
    Quantization quantization;
  };

  Fused fuse(int value) {
    Fused fused{.epilogue = {}, .value = value, .quantization = quantization(value)};
    const int next = m_ahead.soleConsumer(value);
    if (next < 0)
      return fused;
    if (const auto epilogue = int8EpilogueOf(node(next).params)) {
      m_done[static_cast<std::size_t>(next)] = true;
      fused.value = node(next).outputs[0];
      fused.epilogue = *epilogue;
      fused.quantization = quantization(fused.value);
    } else if (const auto* pool = std::get_if<model::PoolParams>(&node(next).params);
               pool != nullptr && pool->kind == model::PoolKind::Max) {
      // ReLU and max pooling commute.
      const int after = m_ahead.soleConsumer(node(next).outputs[0]);
      const auto relu = after < 0 ? std::nullopt : int8EpilogueOf(node(after).params);
      if (relu && relu->relu()) {
        m_ahead.rename(after);
        fused.epilogue = *relu;
        fused.quantization = quantization(node(after).outputs[0]);
      }
    }
    return fused;
  }

  bool planConv(const model::Node& n, const model::ConvolutionParams& params) {
    const int input = n.inputs[0];
    if (params.groups != 1 || shape(input).rank() != int8MapRank || n.inputs.size() != 1)
      return false;
    ConvLayer layer;
    layer.params = params;
    layer.params.window = *m_ahead.windowOf(m_node);
    layer.weights = n.weights[0];
    layer.bias = n.weights.size() > 1 ? n.weights[1] : nullptr;
    return planProducts(n, layer, *int8MapSize(shape(n.outputs[0])));
  }

  /// A convolution, or a fully connected layer over 16 images.
  bool planProducts(const model::Node& n, ConvLayer& layer, const Int8MapSize& out) {
    const int input = n.inputs[0];
    const Quantization from = quantizationOf(input);
    if (makeInt8Conv(layer, {from, {}}, Isa::Scalar) == nullptr)
      return false;
    const Fused fused = fuse(n.outputs[0]);
    layer.epilogue = fused.epilogue;
    const bool lanesOut = m_ahead.wantedInLanes(fused.value);
    const bool flat = lanesOut && flattens(layer, input, fused.value);
    if (flat)
      layer.params.window = {};  // the border is worked out apart
    const Int8Steps steps{from, lanesOut ? std::optional(fused.quantization) : std::nullopt};
    if (!flat && lanesOut && planPooled(layer, input, out, fused))
      return true;
    const std::shared_ptr<const ConvKernel> kernel = makeInt8Conv(layer, steps, m_in.isa);
    if (flat)
      return planFlattened(kernel, input, out, fused);
    const Int8WindowPlace window = windowInput(input, layer.params.window, out, from.padding());
    Int8Value target;
    if (lanesOut) {
      target = outputPlanes(fused.value, window);
      target.quantization = fused.quantization;
      place(fused.value).lanes = target;
    } else {
      target = {.slot = slotFor(mapsOf(out, window, {}, LaneType::F32), m_node), .channels = out.channels};
    }
    addConv(kernel, window.input, target);
    m_plan.inEightBits[static_cast<std::size_t>(m_node)] = true;
    if (!lanesOut) {
      place(fused.value).floats = true;
      add([target, value = fused.value, shape = shape(fused.value)](QuantizedUnit& unit) {
        auto tensor = std::make_shared<Tensor>(shape.withBatch(unit.images));
        fromLanes(unit.slots[static_cast<std::size_t>(target.slot)], {0, target.channels}, tensor->values());
        unit.values[static_cast<std::size_t>(value)] = std::move(tensor);
      });
    }
    return true;
  }

  /// A convolution whose maps would leave the second-level cache before max pooling reads them: some maps at a time,
  /// convolved and pooled.
  bool planPooled(const ConvLayer& layer, int input, const Int8MapSize& out, const Fused& fused) {
    const int next = m_ahead.soleConsumer(fused.value);
    const auto window = next < 0 ? std::nullopt : m_ahead.windowOf(next);
    const auto* pool = next < 0 ? nullptr : std::get_if<model::PoolParams>(&node(next).params);
    if (!window || pool == nullptr || pool->kind != model::PoolKind::Max)
      return false;
    const int pooled = node(next).outputs[0];
    const Int8MapSize pooledSize = *int8MapSize(shape(pooled));
    Int8WindowPlace poolTiles{.tileH = pooledSize.height, .tileW = pooledSize.width};
    if (m_in.use == LaneUse::Tiles) {
      poolTiles.tileH = tileSide(pooledSize.height, out.height, window->strideH);
      poolTiles.tileW = tileSide(pooledSize.width, out.width, window->strideW);
    }
    const Int8WindowPlace tiles{.tileH = poolTiles.tileH * window->strideH, .tileW = poolTiles.tileW * window->strideW};
    LaneMaps some = mapsOf(out, tiles, m_ahead.haloFor(*window, out, pooledSize), LaneType::U8);
    const std::int64_t planes = std::max<std::int64_t>(1, int8PooledBytes / (some.planeStride() * packedChannels));
    if (planes >= some.planes() || !m_ahead.wantedInLanes(pooled) || !fitsTiles(input, layer.params.window, out, tiles))
      return false;
    const Int8Value source = windowInput(input, layer.params.window, out, quantizationOf(input).padding()).input;
    Int8Value target = outputPlanes(pooled, poolTiles);
    target.quantization = fused.quantization;
    place(pooled).lanes = target;
    const std::int64_t chunks = int8RoundedUp(some.planes(), planes);
    const std::int64_t chunkMaps = int8RoundedUp(some.planes(), chunks) * packedChannels;
    some.channels = chunkMaps;
    Int8Value part{
        .slot = slotFor(some, m_node), .plane = 0, .channels = chunkMaps, .quantization = fused.quantization};
    const Int8Value whole = target;
    for (std::int64_t first = 0; first < out.channels; first += chunkMaps) {
      part.channels = target.channels = std::min(chunkMaps, out.channels - first);
      target.plane = whole.plane + first / packedChannels;
      const std::shared_ptr<const ConvKernel> kernel = makeInt8Conv(
          int8SomeOutputs(layer, first, part.channels), {quantizationOf(input), fused.quantization}, m_in.isa);
      addConv(kernel, source, part);
      add(haloStep(m_kernels, part, some, 0));
      add(maxPoolStep(m_kernels, part, target, *window));
    }
    m_done[static_cast<std::size_t>(next)] = true;
    m_plan.inEightBits[static_cast<std::size_t>(m_node)] = true;
    return true;
  }

  /// Whether a window over the value gives these tiles.
  bool fitsTiles(int value, const model::Window2d& window, const Int8MapSize& out, const Int8WindowPlace& tiles) {
    const Int8Value& at = place(value).lanes;
    if (m_in.use == LaneUse::Images)
      return true;
    if (at.slot < 0)
      return tiles.tileH == int8RoundedUp(out.height, gridSide) && tiles.tileW == int8RoundedUp(out.width, gridSide);
    return maps(at).tileH == tiles.tileH * window.strideH && maps(at).tileW == tiles.tileW * window.strideW;
  }

  /// Whether a point-wise convolution before a global average gains by leaving the image's shape: the tiles of small
  /// maps hold many elements beyond the image, those of all elements in a row hold few.
  bool flattens(const ConvLayer& layer, int input, int output) {
    const model::Window2d& w = layer.params.window;
    const int reader = m_ahead.soleConsumer(output);
    const auto* pool = reader < 0 ? nullptr : std::get_if<model::PoolParams>(&node(reader).params);
    if (m_in.use != LaneUse::Tiles || w.kernelH != 1 || w.kernelW != 1 || w.strideH != 1 || w.strideW != 1 ||
        !place(input).inLanes() || pool == nullptr || !pool->global || pool->kind != model::PoolKind::Average)
      return false;
    const LaneMaps tiled = laneMaps(LaneUse::Tiles, 1, shape(output)[2], shape(output)[3]);
    constexpr std::int64_t worthwhile = 9;  // of ten vectors
    return 10 * flatMaps(input, 1).tileW <= worthwhile * tiled.tileH * tiled.tileW;
  }

  /// Maps of gridSide rows that hold as many elements.
  LaneMaps flatMaps(int value, std::int64_t channels) {
    const Int8MapSize size = sizeOf(value);
    return laneMaps(LaneUse::Tiles, channels, gridSide, int8RoundedUp(size.height * size.width, gridSide), {},
                    LaneType::U8);
  }

  bool planFlattened(const std::shared_ptr<const ConvKernel>& kernel, int input, const Int8MapSize& out,
                     const Fused& fused) {
    const Int8Value from = place(input).lanes;
    const LaneMaps inputMaps = flatMaps(input, from.channels), outputMaps = flatMaps(input, out.channels);
    const Int8Value source{slotFor(inputMaps, m_node), 0, from.channels, from.quantization};
    const Int8Value target{slotFor(outputMaps, m_ahead.lastUse(fused.value, m_node)), 0, out.channels,
                           fused.quantization};
    add(flattenStep(m_kernels, from, maps(from), source, inputMaps));
    addConv(kernel, source, target);
    place(fused.value).lanes = target;
    m_borders[static_cast<std::size_t>(fused.value)] = {
        .elements = out.height * out.width - outputMaps.height * outputMaps.width,
        .bytes = int8BorderOf(*kernel, from, out.channels)};
    m_plan.inEightBits[static_cast<std::size_t>(m_node)] = true;
    return true;
  }

  bool planFullyConnected(const model::Node& n) {
    const int input = n.inputs[0];
    const Int8ValuePlace& at = place(input);
    const TensorPtr bias = n.weights.size() > 1 ? n.weights[1] : nullptr;
    const Int8MapSize in = at.inLanes() ? sizeOf(input) : Int8MapSize{n.weights[0]->shape()[1]};
    const std::int64_t outputs = n.weights[0]->shape()[0];
    if (!at.inLanes() && shape(input).rank() != int8FlatRank)  // in float whatever the lanes hold: one answer an image
      return false;
    if (m_in.use == LaneUse::Images) {
      ConvLayer layer;
      layer.params = {.outputs = outputs, .window = {.kernelH = in.height, .kernelW = in.width}};
      auto weights = std::make_shared<Tensor>(*n.weights[0]);
      weights->reshape({outputs, in.channels, in.height, in.width});
      layer.weights = std::move(weights);
      layer.bias = bias;
      return planProducts(n, layer, {outputs});
    }
    const Fused fused = fuse(n.outputs[0]);
    const DenseLayer dense{
        .weights = n.weights[0], .bias = bias, .epilogue = fused.epilogue, .input = quantizationOf(input)};
    if (!at.inLanes())
      needFloats(input);
    add(denseStep(m_kernels, dense, at.lanes, at.inLanes() ? maps(at.lanes) : LaneMaps{}, input, fused.value));
    place(fused.value).floats = true;
    m_plan.inEightBits[static_cast<std::size_t>(m_node)] = true;
    return true;
  }

  bool planPool(const model::Node& n, const model::PoolParams& params) {
    const int input = n.inputs[0], output = n.outputs[0];
    if (!place(input).inLanes() || shape(input).rank() != int8MapRank)
      return false;
    if (params.kind == model::PoolKind::Average && !params.global)
      return planMeanPool(n, params);
    if (params.kind == model::PoolKind::Average) {
      const Int8Value from = place(input).lanes;
      add(globalAverageStep(m_kernels, {.from = from,
                                        .maps = maps(from),
                                        .border = m_borders[static_cast<std::size_t>(input)],
                                        .to = output,
                                        .shape = shape(output)}));
      place(input).padding.reset();
      place(output).floats = true;
      return true;
    }
    if (!m_ahead.wantedInLanes(output))
      return false;
    const model::Window2d window = *m_ahead.windowOf(m_node);
    const Quantization kept = place(input).lanes.quantization;
    const Int8WindowPlace from = windowInput(input, window, *int8MapSize(shape(output)), 0);
    Int8Value target = outputPlanes(output, from);
    target.quantization = kept;
    place(output).lanes = target;
    add(maxPoolStep(m_kernels, from.input, target, window));
    return true;
  }

  bool planMeanPool(const model::Node& n, const model::PoolParams& params) {
    const int input = n.inputs[0], output = n.outputs[0];
    const Int8MapSize in = sizeOf(input), out = *int8MapSize(shape(output));
    const model::Window2d window = *m_ahead.windowOf(m_node);
    if (!m_ahead.wantedInLanes(output) || window.kernelH * window.kernelW > largestMeanWindow)
      return false;
    MeanPool pool{.window = window};
    const Int8WindowPlace from = windowInput(input, window, out, quantizationOf(input).padding());
    pool.from = from.input;
    pool.to = outputPlanes(output, from);
    place(output).lanes = pool.to;
    const nn::PoolGeometry geometry = nn::poolGeometry(params, in.height, in.width);
    const LaneMaps& tiles = maps(pool.to);
    for (std::int64_t y = 0; y < tiles.tileH; ++y)
      for (std::int64_t x = 0; x < tiles.tileW; ++x)
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          const bool images = m_in.use == LaneUse::Images;
          const std::int64_t row = images ? y : lane / gridSide * tiles.tileH + y;
          const std::int64_t column = images ? x : lane % gridSide * tiles.tileW + x;
          const bool inside = row < out.height && column < out.width;
          const auto divisor = static_cast<float>(inside ? geometry.divisorAt(row, column) : 1);
          pool.factors.push_back(pool.from.quantization.step / pool.to.quantization.step / divisor);
        }
    add(meanPoolStep(m_kernels, std::move(pool)));
    return true;
  }

  void planConcat(const model::Node& n) {
    const int output = n.outputs[0];
    const Int8MapSize size = *int8MapSize(shape(output));
    Int8WindowPlace tiles{.tileH = int8RoundedUp(size.height, gridSide), .tileW = int8RoundedUp(size.width, gridSide)};
    for (const int input : n.inputs)
      if (place(input).inLanes()) {
        tiles.tileH = maps(place(input).lanes).tileH;
        tiles.tileW = maps(place(input).lanes).tileW;
        break;
      }
    Int8Value joined{
        .slot = concatSlot(m_node, tiles), .channels = size.channels, .quantization = quantization(output)};
    Int8Value part = joined;
    for (const int input : n.inputs) {
      part.channels = shape(input)[1];
      const Int8ValuePlace& at = place(input);
      if (!at.inLanes())
        add(quantizeStep(m_kernels, input, part, maps(joined)));
      else if (at.lanes.slot != part.slot || at.lanes.plane != part.plane)
        add(copyStep(m_kernels, at.lanes, maps(at.lanes), part, maps(joined)));
      part.plane += part.channels / packedChannels;
    }
    place(output).lanes = joined;
  }

  const QuantizedPlanInput& m_in;
  const model::Graph& m_graph;
  LanesAhead m_ahead;
  const Int8Kernels& m_kernels;
  QuantizedPlan m_plan;
  std::vector<Int8ValuePlace> m_places;  ///< by value
  std::vector<bool> m_done;              ///< nodes computed with an earlier one
  std::vector<int> m_concatSlots;        ///< by node; -1: none yet
  std::vector<Int8MapBorder> m_borders;  ///< by value
  std::vector<int> m_busyUntil;          ///< by slot: the last node that needs it
  int m_node = 0;
};

}  // namespace

QuantizedPlan planQuantized(const QuantizedPlanInput& input) {
  return QuantizedPlanner(input).run();
}

}  // namespace effortlab::fast
