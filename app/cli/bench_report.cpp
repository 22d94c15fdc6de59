#include "cli/bench_report.h"

#include "cli/table_output.h"
#include "core/machine.h"
#include "fast/isa.h"

namespace effortlab::cli {

namespace {

constexpr double busyLoad = 0.5;  // runnable processes before the comparison is over: its own thread is one

Json rowJson(const effort::BenchRow& row, bool timing) {
  Json json = {{"engine", row.name}};
  if (!row.refusal.empty()) {
    json["error"] = row.refusal;
    return json;
  }
  if (timing) {
    json["ms_median"] = row.msMedian;
    json["ms_p10"] = row.msP10;
    json["ms_p90"] = row.msP90;
    json["ratio_to_fast"] = row.ratio;
    json["gflops"] = row.gflops;
    // Some libraries' sums depend on the number of threads, and with them the last digits of this.
    json["difference"] = row.difference ? Json(*row.difference) : Json();
  }
  return json;
}

Json machineJson(int threads) {
  const Machine machine = thisMachine();
  return {{"cpu", machine.cpu},
          {"cores", machine.cores},
          {"threads", threads},
          {"isa", fast::isaName(fast::defaultIsa())},
          {"load", machine.load}};
}

std::string rowsTable(const BenchFacts& facts) {
  const std::string first = facts.result.rows.front().name;
  TextTable table({{"engine", TextTable::Align::Left},
                   {"ms an image"},
                   {"10 %"},
                   {"90 %"},
                   {"time / " + first},
                   {"GFLOP/s"},
                   {"difference"}});
  constexpr int decimals = 3;
  for (const effort::BenchRow& row : facts.result.rows) {
    if (!row.refusal.empty()) {
      table.addRow({row.name, "-", "-", "-", "-", "-", "-"});
      continue;
    }
    if (!facts.timing) {
      table.addRow({row.name});
      continue;
    }
    table.addRow({row.name, fixed(row.msMedian, decimals), fixed(row.msP10, decimals), fixed(row.msP90, decimals),
                  fixed(row.ratio, decimals), fixed(row.gflops, 1),
                  row.difference ? significant(*row.difference) : "-"});
  }
  return table.toString();
}

std::string refusals(const BenchFacts& facts) {
  std::string text;
  for (const effort::BenchRow& row : facts.result.rows)
    if (!row.refusal.empty())
      text += "\n" + row.name + ": " + printable(row.refusal) + "\n";
  return text;
}

}  // namespace

Json benchJson(const BenchFacts& facts) {
  Json document = {{"model", facts.model.manifest.name}, {"model_hash", facts.model.hash}, {"data", facts.data},
                   {"images", facts.different},          {"batch", facts.result.images},   {"macs", facts.result.macs},
                   {"complete", facts.result.complete}};
  if (facts.model.manifest.randomWeights)
    document["random_weights"] = *facts.model.manifest.randomWeights;
  if (!facts.knobsFile.empty())
    document["knobs"] = facts.knobsFile;
  document["runs"] = facts.result.runs;
  document["rows"] = Json::array();
  for (const effort::BenchRow& row : facts.result.rows)
    document["rows"].push_back(rowJson(row, facts.timing));
  if (facts.timing)
    document["machine"] = machineJson(facts.threads);
  return document;
}

std::string benchText(const BenchFacts& facts) {
  std::string how = std::to_string(facts.result.runs) + " rounds, batch " + std::to_string(facts.result.images);
  if (facts.timing)
    how += ", " + std::to_string(facts.threads) + (facts.threads == 1 ? " thread" : " threads");
  std::string text = printable(facts.model.manifest.name + " on " + facts.data) + " (" + how + ")\n\n" +
                     rowsTable(facts) + refusals(facts);
  if (facts.timing) {
    const Machine machine = thisMachine();
    text += "\n" + printable(machine.cpu) + ", " + std::to_string(machine.cores) + " cores, " +
            std::string(fast::isaName(fast::defaultIsa()));
    if (machine.load > busyLoad + facts.threads)
      text += "; others were at work too (load " + fixed(machine.load, 1) + "): trust the ratios";
    text += "\n";
  }
  return text;
}

}  // namespace effortlab::cli
