#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/kernel_plan.h"
#include "cli/model_options.h"
#include "cli/network_facts.h"
#include "cli/option_checks.h"
#include "cli/output_files.h"
#include "cli/table_output.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

namespace effortlab::cli {

namespace {

constexpr std::int64_t maxPlanBatch = 4096;

constexpr const char* infoHelp =
    "MACs and shapes are those of one image; a MAC is one multiply-accumulate, zero weights and padding included.\n"
    "\n"
    "With --json: model, layers[]{name, type, input, output, params, macs}, params, macs. A layer's input and output\n"
    "are the shapes [images, channels, height, width] of its first input and output; inputs[] lists all of a layer\n"
    "with several. random_weights, with --random-weights, is the seed. With --plan, plan{isa, lanes, layers[]{layer,\n"
    "kernel, candidates[]{kernel, ms}}}: milliseconds an image, on one thread. A layer that is not listed is computed\n"
    "row-major, as by the engine eigen.\n"
    "\n"
    "Examples:\n"
    "  effortlab-cli info fashion-lenet\n"
    "  effortlab-cli info fashion-vgg --plan --data sample --out vgg.plan.json";

Json layerJson(const LayerFacts& layer) {
  Json json = {{"name", layer.name}, {"type", layer.type}};
  json["input"] = layer.inputs.empty() ? Json::array() : toJson(layer.inputs.front());
  json["output"] = layer.outputs.empty() ? Json::array() : toJson(layer.outputs.front());
  json["params"] = layer.params;
  json["macs"] = layer.macs;
  if (layer.inputs.size() > 1) {
    Json all = Json::array();
    for (const Shape& shape : layer.inputs)
      all.push_back(toJson(shape));
    json["inputs"] = std::move(all);
  }
  return json;
}

std::string joined(const std::vector<Shape>& shapes) {
  std::string text;
  for (const Shape& shape : shapes)
    text += (text.empty() ? "" : " + ") + shape.toString();
  return text;
}

class InfoCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_flag("--plan", m_wantsPlan,
                 "The kernel the engine fast uses for every layer, and what the others cost: as kept from an earlier\n"
                 "run, else measured now");
    app.add_option("--data", m_data, "With --plan: measure on these images, and keep the plan (else: on random pixels)")
        ->type_name("DATA");
    app.add_option("--batch", m_batch,
                   "With --plan: for batches of N images; from 16 on they may share vectors (default: 16)")
        ->check(range(std::int64_t{1}, maxPlanBatch))
        ->type_name("N");
    app.add_option("--out", m_out, "With --plan: write the plan for --plan FILE of other commands")->type_name("FILE");
    app.footer(infoHelp);
  }

  void compute(const CommandContext& context) override {
    if (!m_wantsPlan && !(m_data.empty() && m_out.empty()))
      throw Error(ErrorCode::InvalidArgument, "--data and --out belong to --plan; give that too");
    if (!m_out.empty())
      requireWritable(m_out, "--out");
    m_loaded = m_model.load();
    m_facts = networkFacts(*m_loaded);
    if (m_wantsPlan)
      m_plan = kernelPlan(*m_loaded, {.data = m_data, .batch = m_batch, .seed = context.options.seed}, context.control);
  }

  Report report(const CommandContext& context) override {
    if (m_plan && !m_out.empty())
      writeOutput(m_out, fast::planJson(*m_plan));
    return {.text = context.options.json ? json() : table(), .complete = true};
  }

private:
  std::string json() const {
    Json document = {{"model", m_loaded->manifest.name}, {"model_hash", m_loaded->hash}};
    if (m_loaded->manifest.randomWeights)
      document["random_weights"] = *m_loaded->manifest.randomWeights;
    document["layers"] = Json::array();
    for (const LayerFacts& layer : m_facts.layers)
      document["layers"].push_back(layerJson(layer));
    document["params"] = m_facts.params;
    document["macs"] = m_facts.macs;
    if (m_plan)
      document["plan"] = Json::parse(fast::planJson(*m_plan));
    return jsonText(document);
  }

  std::string table() const {
    using Align = TextTable::Align;
    TextTable table({{"layer", Align::Left},
                     {"type", Align::Left},
                     {"input", Align::Left},
                     {"output", Align::Left},
                     {"parameters"},
                     {"MACs"}});
    const auto count = [](std::int64_t value) { return value == 0 ? std::string("-") : withThousands(value); };
    for (const LayerFacts& layer : m_facts.layers)
      table.addRow({layer.name, layer.type, joined(layer.inputs), joined(layer.outputs), count(layer.params),
                    count(layer.macs)});
    table.addRule();
    table.addRow({"all", "", "", "", withThousands(m_facts.params), withThousands(m_facts.macs)});
    const auto& seed = m_loaded->manifest.randomWeights;
    if (m_plan)
      return planText(*m_loaded, *m_plan);
    return printable(m_loaded->manifest.name) + ", one image" +
           (seed ? ", random weights (seed " + std::to_string(*seed) + ")" : "") + "\n\n" + table.toString();
  }

  ModelOptions m_model;
  bool m_wantsPlan = false;
  std::string m_data;
  std::string m_out;
  std::int64_t m_batch = fast::lanes;
  std::optional<fast::FastPlan> m_plan;
  std::shared_ptr<const model::Model> m_loaded;
  NetworkFacts m_facts;
};

}  // namespace

std::unique_ptr<Command> makeInfoCommand() {
  return std::make_unique<InfoCommand>();
}

}  // namespace effortlab::cli
