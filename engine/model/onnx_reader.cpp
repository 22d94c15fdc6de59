#include "model/onnx_reader.h"

#include "core/file_io.h"
#include "model/import_checks.h"
#include "model/onnx_constants.h"
#include "model/onnx_import.h"
#include "model/onnx_layers.h"

#include <onnx/onnx_pb.h>

#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace effortlab::model {

namespace {

constexpr std::int64_t largestFile = std::numeric_limits<int>::max();  // protobuf counts bytes in an int
constexpr std::int64_t oldestOpset = 6;
constexpr std::int64_t newestOpset = 17;
constexpr int mostNodes = 20'000;

void parse(const std::filesystem::path& file, onnx::ModelProto& model) {
  const std::vector<std::uint8_t> bytes = readFile(file, largestFile);
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "",
                        "cannot be parsed: damaged, cut short or not an ONNX network");
  if (!model.has_graph() || model.graph().node_size() == 0)
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "", "holds no graph; is it an ONNX network?");
  if (model.graph().node_size() > mostNodes)
    throw Error::inFile(ErrorCode::TooLarge, file.string(), "",
                        "has more than " + std::to_string(mostNodes) + " nodes");
  if (model.functions_size() > 0)
    throw Error::inFile(ErrorCode::Unsupported, file.string(), "",
                        "defines functions of its own, which are not supported; export it with them written out");
}

bool isDefaultDomain(const std::string& domain) {
  return domain.empty() || domain == "ai.onnx";
}

std::int64_t defaultOpset(const onnx::ModelProto& model, const std::string& file) {
  std::int64_t version = 0;
  for (const onnx::OperatorSetIdProto& opset : model.opset_import())
    if (isDefaultDomain(opset.domain()))
      version = std::max<std::int64_t>(version, opset.version());
  if (version < oldestOpset || version > newestOpset)
    throw Error::inFile(ErrorCode::Unsupported, file, "",
                        "uses operator set " + std::to_string(version) + "; " + std::to_string(oldestOpset) + " to " +
                            std::to_string(newestOpset) + " are supported, export it for one of them");
  return version;
}

std::string dimensionText(const onnx::TensorShapeProto::Dimension& dim) {
  if (dim.has_dim_param())
    return inQuotes(dim.dim_param());
  return dim.has_dim_value() ? std::to_string(dim.dim_value()) : "open";
}

/// The declared shape, one image where the batch is open; `size` replaces height and width of an image input.
Shape onnxInputShape(const onnx::ValueInfoProto& input, const std::optional<ImageSize>& size,
                     const ImportPlace& place) {
  if (!input.type().has_tensor_type() || !input.type().tensor_type().has_shape())
    throw place.error(ErrorCode::Unsupported, "is no tensor of a declared shape");
  if (input.type().tensor_type().elem_type() != onnx::TensorProto::FLOAT)
    throw place.error(
        ErrorCode::Unsupported,
        "has element type " + std::to_string(input.type().tensor_type().elem_type()) + "; float is supported");
  const auto& dims = input.type().tensor_type().shape().dim();
  if (dims.empty())
    throw place.error(ErrorCode::Unsupported, "is a single number without dimensions, which is not supported");
  std::vector<std::int64_t> sizes;
  for (int axis = 0; axis < dims.size(); ++axis) {
    if (axis == 0 && !dims[axis].has_dim_value())
      sizes.push_back(1);
    else if (size && dims.size() == 4 && axis >= 2)
      sizes.push_back(axis == 2 ? size->height : size->width);
    else if (dims[axis].has_dim_value() && dims[axis].dim_value() > 0)
      sizes.push_back(checkExtent(dims[axis].dim_value(), "dimension " + std::to_string(axis), place));
    else
      throw place.error(ErrorCode::Unsupported, "dimension " + std::to_string(axis) + " is " +
                                                    dimensionText(dims[axis]) +
                                                    ", not a fixed size; name width and height in a model manifest");
  }
  return checkShape(sizes, place);
}

void readInputs(const onnx::GraphProto& proto, const std::optional<ImageSize>& size, OnnxState& state,
                NamedGraph& graph) {
  std::vector<const onnx::ValueInfoProto*> inputs;
  for (const onnx::ValueInfoProto& input : proto.input())
    if (!state.constants.contains(input.name()))
      inputs.push_back(&input);
  if (inputs.empty())
    throw Error::inFile(ErrorCode::Unsupported, state.file, "",
                        "declares no input; what is always the same is not computed");
  for (const onnx::ValueInfoProto* input : inputs) {
    const ImportPlace place{state.file, "input " + inQuotes(input->name())};
    const Shape shape = onnxInputShape(*input, inputs.size() == 1 ? size : std::nullopt, place);
    graph.inputs.emplace_back(input->name(), shape);
    state.shapes.emplace(input->name(), shape);
  }
}

/// Names in knob files and results must tell layers apart; ONNX requires no node name at all.
std::string uniqueName(const onnx::NodeProto& node, std::set<std::string>& used) {
  std::string name = node.name();
  if (name.empty() || used.contains(name))
    name = node.output_size() > 0 ? node.output(0) : node.op_type();
  const std::string base = name;
  for (int number = 2; used.contains(name); ++number)
    name = base + "_" + std::to_string(number);
  used.insert(name);
  return name;
}

/// ONNX names each tensor once: an input, a constant or the result of one node.
void checkWrittenOnce(const onnx::GraphProto& proto, const OnnxState& state) {
  std::set<std::string> written;
  for (const onnx::ValueInfoProto& input : proto.input())
    if (!written.insert(input.name()).second)
      throw Error::inFile(ErrorCode::WrongFormat, state.file, "input " + inQuotes(input.name()), "is declared twice");
  for (const onnx::NodeProto& node : proto.node())
    for (const std::string& output : node.output())
      if (!output.empty() && (!written.insert(output).second || state.constants.contains(output)))
        throw Error::inFile(ErrorCode::WrongFormat, state.file, "node " + inQuotes(node.name()),
                            "writes the tensor " + inQuotes(output) + ", which is there already");
}

void readNodes(const onnx::GraphProto& proto, OnnxState& state) {
  checkWrittenOnce(proto, state);
  for (const onnx::NodeProto& node : proto.node())
    for (const std::string& input : node.input())
      ++state.readers[input];
  for (const onnx::ValueInfoProto& output : proto.output())
    ++state.readers[output.name()];
  std::set<std::string> names;
  for (const onnx::NodeProto& node : proto.node()) {
    const std::string name = uniqueName(node, names);
    const ImportPlace place{state.file, "node " + inQuotes(name)};
    if (!isDefaultDomain(node.domain()))
      throw place.error(ErrorCode::Unsupported, "operator " + inQuotes(node.op_type()) + " of the domain " +
                                                    inQuotes(node.domain()) + " is not supported");
    readOnnxNode(node, name, place, state);
  }
}

}  // namespace

NamedGraph readOnnxAt(const std::filesystem::path& file, const std::optional<ImageSize>& size) {
  onnx::ModelProto model;
  parse(file, model);
  const onnx::GraphProto& proto = model.graph();
  NamedGraph graph{.file = file.string(), .name = proto.name(), .inputs = {}, .nodes = {}, .outputs = {}};
  OnnxState state{.file = graph.file,
                  .constants = OnnxConstants(proto, graph.file),
                  .opset = defaultOpset(model, graph.file),
                  .readers = {},
                  .shapes = {},
                  .from = {},
                  .nodes = {}};
  readInputs(proto, size, state, graph);
  readNodes(proto, state);
  if (state.nodes.empty())
    throw Error::inFile(ErrorCode::Unsupported, graph.file, "", "computes nothing: every node is a constant");
  for (const onnx::ValueInfoProto& output : proto.output()) {
    graph.outputs.push_back(output.name());
    if (state.constants.contains(output.name()))
      state.needAsData(output.name(), {graph.file, "output " + inQuotes(output.name())});
  }
  graph.nodes = std::move(state.nodes);
  if (graph.outputs.empty())
    throw Error::inFile(ErrorCode::WrongFormat, graph.file, "", "declares no output");
  return graph;
}

NamedGraph readOnnx(const std::filesystem::path& file) {
  return readOnnxAt(file, std::nullopt);
}

}  // namespace effortlab::model
