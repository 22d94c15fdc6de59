#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/table_output.h"
#include "cli/weight_statistics.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

namespace effortlab::cli {

namespace {

constexpr int defaultBins = 32;
constexpr int maxBins = 4096;

constexpr const char* weightsHelp =
    "The weights of every convolution and fully connected layer, biases left out.\n"
    "\n"
    "With --json: layers[]{name, count, zeros, mean, mean_abs, std, min, max, histogram{lower, upper, bins[]}}. std "
    "is\n"
    "that of the population; the bins are equal parts of [lower, upper] and add up to count.\n"
    "\n"
    "Example: effortlab-cli weights fashion-lenet --bins 64 --json";

/// Eight heights of a block, so that a histogram fits into a table cell.
std::string sparkline(const std::vector<std::int64_t>& bins, std::size_t width) {
  static constexpr std::array<const char*, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::vector<double> columns(std::min(width, bins.size()), 0.0);
  for (std::size_t i = 0; i < bins.size(); ++i)
    columns[i * columns.size() / bins.size()] += static_cast<double>(bins[i]);
  const double highest = *std::max_element(columns.begin(), columns.end());
  std::string text;
  for (const double column : columns) {
    const double height = std::ceil(std::sqrt(column / highest) * (blocks.size() - 1));
    text += blocks[static_cast<std::size_t>(height)];
  }
  return text;
}

class WeightsCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("--bins", m_bins, "Bins of the histograms (default: 32)")->check(range(1, maxBins))->type_name("N");
    for (const char* later : {"--damage", "--trial", "--out"})
      app.add_option(later, m_later, "Not in this version")->group("")->each([this, later](const std::string&) {
        m_laterName = later;
      });
    app.footer(weightsHelp);
  }

  void compute(const CommandContext&) override {
    if (!m_laterName.empty())
      throw Error(ErrorCode::Unsupported,
                  m_laterName + ": damaging weights is not in this version; weights shows their distribution only");
    m_loaded = m_model.load();
    for (const model::Node& node : m_loaded->graph->nodes)
      if (!node.weights.empty() && node.weights.front()->size() > 0) {
        m_names.push_back(node.name);
        m_statistics.push_back(weightStatistics(node.weights.front()->values(), m_bins));
      }
  }

  Report report(const CommandContext& context) override {
    return {.text = context.options.json ? json() : table(), .complete = true};
  }

private:
  std::string json() const {
    Json document = {{"model", m_loaded->manifest.name}, {"model_hash", m_loaded->hash}};
    document["layers"] = Json::array();
    for (std::size_t i = 0; i < m_names.size(); ++i) {
      const WeightStatistics& layer = m_statistics[i];
      document["layers"].push_back({{"name", m_names[i]},
                                    {"count", layer.count},
                                    {"zeros", layer.zeros},
                                    {"mean", layer.mean},
                                    {"mean_abs", layer.meanAbs},
                                    {"std", layer.std},
                                    {"min", layer.min},
                                    {"max", layer.max},
                                    {"histogram", {{"lower", layer.min}, {"upper", layer.max}, {"bins", layer.bins}}}});
    }
    return jsonText(document);
  }

  std::string table() const {
    constexpr std::size_t cellWidth = 24;
    using Align = TextTable::Align;
    TextTable table({{"layer", Align::Left},
                     {"weights"},
                     {"zeros"},
                     {"mean"},
                     {"mean |w|"},
                     {"std"},
                     {"min"},
                     {"max"},
                     {"histogram", Align::Left}});
    for (std::size_t i = 0; i < m_names.size(); ++i) {
      const WeightStatistics& layer = m_statistics[i];
      table.addRow({m_names[i], withThousands(layer.count),
                    percent(static_cast<double>(layer.zeros) / static_cast<double>(layer.count), 1),
                    significant(layer.mean), significant(layer.meanAbs), significant(layer.std), significant(layer.min),
                    significant(layer.max), sparkline(layer.bins, cellWidth)});
    }
    return printable(m_loaded->manifest.name) + ", weights without biases; histograms from min to max, root scale\n\n" +
           table.toString();
  }

  ModelOptions m_model;
  int m_bins = defaultBins;
  std::string m_later;
  std::string m_laterName;
  std::shared_ptr<const model::Model> m_loaded;
  std::vector<std::string> m_names;
  std::vector<WeightStatistics> m_statistics;
};

}  // namespace

std::unique_ptr<Command> makeWeightsCommand() {
  return std::make_unique<WeightsCommand>();
}

}  // namespace effortlab::cli
