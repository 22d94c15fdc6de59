#include "model/manifest_writer.h"

#include "core/file_io.h"

#include <nlohmann/json.hpp>

namespace effortlab::model {

namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

/// Relative to the manifest's folder where that needs no more than a step or two up; a manifest then moves with its
/// files.
std::string manifestPath(const fs::path& named, const fs::path& folder) {
  const fs::path relative = named.lexically_relative(folder);
  return relative.empty() ? named.string() : relative.generic_string();
}

std::string_view channelsText(ChannelOrder channels) {
  switch (channels) {
    case ChannelOrder::Bgr: return "BGR";
    case ChannelOrder::Rgb: return "RGB";
    case ChannelOrder::Gray: return "GRAY";
  }
  return "BGR";
}

std::string resizeText(const InputSpec& input) {
  switch (input.resize) {
    case ResizeMode::None: return "none";
    case ResizeMode::Stretch: return "stretch";
    case ResizeMode::ShortSide: return "short-side:" + std::to_string(input.shortSide);
  }
  return "none";
}

OrderedJson inputJson(const InputSpec& input, const fs::path& folder) {
  OrderedJson json{{"width", input.width},
                   {"height", input.height},
                   {"channels", channelsText(input.channels)},
                   {"resize", resizeText(input)},
                   {"crop", input.cropCenter ? "center" : "none"}};
  if (input.meanImage)
    json["mean_file"] = manifestPath(input.meanFile, folder);
  else if (!input.mean.empty())
    json["mean"] = input.mean;
  json["scale"] = input.scale;
  return json;
}

}  // namespace

fs::path manifestBeside(const fs::path& graph) {
  fs::path file = graph;
  return file.replace_extension(".model.json");
}

void writeManifest(const Manifest& manifest, const fs::path& file) {
  const fs::path folder = fs::absolute(file).parent_path().lexically_normal();
  OrderedJson json{{"schema", "effortlab-model/1"},
                   {"name", manifest.name},
                   {"task", manifest.task == Task::Detection ? "detection" : "classification"},
                   {"graph", manifestPath(manifest.graphFile, folder)}};
  if (!manifest.weightsFile.empty())
    json["weights"] = manifestPath(manifest.weightsFile, folder);
  json["input"] = inputJson(manifest.input, folder);
  if (!manifest.labelsFile.empty())
    json["labels"] = manifestPath(manifest.labelsFile, folder);
  if (!manifest.license.empty())
    json["license"] = manifest.license;
  if (!manifest.source.empty())
    json["source"] = manifest.source;
  writeFileAtomically(file, json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

}  // namespace effortlab::model
