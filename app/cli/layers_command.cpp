#include "cli/command.h"
#include "cli/json_output.h"
#include "model/format_table.h"

#include <CLI/CLI.hpp>

#include <span>

namespace effortlab::cli {

namespace {

constexpr const char* layersHelp =
    "What each format's reader reads, from the readers' own tables, as Markdown. With --json: caffe[], onnx[],\n"
    "darknet[] of {type, layer}.";

Json entriesJson(std::span<const model::FormatLayer> entries) {
  Json list = Json::array();
  for (const model::FormatLayer& entry : entries)
    list.push_back({{"type", entry.type}, {"layer", entry.layer}});
  return list;
}

class LayersCommand final : public Command {
public:
  void addOptions(CLI::App& app) override { app.footer(layersHelp); }
  void compute(const CommandContext&) override {}
  Report report(const CommandContext& context) override {
    if (!context.options.json)
      return {.text = model::layerTableMarkdown(), .complete = true};
    const Json document = {{"caffe", entriesJson(model::caffeLayerTypes())},
                           {"onnx", entriesJson(model::onnxOperators())},
                           {"darknet", entriesJson(model::darknetSections())}};
    return {.text = jsonText(document), .complete = true};
  }
};

}  // namespace

std::unique_ptr<Command> makeLayersCommand() {
  return std::make_unique<LayersCommand>();
}

}  // namespace effortlab::cli
