#include "cli/evaluation_report.h"

#include "cli/table_output.h"

namespace effortlab::cli {

namespace {

using effort::LayerCounts;

LayerCounts countsOf(const effort::EvaluationResult& result, std::size_t node) {
  return node < result.counts.nodes.size() ? result.counts.nodes[node] : LayerCounts{};
}

Json layersJson(const EvaluationFacts& facts) {
  Json layers = Json::array();
  const auto& nodes = facts.model.graph->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const LayerCounts counts = countsOf(facts.result, i);
    Json layer = {{"name", nodes[i].name},
                  {"macs_dense", counts.macsDense},
                  {"macs_executed", counts.macsExecuted},
                  {"overhead_ops", counts.overheadOps},
                  {"saved", savedJson(counts, false)}};
    if (facts.timing && i < facts.result.nodeMs.size())
      layer["ms"] = facts.result.nodeMs[i];
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::string shareOf(std::int64_t part, std::int64_t whole) {
  if (part == 0 || whole == 0)
    return "-";
  return percent(static_cast<double>(part) / static_cast<double>(whole), 1);
}

std::string milliseconds(const EvaluationFacts& facts, double ms) {
  return facts.timing ? fixed(ms, 3) : "";
}

std::vector<std::string> tableRow(const std::string& name, const LayerCounts& counts, const std::string& ms) {
  return {name,
          shortCount(static_cast<double>(counts.macsDense)),
          shortCount(static_cast<double>(counts.macsExecuted)),
          shareOf(counts.savedSdss, counts.macsDense),
          shareOf(counts.savedSfma, counts.macsDense),
          shareOf(counts.savedSpet, counts.macsDense),
          ms};
}

std::string layerTable(const EvaluationFacts& facts) {
  const bool times = facts.timing && !facts.result.nodeMs.empty();
  TextTable table({{"layer", TextTable::Align::Left},
                   {"MACs"},
                   {"executed"},
                   {"SDSS"},
                   {"SFMA"},
                   {"SPET"},
                   {times ? "ms an image" : ""}});
  const auto msOf = [&](std::size_t node) { return times ? facts.result.nodeMs[node] : 0.0; };
  double otherMs = 0.0;
  double allMs = 0.0;
  const auto& nodes = facts.model.graph->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const LayerCounts counts = countsOf(facts.result, i);
    allMs += msOf(i);
    if (counts.macsDense > 0)
      table.addRow(tableRow(nodes[i].name, counts, times ? milliseconds(facts, msOf(i)) : ""));
    else
      otherMs += msOf(i);
  }
  if (times)
    table.addRow({"(layers without MACs)", "", "", "", "", "", milliseconds(facts, otherMs)});
  table.addRule();
  table.addRow(tableRow("all", facts.result.counts.total(), times ? milliseconds(facts, allMs) : ""));
  return table.toString();
}

std::string imagesText(const EvaluationFacts& facts) {
  const auto done = static_cast<std::int64_t>(facts.result.images.size());
  std::string text = withThousands(done);
  if (!facts.result.complete)
    return text + " of " + withThousands(static_cast<std::int64_t>(facts.images.size())) + " (interrupted)";
  text += " (" + std::to_string(facts.images.front()) + " to " + std::to_string(facts.images.back());
  const auto part = partOfSample(facts.set, facts.images);
  if (part)
    text += *part == "both" ? ", tuning and held-out" : ", " + *part;
  return text + ")";
}

std::string joinedNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

std::string workText(const LayerCounts& total) {
  return shortCount(static_cast<double>(total.macsExecuted)) + " MACs of " +
         shortCount(static_cast<double>(total.macsDense)) + " dense, and " +
         shortCount(static_cast<double>(total.overheadOps)) + " operations of overhead";
}

}  // namespace

std::optional<std::string> partOfSample(const data::LabelledSet& set, const std::vector<std::int64_t>& images) {
  if (set.spec() != "sample" || images.empty())
    return std::nullopt;
  if (images.back() < data::sampleTuningImages)
    return "tuning";
  return images.front() < data::sampleTuningImages ? "both" : "held-out";
}

Json evaluationJson(const EvaluationFacts& facts) {
  const effort::EvaluationResult& result = facts.result;
  const LayerCounts total = result.counts.total();
  Json document = {{"model", facts.model.manifest.name},
                   {"model_hash", facts.model.hash},
                   {"data", facts.set.spec()},
                   {"data_hash", facts.set.hash()},
                   {"offset", facts.images.front()},
                   {"engine", facts.engine},
                   {"execution", facts.execution == effort::Execution::Skip ? "skip" : "measure"},
                   {"complete", result.complete}};
  if (facts.model.manifest.randomWeights)
    document["random_weights"] = *facts.model.manifest.randomWeights;
  if (const auto part = partOfSample(facts.set, facts.images))
    document["part"] = *part;
  if (!facts.knobsFile.empty())
    document["knobs"] = facts.knobsFile;
  document["images"] = result.images.size();
  document["top1"] = result.top1;
  document["top5"] = result.top5;
  document["top1_interval"] = toJson(result.top1Interval);
  document["agreement"] = result.agreement;
  document["macs_dense"] = total.macsDense;
  document["macs_executed"] = total.macsExecuted;
  document["overhead_ops"] = total.overheadOps;
  document["ops_ratio"] = effort::opsRatio(total);
  document["saved"] = savedJson(total, true);
  if (!result.denseLayers.empty())
    document["dense_layers"] = result.denseLayers;
  if (facts.knobs.gate) {
    document["macs_8bit"] = total.macs8;
    document["repeated"] = result.repeated;
  }
  if (result.gateLeftOut)
    document["gate_left_out"] = true;
  if (facts.timing)
    document["ms_per_image"] = result.msPerImage;
  document["layers"] = layersJson(facts);
  if (facts.timing && result.plan)
    document["plan"] = Json::parse(fast::planJson(*result.plan));
  return document;
}

std::string evaluationText(const EvaluationFacts& facts) {
  const effort::EvaluationResult& result = facts.result;
  const LayerCounts total = result.counts.total();
  std::vector<std::pair<std::string, std::string>> fields{
      {"images", imagesText(facts)},   {"top-1", percentWithInterval(result.top1, result.top1Interval)},
      {"top-5", percent(result.top5)}, {"agreement", percent(result.agreement) + "  with the dense network"},
      {"work", workText(total)},       {"operations", "saves " + fixed(effort::opsRatio(total), 2) + "x"}};
  if (!result.denseLayers.empty())
    fields.emplace_back("dense", joinedNames(result.denseLayers) + ": faster without their knobs");
  if (result.gateLeftOut)
    fields.emplace_back("gate", "left out: the exact network alone is faster");
  else if (facts.knobs.gate)
    fields.emplace_back("gate", percent(result.repeated) + " of the images repeated exactly; " +
                                    shortCount(static_cast<double>(total.macs8)) + " MACs in 8 bits, weighing " +
                                    fixed(facts.knobs.gate->weight, 2) + " each");
  std::string how = facts.engine + " engine";
  if (facts.timing) {
    how += ", " + std::to_string(facts.threads) + (facts.threads == 1 ? " thread" : " threads");
    fields.emplace_back("time", fixed(result.msPerImage, 3) + " ms an image");
  }
  if (!facts.knobsFile.empty())
    how += ", knobs of " + facts.knobsFile;
  return printable(facts.model.manifest.name + " on " + facts.set.spec()) + " (" + printable(how) + ")\n\n" +
         fieldLines(fields) + "\n" + layerTable(facts);
}

}  // namespace effortlab::cli
