#include "cli/command.h"
#include "cli/demo_charts.h"
#include "cli/demo_files.h"
#include "cli/demo_tour.h"
#include "cli/output_files.h"
#include "cli/table_output.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;

/// Images of a setting in the sweep.
constexpr std::int64_t sweepImages = 1024;
/// The networks after the first take longer: dense images, images of a setting.
constexpr std::int64_t laterModelImages = 2000;
constexpr std::int64_t laterSweepImages = 512;

constexpr const char* demoHelp =
    "Runs the built-in networks on the built-in sample: layers and MACs, dense accuracy, the density of the decision\n"
    "margin (top-1 minus top-2 probability), and accuracy against saved operations while the SPET thresholds of one\n"
    "layer and of all layers are raised by hand. Writes tables (CSV), demo.json, the best setting as a knobs file, "
    "and,\n"
    "in a build with the window, charts as PNG and SVG. No network, no display.\n"
    "\n"
    "With --json: files[], models[] with the same numbers as demo.json.\n"
    "\n"
    "Example: effortlab-cli demo --out tour --limit 1000";

class DemoCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    app.add_option("--out", m_out, "Folder for the files, created if need be (default: effortlab-demo)")
        ->type_name("DIR");
    app.footer(demoHelp);
  }

  void compute(const CommandContext& context) override {
    requireFolder(m_out, "--out");
    const std::vector<fs::path> manifests = model::builtInModels();
    if (manifests.empty())
      throw Error(ErrorCode::MissingData, "the built-in models are missing; name their folder in EFFORTLAB_RESOURCES");
    const auto set = data::openLabelledSet("sample");
    for (const fs::path& manifest : manifests) {
      std::vector<std::int64_t> images = slice(context.options, set->size(), "sample");
      if (!m_tours.empty() && static_cast<std::int64_t>(images.size()) > laterModelImages)
        images.resize(static_cast<std::size_t>(laterModelImages));
      const auto model = std::make_shared<const model::Model>(model::loadModel(manifest));
      m_tours.push_back(
          takeTour({.model = model,
                    .name = manifest.stem().stem().string(),
                    .inputs = std::make_shared<const data::InputCache>(set, model->manifest.input, inputCacheBytes),
                    .images = images,
                    .sweepImages = m_tours.empty() ? sweepImages : laterSweepImages,
                    .seed = context.options.seed},
                   context.control));
      m_complete = m_tours.back().complete;
      if (!m_complete)
        return;
    }
  }

  Report report(const CommandContext& context) override {
    const fs::path folder(m_out);
    std::vector<fs::path> files;
    const auto add = [&files](const std::vector<fs::path>& more) {
      files.insert(files.end(), more.begin(), more.end());
    };
    for (const ModelTour& tour : m_tours)
      add(writeTourTables(tour, folder));
    add(drawCharts(
        m_tours, folder,
        "EffortLab " EFFORTLAB_VERSION ", demo, built-in sample, seed " + std::to_string(context.options.seed)));

    files.push_back(folder / "demo.json");
    const std::string document = jsonText(json(files, context.options.timing));
    writeOutput(files.back(), document);
    return {.text = context.options.json ? document : summary(files, context.options.timing), .complete = m_complete};
  }

private:
  Json json(const std::vector<fs::path>& files, bool timing) const {
    Json document = {{"data", "sample"}, {"complete", m_complete}, {"charts", chartsAvailable()}};
    document["files"] = Json::array();
    for (const fs::path& file : files)
      document["files"].push_back(file.string());
    document["models"] = Json::array();
    for (const ModelTour& tour : m_tours)
      document["models"].push_back(tourJson(tour, timing));
    return document;
  }

  std::string summary(const std::vector<fs::path>& files, bool timing) const {
    std::string text;
    for (const ModelTour& tour : m_tours)
      text += tourSummary(tour, timing);
    text +=
        std::to_string(files.size()) + " files in " + printable(fs::absolute(m_out).lexically_normal().string()) + "\n";
    for (const fs::path& file : files)
      text += "  " + printable(file.filename().string()) + "\n";
    if (!chartsAvailable())
      text += "This build has no charts: pictures need the build with the window (EFFORTLAB_GUI).\n";
    return text;
  }

  std::string m_out = "effortlab-demo";
  std::vector<ModelTour> m_tours;
  bool m_complete = false;
};

}  // namespace

std::unique_ptr<Command> makeDemoCommand() {
  return std::make_unique<DemoCommand>();
}

}  // namespace effortlab::cli
