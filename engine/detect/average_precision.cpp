#include "detect/average_precision.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace effortlab::detect {

namespace {

float neededOverlap(const Box& object, const MatchOptions& options) {
  constexpr float tolerance = 10.0F;  // pixels, ImageNet VID's
  if (!options.relaxed)
    return options.overlap;
  return std::min(options.overlap, object.w * object.h / ((object.w + tolerance) * (object.h + tolerance)));
}

bool isCounted(std::span<const Annotation> objects, std::size_t object, std::size_t frame,
               const MatchOptions& options) {
  return objects[object].counted && (!options.counts || options.counts(frame, object));
}

std::span<const Annotation> objectsOf(const Truth& truth, std::size_t frame) {
  return frame < truth.size() ? std::span<const Annotation>(truth[frame]) : std::span<const Annotation>();
}

std::span<const Detection> foundIn(std::span<const Detections> found, std::size_t frame) {
  return frame < found.size() ? std::span<const Detection>(found[frame]) : std::span<const Detection>();
}

std::vector<std::size_t> byFallingScore(std::span<const Detection> found) {
  std::vector<std::size_t> order(found.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return found[a].score > found[b].score; });
  return order;
}

struct ScoredHit {
  float score = 0.0F;
  bool hit = false;
};

/// Everything AP needs of one class.
struct ClassTally {
  std::int64_t objects = 0;
  std::vector<ScoredHit> hits;
};

ClassPrecision precisionOf(int classIndex, ClassTally tally) {
  std::stable_sort(tally.hits.begin(), tally.hits.end(),
                   [](const ScoredHit& a, const ScoredHit& b) { return a.score > b.score; });
  ClassPrecision result{.classIndex = classIndex,
                        .objects = tally.objects,
                        .detections = static_cast<std::int64_t>(tally.hits.size()),
                        .ap = 0.0,
                        .curve = {}};
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < tally.hits.size(); ++i) {
    correct += tally.hits[i].hit ? 1 : 0;
    result.curve.push_back({static_cast<double>(correct) / static_cast<double>(tally.objects),
                            static_cast<double>(correct) / static_cast<double>(i + 1), tally.hits[i].score});
  }
  // From the right: the envelope is the best precision at this recall or any higher one.
  double envelope = 0.0;
  for (std::size_t i = result.curve.size(); i-- > 0;) {
    envelope = std::max(envelope, result.curve[i].precision);
    const double before = i == 0 ? 0.0 : result.curve[i - 1].recall;
    result.ap += (result.curve[i].recall - before) * envelope;
  }
  return result;
}

/// Detections of at least `score`.
Detections shown(std::span<const Detection> found, float score) {
  Detections kept;
  std::copy_if(found.begin(), found.end(), std::back_inserter(kept),
               [score](const Detection& detection) { return detection.score >= score; });
  return kept;
}

}  // namespace

std::vector<Match> matchFrame(std::span<const Detection> found, std::span<const Annotation> objects, std::size_t frame,
                              const MatchOptions& options) {
  std::vector<Match> matches(found.size());
  std::vector<bool> taken(objects.size(), false);
  for (const std::size_t i : byFallingScore(found)) {
    int bestFree = -1, bestIgnored = -1, bestTaken = -1;
    float freeOverlap = 0.0F;
    for (std::size_t o = 0; o < objects.size(); ++o) {
      if (!options.classAgnostic && objects[o].classIndex != found[i].classIndex)
        continue;
      const float overlap = intersectionOverUnion(found[i].box, objects[o].box);
      if (overlap <= 0.0F || overlap < neededOverlap(objects[o].box, options))
        continue;
      if (!isCounted(objects, o, frame, options)) {
        bestIgnored = static_cast<int>(o);
      } else if (taken[o]) {
        bestTaken = static_cast<int>(o);
      } else if (overlap > freeOverlap) {
        bestFree = static_cast<int>(o);
        freeOverlap = overlap;
      }
    }
    if (bestFree >= 0) {
      taken[static_cast<std::size_t>(bestFree)] = true;
      matches[i] = {MatchKind::Hit, bestFree};
    } else if (bestIgnored >= 0) {
      matches[i] = {MatchKind::NotCounted, bestIgnored};
    } else if (bestTaken >= 0) {
      matches[i] = {MatchKind::Duplicate, bestTaken};
    }
  }
  return matches;
}

PrecisionReport averagePrecision(std::span<const Detections> found, const Truth& truth, const MatchOptions& options) {
  std::map<int, ClassTally> classes;
  for (std::size_t frame = 0; frame < std::max(found.size(), truth.size()); ++frame) {
    const auto objects = objectsOf(truth, frame);
    const auto detections = foundIn(found, frame);
    for (std::size_t o = 0; o < objects.size(); ++o)
      if (isCounted(objects, o, frame, options))
        ++classes[options.classAgnostic ? 0 : objects[o].classIndex].objects;
    const std::vector<Match> matches = matchFrame(detections, objects, frame, options);
    for (std::size_t i = 0; i < matches.size(); ++i)
      if (matches[i].kind != MatchKind::NotCounted)
        classes[options.classAgnostic ? 0 : detections[i].classIndex].hits.push_back(
            {detections[i].score, matches[i].kind == MatchKind::Hit});
  }
  PrecisionReport report;
  for (auto& [classIndex, tally] : classes)
    if (tally.objects > 0)
      report.classes.push_back(precisionOf(classIndex, std::move(tally)));
  for (const ClassPrecision& one : report.classes)
    report.meanAp += one.ap / static_cast<double>(report.classes.size());
  return report;
}

std::vector<std::vector<MotionGroup>> motionGroups(const Truth& truth) {
  std::vector<std::map<int, const Box*>> tracks(truth.size());
  for (std::size_t frame = 0; frame < truth.size(); ++frame)
    for (const Annotation& object : truth[frame])
      if (object.track >= 0)
        tracks[frame][object.track] = &object.box;
  std::vector<std::vector<MotionGroup>> groups(truth.size());
  for (std::size_t frame = 0; frame < truth.size(); ++frame)
    for (const Annotation& object : truth[frame]) {
      double sum = 0.0;
      int count = 0;
      for (int step = -motionReach; step <= motionReach; ++step) {
        const auto other = static_cast<std::int64_t>(frame) + step;
        if (step == 0 || other < 0 || other >= static_cast<std::int64_t>(truth.size()) || object.track < 0)
          continue;
        const auto& there = tracks[static_cast<std::size_t>(other)];
        if (const auto same = there.find(object.track); same != there.end()) {
          sum += static_cast<double>(intersectionOverUnion(object.box, *same->second));
          ++count;
        }
      }
      const double mean = count > 0 ? sum / count : 1.0;
      groups[frame].push_back(mean > static_cast<double>(slowAbove)   ? MotionGroup::Slow
                              : mean < static_cast<double>(fastBelow) ? MotionGroup::Fast
                                                                      : MotionGroup::Medium);
    }
  return groups;
}

SizeGroup sizeGroup(const Box& box) {
  const float side = std::sqrt(std::max(0.0F, box.w * box.h));
  return side < smallBelow ? SizeGroup::Small : side < largeFrom ? SizeGroup::Medium : SizeGroup::Large;
}

DelayReport detectionDelay(std::span<const Detections> found, const Truth& truth, const MatchOptions& options,
                           float score, bool newcomersOnly) {
  struct TrackStory {
    std::int64_t first = -1, hit = -1;
  };
  std::map<int, TrackStory> tracks;
  std::set<int> old;
  for (std::size_t frame = 0; frame < truth.size(); ++frame) {
    const auto objects = objectsOf(truth, frame);
    for (std::size_t o = 0; o < objects.size(); ++o) {
      if (frame == 0)
        old.insert(objects[o].track);
      if (objects[o].track < 0 || !isCounted(objects, o, frame, options))
        continue;
      TrackStory& story = tracks[objects[o].track];
      story.first = story.first < 0 ? static_cast<std::int64_t>(frame) : story.first;
    }
    const Detections seen = shown(foundIn(found, frame), score);
    for (const Match& match : matchFrame(seen, objects, frame, options))
      if (match.kind == MatchKind::Hit)
        if (const auto track = tracks.find(objects[static_cast<std::size_t>(match.object)].track);
            track != tracks.end() && track->second.hit < 0)
          track->second.hit = static_cast<std::int64_t>(frame);
  }
  DelayReport report;
  for (const auto& [track, story] : tracks) {
    if (newcomersOnly && old.contains(track))
      continue;
    if (story.hit < 0)
      ++report.missed;
    else
      report.delays.push_back(static_cast<int>(story.hit - story.first));
  }
  if (report.delays.empty())
    return report;
  std::sort(report.delays.begin(), report.delays.end());
  for (const int delay : report.delays)
    report.mean += static_cast<double>(delay) / static_cast<double>(report.delays.size());
  const std::size_t middle = (report.delays.size() + static_cast<std::size_t>(report.missed)) / 2;
  report.median = report.delays[std::min(middle, report.delays.size() - 1)];
  return report;
}

AlarmReport countAlarms(std::span<const Detections> found, const Truth& truth, const MatchOptions& options,
                        float score) {
  AlarmReport report;
  const std::size_t frames = std::max(found.size(), truth.size());
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const auto objects = objectsOf(truth, frame);
    std::int64_t hits = 0, alarms = 0, counted = 0;
    const Detections seen = shown(foundIn(found, frame), score);
    for (const Match& match : matchFrame(seen, objects, frame, options)) {
      hits += match.kind == MatchKind::Hit ? 1 : 0;
      alarms += match.kind == MatchKind::FalseAlarm ? 1 : 0;
      report.duplicates += match.kind == MatchKind::Duplicate ? 1.0 : 0.0;
    }
    for (std::size_t o = 0; o < objects.size(); ++o)
      counted += isCounted(objects, o, frame, options) ? 1 : 0;
    report.hits += static_cast<double>(hits);
    report.falseAlarms += static_cast<double>(alarms);
    report.misses += static_cast<double>(counted - hits);
    if (alarms > 0)
      report.framesWithFalseAlarm.push_back(static_cast<std::int64_t>(frame));
    if (counted > hits)
      report.framesWithMiss.push_back(static_cast<std::int64_t>(frame));
  }
  const auto count = static_cast<double>(std::max<std::size_t>(frames, 1));
  for (double* sum : {&report.hits, &report.falseAlarms, &report.misses, &report.duplicates})
    *sum /= count;
  return report;
}

}  // namespace effortlab::detect
