#include "cli/demo_files.h"

#include "cli/output_files.h"
#include "cli/table_output.h"
#include "effort/knobs_io.h"

namespace effortlab::cli {

namespace {

namespace fs = std::filesystem;

std::string layersCsv(const ModelTour& tour) {
  std::string csv = "layer,type,input,output,params,macs\n";
  for (const LayerFacts& layer : tour.facts.layers)
    csv += csvField(layer.name) + "," + csvField(layer.type) + "," +
           (layer.inputs.empty() ? "" : layer.inputs.front().toString()) + "," +
           (layer.outputs.empty() ? "" : layer.outputs.front().toString()) + "," + std::to_string(layer.params) + "," +
           std::to_string(layer.macs) + "\n";
  return csv;
}

std::string marginsCsv(const ModelTour& tour) {
  std::string csv = "margin_from,margin_to,density_right,density_wrong\n";
  for (const effort::MarginBin& bin : tour.margins)
    csv += csvNumber(bin.lower) + "," + csvNumber(bin.upper) + "," + csvNumber(bin.right) + "," + csvNumber(bin.wrong) +
           "\n";
  return csv;
}

std::string tradeoffCsv(const ModelTour& tour) {
  std::string csv = "series,quantile,images,top1,top1_low,top1_high,dense_top1,agreement,ops_ratio\n";
  for (const TourPoint& point : tour.sweep) {
    const effort::LiveEstimate& estimate = point.estimate;
    csv += csvField(point.series) + "," + csvNumber(point.quantile) + "," + std::to_string(estimate.images) + "," +
           csvNumber(estimate.top1) + "," + csvNumber(estimate.top1Interval.lo) + "," +
           csvNumber(estimate.top1Interval.hi) + "," + csvNumber(estimate.denseTop1) + "," +
           csvNumber(estimate.agreement) + "," + csvNumber(estimate.opsRatio()) + "\n";
  }
  return csv;
}

std::string savingsCsv(const ModelTour& tour) {
  std::string csv = "layer,macs_dense,macs_executed,saved_sdss,saved_sfma,saved_spet,overhead_ops\n";
  const auto& counts = tour.sweep[*tour.chosen].estimate.counts.nodes;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i].macsDense > 0)
      csv += csvField(tour.model->graph->nodes[i].name) + "," + std::to_string(counts[i].macsDense) + "," +
             std::to_string(counts[i].macsExecuted) + "," + std::to_string(counts[i].savedSdss) + "," +
             std::to_string(counts[i].savedSfma) + "," + std::to_string(counts[i].savedSpet) + "," +
             std::to_string(counts[i].overheadOps) + "\n";
  return csv;
}

Json pointJson(const TourPoint& point) {
  const effort::LiveEstimate& estimate = point.estimate;
  return {{"series", point.series},
          {"quantile", point.quantile},
          {"images", estimate.images},
          {"top1", estimate.top1},
          {"top1_interval", toJson(estimate.top1Interval)},
          {"dense_top1", estimate.denseTop1},
          {"agreement", estimate.agreement},
          {"ops_ratio", estimate.opsRatio()}};
}

}  // namespace

std::vector<fs::path> writeTourTables(const ModelTour& tour, const fs::path& folder) {
  std::vector<fs::path> files;
  const auto write = [&](const std::string& suffix, const std::string& contents) {
    files.push_back(folder / (tour.name + suffix));
    writeOutput(files.back(), contents);
  };
  write("-layers.csv", layersCsv(tour));
  write("-margins.csv", marginsCsv(tour));
  if (!tour.sweep.empty())
    write("-tradeoff.csv", tradeoffCsv(tour));
  if (tour.chosen) {
    write("-savings.csv", savingsCsv(tour));
    write(".knobs.json", effort::knobsToJson(tour.sweep[*tour.chosen].knobs));
  }
  return files;
}

Json tourJson(const ModelTour& tour, bool timing) {
  Json json = {{"model", tour.model->manifest.name},
               {"model_hash", tour.model->hash},
               {"complete", tour.complete},
               {"params", tour.facts.params},
               {"macs", tour.facts.macs},
               {"images", tour.dense.images.size()},
               {"top1", tour.dense.top1},
               {"top5", tour.dense.top5},
               {"top1_interval", toJson(tour.dense.top1Interval)}};
  if (timing)
    json["ms_per_image"] = tour.dense.msPerImage;
  json["margins"] = Json::array();
  for (const effort::MarginBin& bin : tour.margins)
    json["margins"].push_back(
        {{"from", bin.lower}, {"to", bin.upper}, {"density_right", bin.right}, {"density_wrong", bin.wrong}});
  json["tradeoff"] = Json::array();
  for (const TourPoint& point : tour.sweep)
    json["tradeoff"].push_back(pointJson(point));
  json["chosen"] = tour.chosen ? Json(*tour.chosen) : Json();
  return json;
}

std::string tourSummary(const ModelTour& tour, bool timing) {
  const auto images = static_cast<std::int64_t>(tour.dense.images.size());
  std::vector<std::pair<std::string, std::string>> fields{
      {"network", withThousands(tour.facts.params) + " parameters, " +
                      shortCount(static_cast<double>(tour.facts.macs)) + " MACs an image"},
      {"dense top-1",
       percentWithInterval(tour.dense.top1, tour.dense.top1Interval) + " on " + withThousands(images) + " images"}};
  if (timing)
    fields.emplace_back("time", fixed(tour.dense.msPerImage, 3) + " ms an image, dense");
  std::string text = printable(tour.model->manifest.name) + "\n" + fieldLines(fields);
  if (!tour.sweep.empty()) {
    TextTable table({{"  knobs set by hand", TextTable::Align::Left},
                     {"below threshold"},
                     {"top-1"},
                     {"dense"},
                     {"agreement"},
                     {"saves"}});
    for (std::size_t i = 0; i < tour.sweep.size(); ++i) {
      const TourPoint& point = tour.sweep[i];
      table.addRow({(tour.chosen == i ? "* " : "  ") + point.series,
                    point.quantile > 0.0 ? percent(point.quantile, 0) : "-", percent(point.estimate.top1),
                    percent(point.estimate.denseTop1), percent(point.estimate.agreement),
                    fixed(point.estimate.opsRatio(), 2) + "x"});
    }
    text += "\n" + table.toString();
    text += "  each on " + withThousands(tour.sweep.front().estimate.images) +
            " images; * saves most at a loss of at most " + fixed(100.0 * tourBudget, 1) + " points\n";
  }
  return text + "\n";
}

}  // namespace effortlab::cli
