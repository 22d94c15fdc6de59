#pragma once

#include "detect/box.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace effortlab::detect {

using data::Annotation;
using Truth = std::vector<std::vector<Annotation>>;

struct MatchOptions {
  float overlap = 0.5F;        ///< IoU from which on a detection finds an object
  bool relaxed = false;        ///< ImageNet VID's for small ones: min(overlap, w h / ((w + 10) (h + 10)))
  bool classAgnostic = false;  ///< all classes are one
  /// Objects that do not pass are as if not counted: no miss, and no false alarm where found. Empty: all pass.
  std::function<bool(std::size_t frame, std::size_t object)> counts = {};
};

/// What became of a detection.
enum class MatchKind { Hit, FalseAlarm, Duplicate, NotCounted };

struct Match {
  MatchKind kind = MatchKind::FalseAlarm;
  int object = -1;  ///< index into the frame's objects; of a duplicate, the one already found
};

/// Greedy by falling score within a frame and class: each takes the free object of its class that it overlaps most.
/// In the order of `found`. A detection on an object that another has taken is a duplicate.
std::vector<Match> matchFrame(std::span<const Detection> found, std::span<const Annotation> objects, std::size_t frame,
                              const MatchOptions& options);

struct PrecisionPoint {
  double recall = 0.0, precision = 0.0;
  float score = 0.0F;
};

struct ClassPrecision {
  int classIndex = 0;
  std::int64_t objects = 0, detections = 0;
  double ap = 0.0;                    ///< area under the precision envelope at all points
  std::vector<PrecisionPoint> curve;  ///< by falling score
};

struct PrecisionReport {
  std::vector<ClassPrecision> classes;  ///< those with objects, ascending; one of index 0 where class-agnostic
  double meanAp = 0.0;                  ///< over `classes`; 0 where there are none
};

/// AP over all frames of a video, or of several put together: frames beyond the shorter list have none. Source: Pascal
/// VOC 2010 and later, all points; ImageNet VID's threshold.
PrecisionReport averagePrecision(std::span<const Detections> found, const Truth& truth, const MatchOptions& options);

enum class MotionGroup { Slow, Medium, Fast };
inline constexpr std::array<const char*, 3> motionGroupNames{"slow", "medium", "fast"};
inline constexpr int motionReach = 10;                      ///< frames
inline constexpr float slowAbove = 0.9F, fastBelow = 0.7F;  ///< mean overlap of an object with itself that far away

/// Of every object: by the mean IoU with its own box up to `motionReach` frames before and after (those of its track
/// that there are). Without a track: slow. Source: Zhu et al. 2017 (FGFA).
std::vector<std::vector<MotionGroup>> motionGroups(const Truth& truth);

enum class SizeGroup { Small, Medium, Large };
inline constexpr std::array<const char*, 3> sizeGroupNames{"small", "medium", "large"};
inline constexpr float smallBelow = 32.0F, largeFrom = 64.0F;  ///< pixels: square root of the area

SizeGroup sizeGroup(const Box& box);

/// How soon objects that enter are found.
struct DelayReport {
  std::vector<int> delays;          ///< frames from a track's first counted frame to its first hit, a found track each
  std::int64_t missed = 0;          ///< tracks never found
  double median = 0.0, mean = 0.0;  ///< of the found ones; the median counts missed ones as longer than all others
};

/// `newcomersOnly`: tracks of frame 0 are left out. Only detections of at least `score` count. Class-agnostic matching
/// tells when an object was noticed, else when it was also named right.
DelayReport detectionDelay(std::span<const Detections> found, const Truth& truth, const MatchOptions& options,
                           float score, bool newcomersOnly);

/// Means a frame of what a viewer sees, from detections of at least `score`.
struct AlarmReport {
  double falseAlarms = 0.0, duplicates = 0.0, misses = 0.0, hits = 0.0;
  std::vector<std::int64_t> framesWithFalseAlarm, framesWithMiss;  ///< ascending
};

AlarmReport countAlarms(std::span<const Detections> found, const Truth& truth, const MatchOptions& options,
                        float score);

}  // namespace effortlab::detect
