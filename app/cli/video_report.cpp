#include "cli/video_report.h"

#include "cli/table_output.h"

namespace effortlab::cli {

namespace {

using fovea::FrameRecord;
using fovea::PolicyReport;
using fovea::PrecisionSummary;
using fovea::SpeedUp;

std::string labelOf(int classIndex, const std::vector<std::string>& labels) {
  const auto index = static_cast<std::size_t>(std::max(classIndex, 0));
  return index < labels.size() ? labels[index] : std::to_string(classIndex);
}

Json speedUpJson(const std::optional<SpeedUp>& speedUp, bool timing) {
  if (!speedUp)
    return nullptr;
  Json json = {{"eq39", speedUp->eq39}, {"macs", speedUp->macs}};
  if (timing) {
    json["detector"] = speedUp->detector;
    json["measured"] = speedUp->measured;
  }
  return json;
}

template <typename Names>
Json groupsJson(const Names& names, const std::array<std::optional<double>, 3>& values) {
  Json json = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i)
    json[names[i]] = values[i] ? Json(*values[i]) : Json(nullptr);
  return json;
}

void addPrecision(const PrecisionSummary& precision, const std::vector<std::string>& labels, Json& json) {
  json["ap50"] = precision.ap50;
  json["ap50_relaxed"] = precision.relaxedAp50;
  json["ap50_class_agnostic"] = precision.classAgnosticAp50;
  Json byClass = Json::object();
  for (const detect::ClassPrecision& one : precision.byClass.classes)
    byClass[labelOf(one.classIndex, labels)] = one.ap;
  json["ap_by_class"] = std::move(byClass);
  json["ap_by_speed"] = groupsJson(detect::motionGroupNames, precision.bySpeed);
  json["ap_by_size"] = groupsJson(detect::sizeGroupNames, precision.bySize);
  const bool newcomers = !precision.delay.delays.empty();
  json["delay_frames"] = newcomers ? Json(precision.delay.median) : Json(nullptr);
  json["newcomers"] = {
      {"found", precision.delay.delays.size()}, {"missed", precision.delay.missed}, {"delays", precision.delay.delays}};
  json["false_alarms_per_frame"] = precision.alarms.falseAlarms;
  json["duplicates_per_frame"] = precision.alarms.duplicates;
  json["misses_per_frame"] = precision.alarms.misses;
}

Json stageJson(const fovea::StageMs& ms) {
  return {{"predict", ms.predict},
          {"montage", ms.montage},
          {"detector", ms.detector},
          {"track", ms.track},
          {"total", ms.total}};
}

Json policyJson(const PolicyReport& report, const VideoFacts& facts) {
  Json json = {{"policy", policyText(report.settings.policy())},
               {"set", report.settings.changes()},
               {"frames", report.frames},
               {"processed", report.processed},
               {"full_frames", report.fullFrames},
               {"detector_macs", report.detectorMacs},
               {"detector_macs_executed", report.detectorMacsRun}};
  if (facts.timing) {
    json["ms_per_frame"] = report.msPerFrame;
    json["ms_per_call"] = report.msPerCall;
    json["fps"] = report.msPerFrame > 0.0 ? 1000.0 / report.msPerFrame : 0.0;
    json["ms_median"] = report.medianMs;
    json["ms_worst"] = report.worstMs;
    json["stages_ms"] = stageJson(report.mean);
  }
  json["speedup"] = speedUpJson(report.perFrame, facts.timing);
  json["speedup_per_call"] = speedUpJson(report.perCall, facts.timing);
  if (report.precision)
    addPrecision(*report.precision, facts.labels, json);
  return json;
}

Json boxJson(const data::Box& box) {
  return {box.x, box.y, box.w, box.h};
}

std::string orDash(const std::optional<double>& value, int decimals) {
  return value ? fixed(*value, decimals) : "-";
}

std::vector<std::string> rowOf(const PolicyReport& report, bool timing) {
  const auto& precision = report.precision;
  const auto value = [&precision](double PrecisionSummary::*member) {
    return precision ? std::optional(*precision.*member) : std::nullopt;
  };
  const bool newcomers = precision && !precision->delay.delays.empty();
  std::vector<std::string> cells{
      policyText(report.settings.policy()),
      withThousands(report.processed),
      withThousands(report.fullFrames),
      orDash(value(&PrecisionSummary::ap50), 3),
      orDash(value(&PrecisionSummary::classAgnosticAp50), 3),
      newcomers ? fixed(precision->delay.median, 1) : "-",
      precision ? fixed(precision->alarms.falseAlarms, 2) : "-",
      precision ? fixed(precision->alarms.duplicates, 3) : "-",
      report.perFrame ? fixed(report.perFrame->eq39, 1) : "-",
      report.perFrame ? fixed(report.perFrame->macs, 1) : "-",
  };
  if (timing) {
    cells.push_back(report.perFrame ? fixed(report.perFrame->detector, 1) : "-");
    cells.push_back(report.perFrame ? fixed(report.perFrame->measured, 1) : "-");
    cells.push_back(fixed(report.msPerFrame, 2));
    cells.push_back(fixed(report.worstMs, 1));
  }
  return cells;
}

/// AP of every class, speed and size, a policy a column.
std::string groupText(const VideoFacts& facts) {
  std::vector<TextTable::Column> columns{{"AP by", TextTable::Align::Left}};
  for (const PolicyReport& report : facts.result.policies)
    columns.push_back({policyText(report.settings.policy())});
  TextTable table(columns);
  const auto add = [&](const std::string& name, const auto& valueOf) {
    std::vector<std::string> cells{printable(name)};
    for (const PolicyReport& report : facts.result.policies)
      cells.push_back(orDash(valueOf(*report.precision), 3));
    table.addRow(cells);
  };
  const PrecisionSummary& first = *facts.result.policies.front().precision;
  for (std::size_t i = 0; i < first.byClass.classes.size(); ++i)
    add(labelOf(first.byClass.classes[i].classIndex, facts.labels),
        [i](const PrecisionSummary& summary) { return std::optional(summary.byClass.classes[i].ap); });
  for (std::size_t i = 0; i < first.bySpeed.size(); ++i)
    add(detect::motionGroupNames[i], [i](const PrecisionSummary& summary) { return summary.bySpeed[i]; });
  for (std::size_t i = 0; i < first.bySize.size(); ++i)
    add(detect::sizeGroupNames[i], [i](const PrecisionSummary& summary) { return summary.bySize[i]; });
  return table.toString();
}

}  // namespace

Json videoJson(const VideoFacts& facts) {
  const std::vector<PolicyReport>& policies = facts.result.policies;
  Json json = {{"video", facts.video.spec},
               {"detector", facts.detector},
               {"width", facts.video.width},
               {"height", facts.video.height},
               {"complete", facts.result.complete}};
  json.update(policyJson(policies.front(), facts));
  if (facts.shown > 1) {
    json["policies"] = Json::array();
    for (std::size_t i = 0; i < facts.shown; ++i)
      json["policies"].push_back(policyJson(policies[i], facts));
  }
  json["warnings"] = facts.result.warnings;
  return json;
}

std::string videoText(const VideoFacts& facts) {
  std::string text =
      fieldLines({{"video", printable(facts.video.spec)},
                  {"detector", printable(facts.detector)},
                  {"frames", withThousands(facts.result.policies.front().frames) + " of " +
                                 std::to_string(facts.video.width) + "x" + std::to_string(facts.video.height)}});
  std::vector<TextTable::Column> columns{{"policy", TextTable::Align::Left},
                                         {"looks"},
                                         {"full"},
                                         {"AP"},
                                         {"agnostic"},
                                         {"delay"},
                                         {"alarms"},
                                         {"duplicates"},
                                         {"x eq 3.9"},
                                         {"x MACs"}};
  if (facts.timing)
    columns.insert(columns.end(), {{"x detector"}, {"x total"}, {"ms"}, {"worst"}});
  TextTable table(columns);
  for (const PolicyReport& report : facts.result.policies)
    table.addRow(rowOf(report, facts.timing));
  text += "\n" + table.toString();
  if (facts.result.policies.front().precision)
    text += "\n" + groupText(facts);
  return text;
}

std::string traceText(const std::vector<FrameRecord>& records, const std::vector<std::string>& labels, bool timing) {
  std::string text;
  for (const FrameRecord& record : records) {
    Json json = {{"frame", record.frame},
                 {"kind", fovea::frameKindNames[static_cast<std::size_t>(record.kind)]},
                 {"canvas", {record.canvas.width, record.canvas.height}},
                 {"fill", record.fill},
                 {"macs", record.macs}};
    json["tiles"] = Json::array();
    for (const fovea::MontageTile& tile : record.tiles)
      json["tiles"].push_back({{"source", boxJson(tile.source)},
                               {"destination", boxJson(tile.destination)},
                               {"purpose", fovea::boxOriginNames[static_cast<std::size_t>(tile.purpose)]},
                               {"track", tile.track},
                               {"matrix", tile.toMontage}});
    json["boxes"] = Json::array();
    for (const fovea::ShownBox& box : record.boxes)
      json["boxes"].push_back({{"box", boxJson(box.box)},
                               {"label", labelOf(box.classIndex, labels)},
                               {"score", box.score},
                               {"track", box.track},
                               {"origin", fovea::boxOriginNames[static_cast<std::size_t>(box.origin)]},
                               {"age", box.age}});
    if (timing)
      json["ms"] = stageJson(record.ms);
    text += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace effortlab::cli
