#include "cli/tune_report.h"

#include "cli/table_output.h"
#include "effort/knobs_io.h"

#include <sstream>

namespace effortlab::cli {

namespace {

constexpr double pointsOfFraction = 100.0;

const char* verdictWord(effort::TuneVerdict verdict) {
  switch (verdict) {
    case effort::TuneVerdict::Sensitivity: return "sensitivity";
    case effort::TuneVerdict::Accepted: return "accepted";
    case effort::TuneVerdict::Rejected: return "rejected";
    case effort::TuneVerdict::RejectedEarly: break;
  }
  return "rejected-early";
}

const char* findingWord(effort::TuneFinding finding) {
  switch (finding) {
    case effort::TuneFinding::BudgetTooSmall: return "budget-too-small";
    case effort::TuneFinding::NothingFaster: return "nothing-faster";
    case effort::TuneFinding::TooFewImages: return "too-few-images";
    case effort::TuneFinding::LayerToleratesNothing: return "layer-tolerates-nothing";
    case effort::TuneFinding::NotMonotone: return "not-monotone";
    case effort::TuneFinding::WarmStartRejected: return "warm-start-rejected";
    case effort::TuneFinding::HeldOutLoses: return "held-out-loses";
    case effort::TuneFinding::GateRefused: return "gate-refused";
    case effort::TuneFinding::NothingToTune: break;
  }
  return "nothing-to-tune";
}

/// Points lost: the difference with its sign turned.
Interval dropInterval(const effort::TuneComparison& comparison) {
  return {-pointsOfFraction * comparison.difference.interval.hi, -pointsOfFraction * comparison.difference.interval.lo};
}

void addComparison(Json& json, const effort::TuneComparison& comparison) {
  json["images"] = comparison.images;
  json["baseline_top1"] = comparison.baselineTop1;
  json["tuned_top1"] = comparison.tunedTop1;
  json["drop"] = comparison.dropPoints();
  json["drop_interval"] = toJson(dropInterval(comparison));
  json["agreement"] = comparison.agreement;
  json["ops_ratio"] = comparison.opsRatio;
}

std::string comparisonText(const effort::TuneComparison& comparison) {
  const Interval interval = dropInterval(comparison);
  return percent(comparison.baselineTop1) + " -> " + percent(comparison.tunedTop1) + ", " +
         fixed(comparison.dropPoints(), 2) + " points lost (95 %: " + fixed(interval.lo, 2) + " to " +
         fixed(interval.hi, 2) + "), " + percent(comparison.agreement) + " of the classes unchanged, " +
         withThousands(comparison.images) + " images";
}

}  // namespace

Json tuneJson(const TuneFacts& facts) {
  const effort::TuneResult& result = facts.result;
  Json json;
  json["model"] = facts.plan.model->manifest.name;
  json["data"] = facts.plan.inputs->set().spec();
  json["method"] = effort::tuneMethodName(facts.plan.method);
  json["objective"] = effort::tuneObjectiveName(facts.plan.objective);
  json["max_drop"] = facts.plan.maxDropPoints;
  addComparison(json, result.tuning);
  if (result.heldOut)
    addComparison(json["holdout"], *result.heldOut);
  if (facts.timing && result.tuning.timeRatio)
    json["time_ratio"] = *result.tuning.timeRatio;
  json["probes"] = result.probes.size();
  if (facts.timing)
    json["seconds"] = result.seconds;
  json["budget_met"] = result.budgetMet;
  if (result.imagesNeeded > 0)
    json["images_needed"] = result.imagesNeeded;
  json["shares"] = Json::array();
  for (const effort::TuneShare& share : result.shares)
    json["shares"].push_back({{"layer", share.layer},
                              {"knob", std::string(effort::knobKindName(share.knob))},
                              {"saved", share.saved},
                              {"disagreement", share.disagreement}});
  json["remarks"] = Json::array();
  for (const effort::TuneRemark& remark : result.remarks)
    json["remarks"].push_back(
        {{"finding", findingWord(remark.finding)}, {"layer", remark.layer}, {"detail", remark.detail}});
  if (!facts.knobsFile.empty())
    json["knobs"] = facts.knobsFile;
  json["complete"] = result.complete;
  return json;
}

std::string tuneText(const TuneFacts& facts) {
  const effort::TuneResult& result = facts.result;
  std::vector<std::pair<std::string, std::string>> fields{{"tuning", comparisonText(result.tuning)}};
  if (result.heldOut)
    fields.emplace_back("held out", comparisonText(*result.heldOut));
  fields.emplace_back("operations", fixed(result.tuning.opsRatio, 2) + " times fewer" +
                                        (result.heldOut ? ", held out " + fixed(result.heldOut->opsRatio, 2) : ""));
  if (facts.timing && result.tuning.timeRatio)
    fields.emplace_back("time", fixed(*result.tuning.timeRatio, 2) + " times less (execution skip)");
  fields.emplace_back("budget", fixed(facts.plan.maxDropPoints, 2) + " points, " +
                                    (result.budgetMet ? "met" : "not met") + " on the tuning images");
  std::string search = withThousands(static_cast<std::int64_t>(result.probes.size())) + " probes";
  if (facts.timing)
    search += " in " + fixed(result.seconds, 1) + " s";
  fields.emplace_back("search", search + (result.complete ? "" : ", stopped before its end"));
  if (!facts.knobsFile.empty())
    fields.emplace_back("knobs", facts.knobsFile);
  std::string text = fieldLines(fields);
  if (!result.shares.empty()) {
    TextTable table({{"layer", TextTable::Align::Left},
                     {"knob", TextTable::Align::Left},
                     {"saves of all MACs"},
                     {"alone changes classes"}});
    for (const effort::TuneShare& share : result.shares)
      table.addRow({printable(share.layer), std::string(effort::knobKindName(share.knob)), percent(share.saved),
                    percent(share.disagreement)});
    text += "\n" + table.toString();
  }
  for (const effort::TuneRemark& remark : result.remarks)
    text += "\n" + (remark.layer.empty() ? std::string() : printable(remark.layer) + ": ") + remark.detail;
  return text + (result.remarks.empty() ? "" : "\n");
}

std::string probesCsv(const effort::TuneResult& result) {
  std::ostringstream csv;
  csv.imbue(std::locale::classic());
  csv << "id,layer,knob,verdict,images,top1,dense_top1,drop,agreement,expected_drop,ops_ratio,time_ratio\n";
  for (const effort::TuneProbe& probe : result.probes)
    csv << probe.id << ',' << csvField(probe.layer) << ',' << (probe.knob ? effort::knobKindName(*probe.knob) : "")
        << ',' << verdictWord(probe.verdict) << ',' << probe.images << ',' << csvNumber(probe.top1) << ','
        << csvNumber(probe.denseTop1) << ',' << csvNumber(-pointsOfFraction * probe.difference.value) << ','
        << csvNumber(probe.agreement) << ',' << csvNumber(probe.expectedDrop) << ',' << csvNumber(probe.opsRatio) << ','
        << (probe.timeRatio ? csvNumber(*probe.timeRatio) : "") << '\n';
  return csv.str();
}

}  // namespace effortlab::cli
