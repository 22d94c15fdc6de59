#include "model/caffe_reader.h"

#include "model/caffe_files.h"
#include "model/caffe_layers.h"
#include "model/import_checks.h"
#include "nn/layer_ops.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace effortlab::model {

namespace {

namespace pb = effortlab_caffe;

template <typename Names>
bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Caffe's Net::StateMeetsRule for the TEST phase.
bool meets(const pb::NetState& state, const pb::NetStateRule& rule) {
  if (rule.has_phase() && rule.phase() != pb::TEST)
    return false;
  if ((rule.has_min_level() && state.level() < rule.min_level()) ||
      (rule.has_max_level() && state.level() > rule.max_level()))
    return false;
  return std::all_of(rule.stage().begin(), rule.stage().end(),
                     [&](const std::string& stage) { return contains(state.stage(), stage); }) &&
         std::none_of(rule.not_stage().begin(), rule.not_stage().end(),
                      [&](const std::string& stage) { return contains(state.stage(), stage); });
}

/// Caffe's Net::FilterNet: include rules need one that holds, exclude rules none.
bool belongsToInference(const pb::NetState& state, const pb::LayerParameter& layer, const ImportPlace& place) {
  if (layer.include_size() > 0 && layer.exclude_size() > 0)
    throw place.error(ErrorCode::WrongFormat, "has include and exclude rules; Caffe allows only one kind");
  const auto holds = [&](const pb::NetStateRule& rule) { return meets(state, rule); };
  if (layer.include_size() > 0)
    return std::any_of(layer.include().begin(), layer.include().end(), holds);
  return std::none_of(layer.exclude().begin(), layer.exclude().end(), holds);
}

/// A declared input; the batch it names becomes 1.
template <typename Dims>
Shape inputShape(const Dims& dims, const ImportPlace& place) {
  const std::vector<std::int64_t> sizes(dims.begin(), dims.end());
  if (sizes.empty())
    throw place.error(ErrorCode::MissingData, "declares no shape; add its dimensions");
  for (const std::int64_t size : sizes)
    checkExtent(size, "a dimension", place);
  return checkShape(sizes, place).withBatch(1);
}

/// Inputs in the old form: `input: "data"` with `input_dim` or `input_shape` beside it.
void readOldInputs(const pb::NetParameter& net, NamedGraph& graph) {
  constexpr int dimsPerInput = 4;
  const bool byDims = net.input_dim_size() > 0;
  if (byDims && net.input_shape_size() > 0)
    throw Error::inFile(ErrorCode::WrongFormat, graph.file, "input", "gives input_dim and input_shape; keep one");
  const int declared = byDims ? net.input_dim_size() : net.input_shape_size();
  if (declared != net.input_size() * (byDims ? dimsPerInput : 1))
    throw Error::inFile(ErrorCode::WrongFormat, graph.file, "input",
                        std::to_string(net.input_size()) + " inputs and " + std::to_string(declared) +
                            (byDims ? " input_dim numbers; four belong to each" : " input_shape blocks"));
  for (int i = 0; i < net.input_size(); ++i) {
    const ImportPlace place{graph.file, "input " + inQuotes(net.input(i))};
    if (byDims) {
      const auto first = net.input_dim().begin() + i * dimsPerInput;
      graph.inputs.emplace_back(net.input(i),
                                inputShape(std::vector<std::int64_t>(first, first + dimsPerInput), place));
    } else {
      graph.inputs.emplace_back(net.input(i), inputShape(net.input_shape(i).dim(), place));
    }
  }
}

void readInputLayer(const pb::LayerParameter& layer, const ImportPlace& place, NamedGraph& graph) {
  const auto& shapes = layer.input_param().shape();
  if (shapes.empty() || (shapes.size() != 1 && shapes.size() != layer.top_size()))
    throw place.error(ErrorCode::MissingData, "input_param has " + std::to_string(shapes.size()) + " shapes for " +
                                                  std::to_string(layer.top_size()) + " tops; give one or one a top");
  for (int i = 0; i < layer.top_size(); ++i)
    graph.inputs.emplace_back(layer.top(i), inputShape(shapes[shapes.size() == 1 ? 0 : i].dim(), place));
}

/// What is known of the tensors so far: layers may need their inputs' shapes. A misfit is left to buildGraph(), which
/// checks and names everything.
class KnownShapes {
public:
  explicit KnownShapes(const NamedGraph& graph) {
    for (const auto& [name, shape] : graph.inputs)
      m_shapes[name] = shape;
  }

  void declare(const std::string& name, const Shape& shape) { m_shapes[name] = shape; }

  std::optional<Shape> of(const std::string& name) const {
    const auto found = m_shapes.find(name);
    return found == m_shapes.end() ? std::nullopt : std::optional<Shape>(found->second);
  }

  void add(const NamedNode& node) {
    std::vector<Shape> inputs;
    for (const std::string& input : node.inputs) {
      const std::optional<Shape> shape = of(input);
      if (!shape)
        return;
      inputs.push_back(*shape);
    }
    try {
      const Node plain{.name = node.name, .params = node.params, .inputs = {}, .outputs = {}, .weights = node.weights};
      const std::vector<Shape> outputs = nn::layerOps(node.params).outputShapes(plain, inputs);
      for (std::size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i)
        m_shapes[node.outputs[i]] = outputs[i];
    } catch (const Error&) {
      for (const std::string& output : node.outputs)
        m_shapes.erase(output);
    }
  }

private:
  std::map<std::string, Shape> m_shapes;
};

/// The image among the inputs takes another size.
void resizeInput(NamedGraph& graph, const std::optional<ImageSize>& size) {
  for (auto& [name, shape] : graph.inputs)
    if (size && shape.rank() == 4) {
      const ImportPlace place{graph.file, "input " + inQuotes(name)};
      shape = checkShape(std::array<std::int64_t, 4>{shape[0], shape[1], size->height, size->width}, place);
      return;
    }
}

using WeightsByLayer = std::map<std::string, std::vector<Tensor>>;

NamedGraph readCaffeGraph(const std::filesystem::path& prototxt, const std::optional<std::filesystem::path>& caffemodel,
                          const std::optional<std::uint64_t>& randomSeed, const std::optional<ImageSize>& size) {
  const auto net = parsePrototxt(prototxt);
  WeightsByLayer weights = caffemodel ? readCaffeWeights(*caffemodel) : WeightsByLayer();
  NamedGraph graph{.file = prototxt.string(), .name = net->name(), .inputs = {}, .nodes = {}, .outputs = {}};
  readOldInputs(*net, graph);
  resizeInput(graph, size);
  KnownShapes shapes(graph);
  std::set<std::string> names;
  for (const pb::LayerParameter& layer : net->layer()) {
    const ImportPlace place{graph.file, "layer " + inQuotes(layer.name())};
    if (!belongsToInference(net->state(), layer, place))
      continue;
    if (!names.insert(layer.name()).second)
      throw place.error(ErrorCode::WrongFormat, "the name is used by two layers; weights are joined by name");
    if (layer.type() == "Input") {
      readInputLayer(layer, place, graph);
      resizeInput(graph, size);
      for (const auto& [name, shape] : graph.inputs)
        shapes.declare(name, shape);
      continue;
    }
    CaffeLayerSource source{.blobs = {}, .randomSeed = randomSeed};
    if (const auto found = weights.find(layer.name()); found != weights.end())
      source.blobs = std::move(found->second);
    for (const std::string& bottom : layer.bottom())
      source.inputs.push_back(shapes.of(bottom));
    for (NamedNode& node : readCaffeLayer(layer, std::move(source), place)) {
      shapes.add(node);
      graph.nodes.push_back(std::move(node));
    }
  }
  if (graph.inputs.empty())
    throw Error::inFile(ErrorCode::MissingData, graph.file, "",
                        "declares no input; open the deploy form of the network (with an Input layer or input_shape)");
  return graph;
}

}  // namespace

NamedGraph readCaffe(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel,
                     const std::optional<ImageSize>& size) {
  return readCaffeGraph(prototxt, caffemodel, std::nullopt, size);
}

NamedGraph readCaffeRandom(const std::filesystem::path& prototxt, std::uint64_t seed,
                           const std::optional<ImageSize>& size) {
  return readCaffeGraph(prototxt, std::nullopt, seed, size);
}

}  // namespace effortlab::model
