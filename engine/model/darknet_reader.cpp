#include "model/darknet_reader.h"

#include "core/error.h"
#include "model/darknet_layers.h"

namespace effortlab::model {

namespace {

constexpr std::int64_t mostDarknetLayers = 5000;

/// [net] as a first map.
DarknetMap readDarknetNet(const DarknetSection& net, const std::optional<ImageSize>& size) {
  DarknetMap input{.value = "data"};
  input.channels = checkExtent(net.integer("channels", 3), "channels", net.place);
  input.height = checkExtent(size ? size->height : net.needInteger("height"), "height", net.place);
  input.width = checkExtent(size ? size->width : net.needInteger("width"), "width", net.place);
  return input;
}

}  // namespace

NamedGraph readDarknet(const std::filesystem::path& cfg, const std::filesystem::path& weights,
                       const std::optional<ImageSize>& size) {
  const std::vector<DarknetSection> sections = parseDarknetCfg(cfg);
  if (sections.empty() || (sections.front().type != "net" && sections.front().type != "network"))
    throw Error::inFile(ErrorCode::WrongFormat, cfg.string(), "",
                        "does not start with a [net] section; is it a Darknet network?");
  if (static_cast<std::int64_t>(sections.size()) > mostDarknetLayers)
    throw Error::inFile(ErrorCode::TooLarge, cfg.string(), "",
                        "has " + std::to_string(sections.size()) + " sections; at most " +
                            std::to_string(mostDarknetLayers) + " are read");
  // Read before the braces below: GCC 12 destroys members twice where a later one throws.
  const DarknetMap input = readDarknetNet(sections.front(), size);
  DarknetWeights numbers(weights);
  DarknetNetwork network{
      .graph = {.file = cfg.string(), .name = cfg.stem().string(), .inputs = {}, .nodes = {}, .outputs = {}},
      .input = input,
      .maps = {},
      .weights = numbers};
  network.graph.inputs.emplace_back(network.input.value,
                                    Shape({1, network.input.channels, network.input.height, network.input.width}));
  for (std::size_t i = 1; i < sections.size(); ++i)
    readDarknetSection(sections[i], network);
  numbers.requireEnd();
  if (network.graph.outputs.empty() && !network.maps.empty())
    network.graph.outputs.push_back(network.maps.back().value);
  return std::move(network.graph);
}

}  // namespace effortlab::model
