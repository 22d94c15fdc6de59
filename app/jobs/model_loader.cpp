#include "jobs/model_loader.h"

#include "core/error.h"
#include "nn/network.h"

#include <algorithm>
#include <numeric>

namespace effortlab::app {

namespace {

constexpr std::string_view sampleSpec = "sample";

std::shared_ptr<const model::Model> loadClassifier(const std::filesystem::path& file,
                                                   const std::optional<model::Manifest>& description) {
  if (description)
    return std::make_shared<const model::Model>(model::loadModel(*description));
  const std::string name = file.filename().string();
  const auto refuseDetector = [&](model::Task task) {
    if (task == model::Task::Detection)
      throw Error(ErrorCode::Unsupported, name + ": a detection model; open it on the Fovea page, by Video > Detector");
  };
  if (name.ends_with(".json"))
    refuseDetector(model::readManifest(file).task);
  auto loaded = std::make_shared<const model::Model>(model::loadModel(file));
  refuseDetector(loaded->manifest.task);  // a bare graph's is known once it is read
  return loaded;
}

std::string shapeWithoutBatch(const Shape& shape) {
  std::string text = shape.toString();
  const std::size_t cross = text.find('x');
  return cross == std::string::npos ? text : text.substr(cross + 1);
}

std::vector<std::int64_t> imagesToUse(const data::LabelledSet& set, bool tuningOnly) {
  const std::int64_t count = tuningOnly ? std::min(set.size(), data::sampleTuningImages) : set.size();
  std::vector<std::int64_t> images(static_cast<std::size_t>(count));
  std::iota(images.begin(), images.end(), std::int64_t{0});
  return images;
}

/// The two things that make figures meaningless: pixels that cannot enter the network, and classes it does not know.
std::string findMisfit(const Workspace& workspace, const RunControl& control) {
  const std::size_t known = workspace.model->labels.size();
  const std::size_t named = workspace.set->classNames().size();
  if (known != 0 && named > known)
    return "the data names " + std::to_string(named) + " classes, the network tells " + std::to_string(known) +
           " apart";
  if (workspace.dataSpec == sampleSpec && known != 0 && named != 0 && known != named)
    return "the built-in images have " + std::to_string(named) + " classes, the network tells " +
           std::to_string(known) + " apart";
  if (workspace.images.empty())
    return "the data has no images";
  try {
    const std::int64_t first = workspace.images.front();
    static_cast<void>(workspace.inputs->batch(std::span(&first, 1), control));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::ShapeMismatch)
      throw;
    return error.what();
  }
  return {};
}

}  // namespace

std::vector<NodeInfo> describeNodes(const std::shared_ptr<const model::Graph>& graph) {
  const nn::Network network(graph);
  std::vector<Shape> inputs;
  for (const model::GraphInput& input : graph->inputs)
    inputs.push_back(input.shape);
  const std::vector<Shape> shapes = network.shapes(inputs);
  const std::vector<std::int64_t> macs = network.macs(shapes);
  std::vector<NodeInfo> nodes;
  for (std::size_t i = 0; i < graph->nodes.size(); ++i) {
    const model::Node& node = graph->nodes[i];
    NodeInfo info{.name = node.name,
                  .type = std::string(model::layerTypeName(node.params)),
                  .outputShape = {},
                  .macs = macs.at(i)};
    if (!node.outputs.empty())
      info.outputShape = shapeWithoutBatch(shapes.at(static_cast<std::size_t>(node.outputs.front())));
    nodes.push_back(std::move(info));
  }
  return nodes;
}

std::shared_ptr<const Workspace> loadWorkspace(const LoadRequest& request, const RunControl& control) {
  auto workspace = std::make_shared<Workspace>();
  if (const auto* file = std::get_if<std::filesystem::path>(&request.model)) {
    control.report(0, 2, "reading the model");
    workspace->modelFile = *file;
    workspace->model = loadClassifier(*file, request.description);
    workspace->nodes = describeNodes(workspace->model->graph);
    workspace->layers = effort::findEffortLayers(*workspace->model->graph);
  } else {
    const auto& kept = std::get<std::shared_ptr<const Workspace>>(request.model);
    workspace->modelFile = kept->modelFile;
    workspace->model = kept->model;
    workspace->nodes = kept->nodes;
    workspace->layers = kept->layers;
  }
  control.throwIfStopped();
  control.report(1, 2, "reading the images");
  if (const auto* spec = std::get_if<std::string>(&request.data)) {
    workspace->dataSpec = *spec;
    workspace->set = data::openLabelledSet(*spec);
  } else {
    const auto& kept = std::get<std::shared_ptr<const Workspace>>(request.data);
    workspace->dataSpec = kept->dataSpec;
    workspace->set = kept->set;
  }
  control.throwIfStopped();
  workspace->tuningImages = workspace->dataSpec == sampleSpec;
  workspace->images = imagesToUse(*workspace->set, workspace->tuningImages);
  workspace->inputs = std::make_shared<const data::InputCache>(workspace->set, workspace->model->manifest.input,
                                                               request.inputCacheBytes);
  workspace->misfit = findMisfit(*workspace, control);
  control.report(2, 2, "reading the images");
  return workspace;
}

}  // namespace effortlab::app
