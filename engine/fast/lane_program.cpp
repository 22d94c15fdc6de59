#include "fast/lane_program.h"

#include "fast/lane_memory.h"
#include "nn/layer_checks.h"
#include "nn/window.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace effortlab::fast {

namespace {

constexpr int mapRank = 4;
constexpr int flatRank = 2;
/// Smaller maps would leave most lanes of a tiled image empty.
constexpr std::int64_t minTiledElements = 9;

std::size_t at(int number) {
  return static_cast<std::size_t>(number);
}

class ProgramBuilder {
public:
  ProgramBuilder(const nn::Network& network, const Shape& input, const ProgramOptions& options)
      : m_graph(network.graph()), m_options(options), m_roles(findRoles(m_graph)), m_memory(m_graph.values.size()) {
    m_program.use = options.use;
    m_program.shapes = network.shapes(std::vector<Shape>{input});
    m_program.values.resize(m_graph.values.size());
    m_program.input = m_graph.inputs.front().value;
    m_inLanes.resize(m_graph.values.size());
    m_kernels.resize(m_graph.nodes.size());
  }

  LaneProgram build() {
    for (std::size_t node = 0; node < m_graph.nodes.size(); ++node)
      chooseRole(static_cast<int>(node));
    findTail();
    for (int node = 0; node < m_program.tail; ++node)
      shareMemory(node);
    for (int node = 0; node < m_program.tail; ++node)
      layOut(node);
    for (int node = 0; node < m_program.tail; ++node)
      m_program.steps.push_back(makeStep(node));
    findTailValues();
    placeSlots(m_graph, m_memory, m_program);
    return std::move(m_program);
  }

private:
  const model::Node& node(int index) const { return m_graph.nodes[at(index)]; }
  const Shape& shape(int value) const { return m_program.shapes[at(value)]; }
  bool tiled() const noexcept { return m_program.use == LaneUse::Tiles; }
  bool inLanes(int value) const { return m_inLanes[at(value)] != 0; }
  RoledNode& role(int index) { return m_roles[at(index)]; }
  LaneValue& laneValue(int value) { return m_program.values[at(value)]; }
  /// Its memory's owner.
  LaneValue& rootValue(int value) { return laneValue(m_memory.root(value)); }

  void chooseRole(int index) {
    RoledNode& chosen = role(index);
    if (!fits(index, chosen.role)) {
      chosen.role = NodeRole::Plain;
      if (chosen.absorbed >= 0)  // comes later, and is a layer of its own again
        role(chosen.absorbed).role = NodeRole::Activation;
    }
    const bool lanes = chosen.role != NodeRole::Plain && !endsInPlain(index) &&
                       (chosen.role != NodeRole::Alias || inLanes(node(index).inputs.front()));
    for (const int output : node(index).outputs)
      m_inLanes[at(output)] = lanes ? 1 : 0;
  }

  /// A tiled map's global pooling leaves one number a map: no vectors.
  bool endsInPlain(int index) const { return m_roles[at(index)].role == NodeRole::Pool && tiled() && isGlobal(index); }

  bool isGlobal(int index) const {
    const auto& params = std::get<model::PoolParams>(node(index).params);
    const Shape& in = shape(node(index).inputs.front());
    return params.global ||
           (shape(node(index).outputs.front()).elementCount(2, mapRank) == 1 && params.window.kernelH == in[2] &&
            params.window.kernelW == in[3] && params.window.padTop == 0 && params.window.padLeft == 0);
  }

  bool fits(int index, NodeRole wanted) {
    const model::Node& layer = node(index);
    const auto laneMapsOf = [&](int value) { return inLanes(value) && shape(value).rank() == mapRank; };
    if (std::find(m_options.rowMajor.begin(), m_options.rowMajor.end(), index) != m_options.rowMajor.end())
      return false;
    switch (wanted) {
      case NodeRole::Plain: return false;
      case NodeRole::Alias:
        // A map of 16 images without a halo is its own flat form.
        return !std::holds_alternative<model::FlattenParams>(layer.params) ||
               (!tiled() && inLanes(layer.inputs.front()) && shape(layer.outputs.front()).rank() == flatRank);
      case NodeRole::Convolution:
        return shape(layer.inputs.front()).rank() == mapRank && bigEnough(layer) && findKernel(index);
      case NodeRole::FullyConnected: return !tiled() && findKernel(index);
      case NodeRole::Pool: return laneMapsOf(layer.inputs.front());
      case NodeRole::Activation: return laneMapsOf(layer.inputs.front());
      case NodeRole::Concat:
        return nn::resolveAxis(std::get<model::ConcatParams>(layer.params).axis, mapRank) == 1 &&
               std::all_of(layer.inputs.begin(), layer.inputs.end(), laneMapsOf);
      case NodeRole::Sum:
        return std::all_of(layer.inputs.begin(), layer.inputs.end(),
                           [&](int value) { return laneMapsOf(value) && shape(value) == shape(layer.inputs.front()); });
    }
    return false;
  }

  bool bigEnough(const model::Node& layer) const {
    return !tiled() || shape(layer.outputs.front()).elementCount(2, mapRank) >= minTiledElements;
  }

  bool findKernel(int index) {
    m_kernels[at(index)] = m_options.chooser(index, convLayer(index), m_program.use);
    return m_kernels[at(index)].kernel != nullptr;
  }

  ConvLayer convLayer(int index) const {
    const model::Node& layer = node(index);
    ConvLayer result;
    result.weights = layer.weights.front();
    if (layer.weights.size() > 1)
      result.bias = layer.weights[1];
    result.epilogue = m_roles[at(index)].epilogue;
    if (const auto* convolution = std::get_if<model::ConvolutionParams>(&layer.params)) {
      const Shape& in = shape(layer.inputs.front());
      result.params = *convolution;
      result.params.window = nn::resolvedWindow(convolution->window, in[2], in[3]);
      return result;
    }
    const Shape& matrix = layer.weights.front()->shape();
    auto weights = std::make_shared<Tensor>(*layer.weights.front());
    weights->reshape({matrix[0], matrix.elementCount(1, matrix.rank()), 1, 1});
    result.weights = std::move(weights);
    result.params.outputs = matrix[0];
    return result;
  }

  /// What follows the last layer in lanes is computed for the whole batch at once. An activation that became an
  /// epilogue must not be applied again: it is an alias in lanes.
  void findTail() {
    for (std::size_t index = 0; index < m_graph.nodes.size(); ++index) {
      const NodeRole chosen = m_roles[index].role;
      const bool alias = chosen == NodeRole::Alias && inLanes(m_graph.nodes[index].outputs.front());
      if (alias || (chosen != NodeRole::Plain && chosen != NodeRole::Alias))
        m_program.tail = static_cast<int>(index) + 1;
    }
  }

  /// Nodes that read a value's memory, in whatever name.
  std::vector<int> readers(int value) const {
    std::vector<int> result;
    for (const int consumer : m_graph.values[at(value)].consumers) {
      if (m_roles[at(consumer)].role != NodeRole::Alias) {
        result.push_back(consumer);
        continue;
      }
      const std::vector<int> behind = readers(node(consumer).outputs.front());
      result.insert(result.end(), behind.begin(), behind.end());
    }
    return result;
  }

  bool isOutput(int value) const {
    return std::find(m_graph.outputs.begin(), m_graph.outputs.end(), value) != m_graph.outputs.end();
  }

  void shareMemory(int index) {
    const model::Node& layer = node(index);
    if (role(index).role == NodeRole::Alias && inLanes(layer.inputs.front()))
      m_memory.join(layer.outputs.front(), layer.inputs.front(), 0);
    if (role(index).role != NodeRole::Concat)
      return;
    std::int64_t planes = 0;
    for (const int input : layer.inputs) {
      const int owner = m_memory.root(input);
      const bool onlyHere = readers(owner) == std::vector<int>{index} && m_memory.offset(input) == 0 &&
                            shape(owner)[1] == shape(input)[1];
      if (onlyHere)
        m_memory.join(owner, layer.outputs.front(), planes);
      planes += shape(input)[1];
    }
  }

  /// Gives the node's outputs their geometry; halos grow as later nodes ask for them.
  void layOut(int index) {
    for (const int output : node(index).outputs) {
      if (!inLanes(output))
        continue;
      const Shape& dims = shape(m_memory.root(output));
      LaneValue& owner = rootValue(output);
      const Shape maps = dims.rank() == mapRank ? dims : Shape{1, dims.elementCount(1, dims.rank()), 1, 1};
      if (owner.maps.channels == 0)
        owner.maps = laneMaps(m_program.use, maps[1], maps[2], maps[3]);
      laneValue(output).nonNegative = isNonNegative(index);
    }
    demandHalo(index);
  }

  bool isNonNegative(int index) {
    const RoledNode& layer = role(index);
    switch (layer.role) {
      case NodeRole::Convolution:
      case NodeRole::FullyConnected:
      case NodeRole::Sum:
      case NodeRole::Activation: return layer.epilogue.slope == 0.0F || layer.epilogue.low >= 0.0F;
      case NodeRole::Pool:
      case NodeRole::Concat:
      case NodeRole::Alias:
        return std::all_of(node(index).inputs.begin(), node(index).inputs.end(),
                           [&](int input) { return laneValue(input).nonNegative; });
      case NodeRole::Plain: return false;
    }
    return false;
  }

  model::Window2d windowOf(int index) const {
    const model::Node& layer = node(index);
    const Shape& in = shape(layer.inputs.front());
    if (const auto* convolution = std::get_if<model::ConvolutionParams>(&layer.params))
      return nn::resolvedWindow(convolution->window, in[2], in[3]);
    const auto& pool = std::get<model::PoolParams>(layer.params);
    if (pool.global)
      return {.kernelH = in[2], .kernelW = in[3]};
    return nn::resolvedWindow(pool.window, in[2], in[3]);
  }

  bool slidesWindow(int index) {
    return role(index).role == NodeRole::Convolution || (role(index).role == NodeRole::Pool && !endsInPlain(index));
  }

  LaneMaps outputMaps(int index) const {
    const Shape& out = shape(node(index).outputs.front());
    return laneMaps(m_program.use, out[1], out[2], out[3]);
  }

  /// The geometry of its input that a sliding window needs.
  LaneMaps wantedInput(int index) {
    const Shape& in = shape(node(index).inputs.front());
    const model::Window2d window = windowOf(index);
    const LaneMaps out = outputMaps(index);
    LaneMaps maps = laneMaps(m_program.use, in[1], in[2], in[3]);
    if (tiled()) {
      maps.tileH = out.tileH * window.strideH;
      maps.tileW = out.tileW * window.strideW;
    }
    const ConvKernel* kernel = m_kernels[at(index)].kernel.get();
    if (role(index).role == NodeRole::Convolution && !kernel->needsHalo())
      maps = laneMaps(m_program.use, in[1], in[2], in[3]);
    else
      maps.halo = requiredHalo(window, maps, out);
    return maps;
  }

  /// Whether pooling must not see the zeros around the image.
  bool padsWithLowest(int index, const LaneMaps& wanted) {
    const bool neverLooksOutside = !tiled() && wanted.halo == Halo{};
    if (role(index).role != NodeRole::Pool || neverLooksOutside)
      return false;
    const auto& params = std::get<model::PoolParams>(node(index).params);
    return params.kind == model::PoolKind::Max && !laneValue(node(index).inputs.front()).nonNegative;
  }

  bool readsInPlace(int index, const LaneMaps& wanted) {
    const int input = node(index).inputs.front();
    if (!inLanes(input) || padsWithLowest(index, wanted) || m_memory.offset(input) != 0)
      return false;
    const LaneMaps& maps = rootValue(input).maps;
    return maps.channels == wanted.channels && maps.tileH == wanted.tileH && maps.tileW == wanted.tileW;
  }

  void demandHalo(int index) {
    if (!slidesWindow(index))
      return;
    const LaneMaps wanted = wantedInput(index);
    if (!readsInPlace(index, wanted))
      return;
    Halo& halo = rootValue(node(index).inputs.front()).maps.halo;
    halo.top = std::max(halo.top, wanted.halo.top);
    halo.left = std::max(halo.left, wanted.halo.left);
    halo.bottom = std::max(halo.bottom, wanted.halo.bottom);
    halo.right = std::max(halo.right, wanted.halo.right);
  }

  LaneStep makeStep(int index) {
    LaneStep step;
    step.node = index;
    step.role = role(index);
    step.kernel = m_kernels[at(index)].kernel;
    step.candidates = m_kernels[at(index)].candidates;
    const model::Node& layer = node(index);
    for (const int output : layer.outputs)
      if (inLanes(output))
        place(output);
    if (step.role.role == NodeRole::Pool) {
      const Shape& in = shape(layer.inputs.front());
      step.pool = nn::poolGeometry(std::get<model::PoolParams>(layer.params), in[2], in[3]);
      step.global = endsInPlain(index);
    }
    if (slidesWindow(index))
      step.input = inputCopy(index);
    if (step.role.role == NodeRole::FullyConnected)
      step.input = flatCopy(index);
    if (inLanes(layer.outputs.front()))
      step.fillHalo = isLookedAround(layer.outputs.front());
    return step;
  }

  void place(int value) {
    LaneValue& placed = laneValue(value);
    placed.maps = rootValue(value).maps;
    placed.firstPlane = m_memory.offset(value);
    placed.planes = shape(value).rank() == mapRank ? shape(value)[1] : placed.maps.channels;
  }

  std::optional<LaneCopy> inputCopy(int index) {
    const LaneMaps wanted = wantedInput(index);
    if (readsInPlace(index, wanted))
      return std::nullopt;
    LaneCopy copy;
    copy.maps = wanted;
    if (padsWithLowest(index, wanted))
      copy.padding = std::bit_cast<std::uint32_t>(-std::numeric_limits<float>::infinity());
    return copy;
  }

  /// A fully connected layer reads maps of one element; a map without a halo is as many of them.
  std::optional<LaneCopy> flatCopy(int index) {
    const int input = node(index).inputs.front();
    const std::int64_t count = shape(input).elementCount(1, shape(input).rank());
    const bool flat = inLanes(input) && m_memory.offset(input) == 0 && rootValue(input).maps.halo == Halo{} &&
                      rootValue(input).maps.elements() == count * lanes;
    if (flat)
      return std::nullopt;
    return LaneCopy{.maps = laneMaps(m_program.use, count, 1, 1)};
  }

  /// Some window that reads the value in place sees more than its tiles' own elements.
  bool isLookedAround(int value) {
    const int owner = m_memory.root(value);
    if (rootValue(value).maps.halo != Halo{})
      return true;
    const std::vector<int> all = readers(owner);
    return std::any_of(all.begin(), all.end(), [&](int reader) {
      return reader < m_program.tail && role(reader).role == NodeRole::Pool && !endsInPlain(reader);
    });
  }

  void findTailValues() {
    for (std::size_t value = 0; value < m_graph.values.size(); ++value) {
      const auto number = static_cast<int>(value);
      const auto& consumers = m_graph.values[value].consumers;
      const bool readLater = !consumers.empty() && consumers.back() >= m_program.tail;
      if (m_graph.values[value].producer < m_program.tail && (readLater || isOutput(number)))
        m_program.tailValues.push_back(number);
    }
  }

  const model::Graph& m_graph;
  const ProgramOptions& m_options;
  std::vector<RoledNode> m_roles;
  SharedMemory m_memory;
  LaneProgram m_program;
  std::vector<std::uint8_t> m_inLanes;  ///< by value
  std::vector<ChosenKernel> m_kernels;  ///< by node
};

}  // namespace

LaneProgram makeLaneProgram(const nn::Network& network, const Shape& input, const ProgramOptions& options) {
  return ProgramBuilder(network, input, options).build();
}

}  // namespace effortlab::fast
