#include "fast/quantized_plan.h"

#include "fast/int8_conv.h"
#include "fast/quantized_places.h"
#include "nn/layer_ops.h"
#include "nn/pool.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace effortlab::fast {

namespace {

constexpr int int8MapRank = 4;
constexpr int int8FlatRank = 2;

class QuantizedPlanner : private Int8Places {
public:
  explicit QuantizedPlanner(const QuantizedPlanInput& input)
      : Int8Places(input), m_done(m_graph.nodes.size(), false), m_borders(m_graph.values.size()) {}

  QuantizedPlan run() {
    place(m_graph.inputs[0].value).floats = true;
    for (m_node = 0; m_node < static_cast<int>(m_graph.nodes.size()); ++m_node)
      if (!m_done[static_cast<std::size_t>(m_node)])
        planNode(m_graph.nodes[static_cast<std::size_t>(m_node)]);
    needFloats(m_graph.outputs[0]);
    return std::move(m_plan);
  }

private:
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
    return laneMaps(LaneUse::Tiles, channels, gridSide, int8CeilDivided(size.height * size.width, gridSide), {},
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
    Int8WindowPlace tiles{.tileH = int8CeilDivided(size.height, gridSide),
                          .tileW = int8CeilDivided(size.width, gridSide)};
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

  std::vector<bool> m_done;              ///< nodes computed with an earlier one
  std::vector<Int8MapBorder> m_borders;  ///< by value
};

}  // namespace

QuantizedPlan planQuantized(const QuantizedPlanInput& input) {
  return QuantizedPlanner(input).run();
}

}  // namespace effortlab::fast
