#include "fovea/tracker.h"

#include "core/error.h"
#include "fovea/box_flow.h"
#include "fovea/followed_object.h"
#include "fovea/motion_cue.h"
#include "fovea/track_matching.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

namespace effortlab::fovea {

namespace {

constexpr float flowFloor = 0.15F;     ///< pixels of the grey picture: deviation of the flow at best
constexpr float flowScore = 0.08F;     ///< weaker tracks are not worth the flow
constexpr float leastVisible = 0.12F;  ///< share of a track within the frame: below, it has left
constexpr float seenWhole = 0.7F;      ///< share of a track within a region that was looked at for a miss to count
constexpr float softWeight = 0.6F;     ///< of a miss in a fovea
constexpr float newTrackMiss = 0.6F;   ///< further factor on the score of a track seen once
constexpr float mostSigma = 1.0F;      ///< of the mean side: beyond, the track is lost
constexpr float truncatedBorn = 0.5F;  ///< score from which on a truncated sighting may begin a track
constexpr float truncatedNear = 0.3F;  ///< share of it on a track: it is that track's
constexpr float stillCamera = 0.06F;   ///< pixels of the grey picture: the camera stands, that is the flow's error
constexpr int cueLevel = 1;            ///< of GreyFrame
constexpr int changeLevel = 2;         ///< of GreyFrame: a little motion does not show
constexpr std::size_t cueGap = 3;      ///< frames between those the motion cue compares
constexpr float cueMargin = 0.15F;     ///< of the mean side around a track: not a newcomer's motion

}  // namespace

struct Tracker::Impl {
  explicit Impl(const TrackerOptions& wanted) : options(wanted) {}

  struct OldPlane {
    GreyPlane plane;
    float shiftX = 0.0F, shiftY = 0.0F;  ///< of the background since, frame pixels
  };

  TrackerOptions options;
  std::vector<FollowedObject> objects;
  std::vector<Track> tracks;  ///< of objects
  int nextId = 0;
  float weakest = 1.0F;  ///< score of a sighting
  std::int64_t frame = -1;
  GreyFrame before, now;
  std::array<OldPlane, cueGap> older;  ///< ring
  std::size_t olderCount = 0, olderNext = 0;
  float cameraX = 0.0F, cameraY = 0.0F;
  mutable std::optional<MotionCueResult> cue;

  void publish() {
    tracks.clear();
    for (const FollowedObject& object : objects)
      tracks.push_back(object.track());
  }

  void forget() {
    objects.clear();
    tracks.clear();
    before.clear();
    now.clear();
    olderCount = olderNext = 0;
    cameraX = cameraY = 0.0F;
    cue.reset();
    weakest = 1.0F;
    frame = -1;
  }

  Box toGrey(const Box& box) const {
    return {(box.x + 0.5F) / now.scaleX() - 0.5F, (box.y + 0.5F) / now.scaleY() - 0.5F, box.w / now.scaleX(),
            box.h / now.scaleY()};
  }

  void followCamera() {
    std::vector<Box> boxes;
    for (const FollowedObject& object : objects)
      boxes.push_back(toGrey(object.track().box));
    const FlowPoint expected{cameraX / now.scaleX(), cameraY / now.scaleY()};
    const std::optional<PictureMotion> motion = followBackground(before, now, boxes, expected);
    const bool moves = motion && std::hypot(motion->x, motion->y) > stillCamera;
    cameraX = moves ? motion->x * now.scaleX() : 0.0F;
    cameraY = moves ? motion->y * now.scaleY() : 0.0F;
  }

  void keepOlder() {
    for (std::size_t i = 0; i < olderCount; ++i) {
      older[i].shiftX += cameraX;
      older[i].shiftY += cameraY;
    }
  }

  void followObjects() {
    const FlowPoint camera{cameraX / now.scaleX(), cameraY / now.scaleY()};
    for (FollowedObject& object : objects) {
      object.predict(cameraX, cameraY);
      const Track& track = object.track();
      if (!options.flow || track.score < flowScore)
        continue;
      const FlowPoint expected{track.velocityX / now.scaleX(), track.velocityY / now.scaleY()};
      const Box visible = clippedTo(options.frame, object.lastBox());
      const std::optional<PictureMotion> motion = followBox(
          before, now, toGrey(visible), {.object = expected, .background = camera, .sure = object.wasFollowed()});
      if (!motion)
        continue;
      const float deviation = flowFloor + motion->spread / std::sqrt(static_cast<float>(motion->points)) +
                              options.flowNoise * 0.5F * (visible.w + visible.h) / now.scaleX();
      object.flow(motion->x * now.scaleX(), motion->y * now.scaleY(), deviation * now.scaleX());
    }
  }

  void drop() {
    std::erase_if(objects, [this](const FollowedObject& object) {
      const Track& track = object.track();
      return track.score < options.dropScore || object.visibleShare() < leastVisible ||
             track.sigma > mostSigma * 0.5F * (track.box.w + track.box.h);
    });
  }

  void scoreMiss(FollowedObject& object, std::span<const LookedAt> regions) const {
    const Box at = object.visible();
    bool soft = false, hard = false;
    for (const LookedAt& one : regions)
      if (coveredShare(at, one.region) >= seenWhole)
        (one.purpose == BoxOrigin::Full ? hard : soft) = true;
    if (!soft && !hard)
      return;
    const float left = hard ? options.fullMiss : options.foveaMiss;
    object.miss(object.track().hits < 2 ? left * newTrackMiss : left, hard ? 1.0F : softWeight);
  }

  bool mayBegin(const Sighting& sighting) const {
    if (sighting.detection.score < options.bornScore)
      return false;
    if (!sighting.truncated)
      return true;
    return sighting.detection.score >= truncatedBorn &&
           std::none_of(objects.begin(), objects.end(), [&](const FollowedObject& object) {
             return coveredShare(sighting.detection.box, object.visible()) > truncatedNear;
           });
  }

  const MotionCueResult& motion() const {
    if (cue)
      return *cue;
    cue.emplace();
    if (olderCount == 0 || now.isEmpty())
      return *cue;
    const OldPlane& old = older[olderCount < cueGap ? 0 : olderNext];
    const GreyPlane& plane = now.level(cueLevel);
    const float scaleX = static_cast<float>(options.frame.width) / static_cast<float>(plane.width);
    const float scaleY = static_cast<float>(options.frame.height) / static_cast<float>(plane.height);
    const auto steps = static_cast<float>(olderCount);
    std::vector<Box> known;
    for (const FollowedObject& object : objects) {  // there it is, and there it was
      const Track& track = object.track();
      const float margin = cueMargin * 0.5F * (track.box.w + track.box.h) + track.sigma;
      const float backX = track.velocityX * steps, backY = track.velocityY * steps;
      const Box box{track.box.x - margin - std::max(0.0F, backX), track.box.y - margin - std::max(0.0F, backY),
                    track.box.w + 2.0F * margin + std::abs(backX), track.box.h + 2.0F * margin + std::abs(backY)};
      known.push_back({box.x / scaleX, box.y / scaleY, box.w / scaleX, box.h / scaleY});
    }
    *cue = findMotion(old.plane, plane, old.shiftX / scaleX, old.shiftY / scaleY, known);
    for (MovingRegion& region : cue->regions)
      region.box = clippedTo(
          options.frame, {region.box.x * scaleX, region.box.y * scaleY, region.box.w * scaleX, region.box.h * scaleY});
    return *cue;
  }
};

Tracker::Tracker(const TrackerOptions& options) {
  if (options.frame.width <= 0 || options.frame.height <= 0)
    throw Error{ErrorCode::InvalidArgument, "a tracker needs frames with pixels"};
  if (options.classes < 1)
    throw Error{ErrorCode::InvalidArgument, "a tracker needs at least one class"};
  m_impl = std::make_unique<Impl>(options);
}

Tracker::~Tracker() = default;

void Tracker::advance(std::int64_t frame, const data::Image& image) {
  Impl& impl = *m_impl;
  if (image.width != impl.options.frame.width || image.height != impl.options.frame.height)
    throw Error{ErrorCode::ShapeMismatch, "the frame has " + std::to_string(image.width) + " x " +
                                              std::to_string(image.height) + " pixels, the tracker's have " +
                                              std::to_string(impl.options.frame.width) + " x " +
                                              std::to_string(impl.options.frame.height)};
  if (impl.frame < 0 || frame != impl.frame + 1)
    impl.forget();
  impl.frame = frame;
  impl.cue.reset();
  std::swap(impl.before, impl.now);
  impl.now.assign(image);
  if (impl.before.isEmpty())
    return;
  impl.followCamera();
  if (impl.options.motionCue) {
    Impl::OldPlane& slot = impl.older[impl.olderNext];
    slot.plane = impl.before.level(cueLevel);
    slot.shiftX = slot.shiftY = 0.0F;
    impl.olderNext = (impl.olderNext + 1) % cueGap;
    impl.olderCount = std::min(impl.olderCount + 1, cueGap);
    impl.keepOlder();
  }
  impl.followObjects();
  impl.drop();
  impl.publish();
}

std::span<const Track> Tracker::tracks() const noexcept {
  return m_impl->tracks;
}

void Tracker::update(std::span<const Sighting> found, std::span<const LookedAt> regions) {
  Impl& impl = *m_impl;
  impl.cue.reset();
  const LookedAt whole{
      {0.0F, 0.0F, static_cast<float>(impl.options.frame.width), static_cast<float>(impl.options.frame.height)},
      BoxOrigin::Full};
  if (regions.empty())
    regions = {&whole, 1};
  for (const Sighting& sighting : found)
    impl.weakest = std::min(impl.weakest, sighting.detection.score);
  const TrackMatches matches = matchTracks(impl.objects, found, impl.options);
  for (std::size_t o = 0; o < impl.objects.size(); ++o) {
    if (const int sighting = matches.sightingOf[o]; sighting >= 0)
      impl.objects[o].hit(found[static_cast<std::size_t>(sighting)]);
    else
      impl.scoreMiss(impl.objects[o], regions);
  }
  for (std::size_t s = 0; s < found.size(); ++s)
    if (matches.further[s]) {
      FollowedObject& object = impl.objects[static_cast<std::size_t>(matches.objectOf[s])];
      const Sighting& taken =
          found[static_cast<std::size_t>(matches.sightingOf[static_cast<std::size_t>(matches.objectOf[s])])];
      if (taken.detection.classIndex != found[s].detection.classIndex)
        object.alsoSeen(found[s].detection.classIndex, found[s].detection.score);
    }
  const std::size_t known = impl.objects.size();
  std::vector<std::size_t> order(found.size());
  for (std::size_t s = 0; s < order.size(); ++s)
    order[s] = s;
  std::stable_sort(order.begin(), order.end(), [&found](std::size_t a, std::size_t b) {
    return found[a].detection.score > found[b].detection.score;
  });
  for (const std::size_t s : order) {
    if (matches.objectOf[s] >= 0 || !impl.mayBegin(found[s]))
      continue;
    // A second class of a newcomer is its second opinion.
    const auto same = std::find_if(impl.objects.begin() + static_cast<std::ptrdiff_t>(known), impl.objects.end(),
                                   [&](const FollowedObject& object) {
                                     return detect::intersectionOverUnion(object.visible(), found[s].detection.box) >
                                            impl.options.anyClassOverlap;
                                   });
    if (same != impl.objects.end())
      same->alsoSeen(found[s].detection.classIndex, found[s].detection.score);
    else
      impl.objects.emplace_back(impl.nextId++, found[s], impl.options);
  }
  const std::vector<std::size_t> weaker = duplicateTracks(impl.objects, impl.options);
  for (auto index = weaker.rbegin(); index != weaker.rend(); ++index)
    impl.objects.erase(impl.objects.begin() + static_cast<std::ptrdiff_t>(*index));
  impl.drop();
  impl.publish();
}

std::vector<ShownBox> Tracker::shown() const {
  std::vector<ShownBox> boxes;
  const float least = std::max(m_impl->options.otherClassScore, m_impl->weakest);
  for (const FollowedObject& object : m_impl->objects) {
    const Track& track = object.track();
    const float left = object.faded() * std::pow(m_impl->options.heldFade, static_cast<float>(track.age));
    for (int classIndex = 0; classIndex < m_impl->options.classes; ++classIndex) {
      const float score = track.classScores[static_cast<std::size_t>(classIndex)] * left;
      if (classIndex == track.classIndex || score >= least)
        boxes.push_back({.box = object.visible(),
                         .classIndex = classIndex,
                         .score = score,
                         .track = track.id,
                         .origin = track.age == 0 ? track.origin : BoxOrigin::Held,
                         .age = track.age});
    }
  }
  std::stable_sort(boxes.begin(), boxes.end(), [](const ShownBox& a, const ShownBox& b) { return a.score > b.score; });
  return boxes;
}

std::vector<Box> Tracker::movingRegions(std::size_t most) const {
  std::vector<Box> boxes;
  for (const MovingRegion& region : m_impl->motion().regions) {
    if (boxes.size() >= most)
      break;
    boxes.push_back(region.box);
  }
  return boxes;
}

std::pair<float, float> Tracker::cameraMotion() const noexcept {
  return {m_impl->cameraX, m_impl->cameraY};
}

float Tracker::greyChange() const noexcept {
  const GreyPlane& before = m_impl->before.level(changeLevel);
  const GreyPlane& now = m_impl->now.level(changeLevel);
  if (before.pixels.empty() || before.pixels.size() != now.pixels.size())
    return 0.0F;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < now.pixels.size(); ++i)
    sum += std::abs(now.pixels[i] - before.pixels[i]);
  return static_cast<float>(sum) / static_cast<float>(now.pixels.size());
}

float Tracker::changedShare() const {
  return m_impl->motion().changedShare;
}

void Tracker::cut() {
  Impl& impl = *m_impl;
  impl.objects.clear();
  impl.tracks.clear();
  impl.olderCount = impl.olderNext = 0;
  impl.cameraX = impl.cameraY = 0.0F;
  impl.cue.reset();
}

void Tracker::restart() {
  m_impl->forget();
}

}  // namespace effortlab::fovea
