#pragma once

#include "core/run_control.h"
#include "data/labelled_set.h"
#include "data/preprocess.h"
#include "effort/effort_layer.h"
#include "model/manifest.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace effortlab::app {

/// What the layer table says about a node of the graph, whatever the knobs.
struct NodeInfo {
  std::string name;
  std::string type;
  std::string outputShape;  ///< without the batch: "64x13x13"
  std::int64_t macs = 0;    ///< dense, one image
};

std::vector<NodeInfo> describeNodes(const std::shared_ptr<const model::Graph>& graph);

/// A network with images to judge it by, ready to be evaluated.
struct Workspace {
  std::filesystem::path modelFile;
  std::shared_ptr<const model::Model> model;
  std::vector<NodeInfo> nodes;              ///< one a node of the graph
  std::vector<effort::EffortLayer> layers;  ///< those with knobs
  std::string dataSpec;
  std::shared_ptr<const data::LabelledSet> set;
  std::shared_ptr<const data::InputCache> inputs;
  std::vector<std::int64_t> images;  ///< those the window works with
  bool tuningImages = false;         ///< they are the tuning part of `sample`
  /// Why these images are not for this network (English); then nothing is evaluated. Empty: they fit.
  std::string misfit;

  bool usable() const noexcept { return misfit.empty(); }
};

/// What to read; what is there already is kept as it is.
struct LoadRequest {
  std::variant<std::filesystem::path, std::shared_ptr<const Workspace>> model;
  std::optional<model::Manifest> description = {};  ///< of a bare graph file
  std::variant<std::string, std::shared_ptr<const Workspace>> data;
  std::int64_t inputCacheBytes = std::int64_t{512} << 20;
};

/// Reads model and images and tries the first image on the network's input.
/// Errors: Error of the readers; Error{Unsupported} for detection models.
std::shared_ptr<const Workspace> loadWorkspace(const LoadRequest& request, const RunControl& control);

}  // namespace effortlab::app
