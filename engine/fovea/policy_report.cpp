#include "fovea/video_evaluation.h"

#include "core/statistics.h"

#include <algorithm>

namespace effortlab::fovea {

namespace {

/// Sums over frames.
struct WorkSums {
  double frames = 0.0, calls = 0.0;
  double canvasPixels = 0.0, macs = 0.0, detectorMs = 0.0, totalMs = 0.0, callTotalMs = 0.0;
};

double pixelsOf(model::ImageSize size) {
  return static_cast<double>(size.width * size.height);
}

WorkSums sumWork(std::span<const FrameRecord> records) {
  WorkSums sums{.frames = static_cast<double>(records.size())};
  for (const FrameRecord& record : records) {
    sums.canvasPixels += pixelsOf(record.canvas);
    sums.macs += static_cast<double>(record.macsRun);
    sums.detectorMs += record.ms.detector;
    sums.totalMs += record.ms.total;
    if (record.kind == FrameKind::Skipped)
      continue;
    sums.calls += 1.0;
    sums.callTotalMs += record.ms.total;
  }
  return sums;
}

double quotient(double above, double below) {
  return below > 0.0 ? above / below : 0.0;
}

void addWork(std::span<const FrameRecord> records, PolicyReport& report) {
  const WorkSums sums = sumWork(records);
  std::vector<double> times;
  for (const FrameRecord& record : records) {
    report.processed += record.kind != FrameKind::Skipped ? 1 : 0;
    report.fullFrames += record.kind == FrameKind::Full ? 1 : 0;
    report.detectorMacs += record.macs;
    report.detectorMacsRun += record.macsRun;
    report.mean.predict += record.ms.predict / sums.frames;
    report.mean.montage += record.ms.montage / sums.frames;
    report.mean.detector += record.ms.detector / sums.frames;
    report.mean.track += record.ms.track / sums.frames;
    times.push_back(record.ms.total);
  }
  report.msPerFrame = report.mean.total = sums.totalMs / sums.frames;
  report.msPerCall = quotient(sums.callTotalMs, sums.calls);
  report.medianMs = quantile(times, 0.5);
  report.worstMs = *std::max_element(times.begin(), times.end());
}

void addSpeedUp(std::span<const FrameRecord> records, std::span<const FrameRecord> full, PolicyReport& report) {
  if (full.empty())
    return;
  const WorkSums ours = sumWork(records), dense = sumWork(full);
  const auto perFrame = [&](double WorkSums::*sum) {
    return quotient(dense.*sum / dense.frames, ours.*sum / ours.frames);
  };
  const auto perCall = [&](double WorkSums::*sum) {
    return quotient(quotient(dense.*sum, dense.calls), quotient(ours.*sum, ours.calls));
  };
  report.perFrame = SpeedUp{.eq39 = perFrame(&WorkSums::canvasPixels),
                            .macs = perFrame(&WorkSums::macs),
                            .detector = perFrame(&WorkSums::detectorMs),
                            .measured = perFrame(&WorkSums::totalMs)};
  report.perCall = SpeedUp{.eq39 = perCall(&WorkSums::canvasPixels),
                           .macs = perCall(&WorkSums::macs),
                           .detector = perCall(&WorkSums::detectorMs),
                           .measured = perCall(&WorkSums::callTotalMs)};
}

/// AP of the objects that `inGroup` takes; nothing where there are none.
std::optional<double> groupAp(std::span<const Detections> found, const detect::Truth& truth,
                              std::function<bool(std::size_t, std::size_t)> inGroup) {
  const detect::PrecisionReport report = detect::averagePrecision(found, truth, {.counts = std::move(inGroup)});
  return report.classes.empty() ? std::nullopt : std::optional(report.meanAp);
}

/// Shown boxes and objects of the records' frames alone.
struct SeenFrames {
  std::vector<Detections> found;
  detect::Truth truth;
  std::vector<std::vector<detect::MotionGroup>> motion;
};

SeenFrames seenFrames(std::span<const FrameRecord> records, const detect::Truth& truth) {
  SeenFrames seen;
  const std::vector<std::vector<detect::MotionGroup>> motion = detect::motionGroups(truth);
  for (const FrameRecord& record : records) {
    Detections& found = seen.found.emplace_back();
    for (const ShownBox& box : record.boxes)
      found.push_back({box.box, box.classIndex, box.score});
    const bool known = record.frame >= 0 && record.frame < static_cast<std::int64_t>(truth.size());
    const auto frame = static_cast<std::size_t>(known ? record.frame : 0);
    seen.truth.push_back(known ? truth[frame] : std::vector<data::Annotation>());
    seen.motion.push_back(known ? motion[frame] : std::vector<detect::MotionGroup>());
  }
  return seen;
}

PrecisionSummary precisionOf(std::span<const FrameRecord> records, const detect::Truth& truth, float alarmScore) {
  const SeenFrames seen = seenFrames(records, truth);
  PrecisionSummary summary;
  summary.byClass = detect::averagePrecision(seen.found, seen.truth, {});
  summary.ap50 = summary.byClass.meanAp;
  summary.relaxedAp50 = detect::averagePrecision(seen.found, seen.truth, {.relaxed = true}).meanAp;
  summary.classAgnosticAp50 = detect::averagePrecision(seen.found, seen.truth, {.classAgnostic = true}).meanAp;
  for (std::size_t group = 0; group < summary.bySpeed.size(); ++group) {
    summary.bySpeed[group] = groupAp(seen.found, seen.truth, [&seen, group](std::size_t frame, std::size_t object) {
      return static_cast<std::size_t>(seen.motion[frame][object]) == group;
    });
    summary.bySize[group] = groupAp(seen.found, seen.truth, [&seen, group](std::size_t frame, std::size_t object) {
      return static_cast<std::size_t>(detect::sizeGroup(seen.truth[frame][object].box)) == group;
    });
  }
  summary.delay = detect::detectionDelay(seen.found, seen.truth, {.classAgnostic = true}, alarmScore, true);
  summary.alarms = detect::countAlarms(seen.found, seen.truth, {}, alarmScore);
  const auto number = [&records](std::int64_t& frame) { frame = records[static_cast<std::size_t>(frame)].frame; };
  std::for_each(summary.alarms.framesWithFalseAlarm.begin(), summary.alarms.framesWithFalseAlarm.end(), number);
  std::for_each(summary.alarms.framesWithMiss.begin(), summary.alarms.framesWithMiss.end(), number);
  return summary;
}

}  // namespace

PolicyReport reportOf(const PolicySettings& settings, std::span<const FrameRecord> records,
                      std::span<const FrameRecord> full, const detect::Truth* truth, float alarmScore) {
  PolicyReport report{.settings = settings};
  report.frames = static_cast<std::int64_t>(records.size());
  if (records.empty())
    return report;
  addWork(records, report);
  addSpeedUp(records, full, report);
  if (truth != nullptr)
    report.precision = precisionOf(records, *truth, alarmScore);
  return report;
}

}  // namespace effortlab::fovea
