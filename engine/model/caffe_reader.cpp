#include "model/caffe_reader.h"

#include "model/caffe_files.h"
#include "model/caffe_layers.h"
#include "model/import_checks.h"

#include "model/caffe_subset.pb.h"

#include <algorithm>
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

}  // namespace

NamedGraph readCaffe(const std::filesystem::path& prototxt, const std::filesystem::path& caffemodel) {
  const auto net = parsePrototxt(prototxt);
  auto weights = readCaffeWeights(caffemodel);
  NamedGraph graph{.file = prototxt.string(), .name = net->name(), .inputs = {}, .nodes = {}, .outputs = {}};
  readOldInputs(*net, graph);
  std::set<std::string> names;
  for (const pb::LayerParameter& layer : net->layer()) {
    const ImportPlace place{graph.file, "layer " + inQuotes(layer.name())};
    if (!belongsToInference(net->state(), layer, place))
      continue;
    if (!names.insert(layer.name()).second)
      throw place.error(ErrorCode::WrongFormat, "the name is used by two layers; weights are joined by name");
    if (layer.type() == "Input") {
      readInputLayer(layer, place, graph);
      continue;
    }
    std::vector<Tensor> blobs;
    if (const auto found = weights.find(layer.name()); found != weights.end())
      blobs = std::move(found->second);
    graph.nodes.push_back(readCaffeLayer(layer, std::move(blobs), place));
  }
  if (graph.inputs.empty())
    throw Error::inFile(ErrorCode::MissingData, graph.file, "",
                        "declares no input; open the deploy form of the network (with an Input layer or input_shape)");
  return graph;
}

}  // namespace effortlab::model
