#include "jobs/judge_work.h"

namespace effortlab::app {

namespace {

void toFrames(std::vector<std::int64_t>& places, const std::vector<std::int64_t>& frames) {
  for (std::int64_t& place : places)
    place = frames[static_cast<std::size_t>(place)];
}

}  // namespace

detect::Detections detectionsOf(const fovea::FrameRecord& record) {
  detect::Detections found;
  found.reserve(record.boxes.size());
  for (const fovea::ShownBox& box : record.boxes)
    found.push_back({.box = box.box, .classIndex = box.classIndex, .score = box.score});
  return found;
}

Judgement judge(const JudgeRequest& request, const RunControl& control) {
  // Frames that were not seen are neither hits nor misses: the list holds those seen, one after the other.
  std::vector<detect::Detections> found, full;
  detect::Truth truth;
  std::vector<std::int64_t> frames;
  bool everywhere = request.comparedWithFull;
  for (const SeenFrame& seen : request.seen) {
    if (!seen.a)
      continue;
    frames.push_back(seen.frame);
    found.push_back(detectionsOf(*seen.a));
    everywhere = everywhere && seen.b;
    if (everywhere)
      full.push_back(detectionsOf(*seen.b));
    const auto index = static_cast<std::size_t>(seen.frame);
    truth.push_back(index < request.truth->size() ? (*request.truth)[index] : std::vector<data::Annotation>{});
  }
  Judgement result;
  if (frames.empty())
    return result;
  control.throwIfStopped();
  result.lastFrame = frames.back();
  result.frames = std::ssize(frames);
  result.ap = detect::averagePrecision(found, truth, {}).meanAp;
  if (everywhere)
    result.full = detect::averagePrecision(full, truth, {}).meanAp;
  detect::AlarmReport alarms = detect::countAlarms(found, truth, {}, alarmScore);
  result.misses = std::move(alarms.framesWithMiss);
  result.falseAlarms = std::move(alarms.framesWithFalseAlarm);
  toFrames(result.misses, frames);
  toFrames(result.falseAlarms, frames);
  return result;
}

}  // namespace effortlab::app
